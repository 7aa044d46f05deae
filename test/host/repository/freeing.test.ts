import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, folder, prepare, prepareOne, show, stages } from "../support/registry.ts";
import { labels, rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

function objectPath(sha256: string): string {
  return file(`.model-registry/artifacts/sha256/${sha256.slice(0, 2)}/${sha256}`).fsPath;
}

/** Lays an object into the store that no version refers to. */
async function layGarbage(text: string): Promise<string> {
  const path = objectPath(createHash("sha256").update(text).digest("hex"));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  return path;
}

describe("Delete Version", () => {
  const own = "freeing/own.json";

  // The bytes of fixtures are those of other tests' versions as well, and are not freed.
  before(async () => {
    const model = await readFile(file("more/xgboost.json").fsPath, "utf8");
    await mkdir(dirname(file(own).fsPath), { recursive: true });
    await writeFile(file(own).fsPath, `${model}\n\n`);
  });
  after(() => rm(dirname(file(own).fsPath), { recursive: true }));

  it("takes a version out of the tree, for a reason, and frees its bytes", async () => {
    await prepare("deleted", [own], ["more/sklearn-network.onnx"]);
    const [artifact] = (await show("deleted@1")).artifacts;
    assert.ok(artifact);
    const { node } = await rowAt("deleted", "1");
    const deleting = run("deleteVersion", node);
    const reason = await question("Delete deleted 1");
    await reason.accept();
    assert.equal(reason.problem, "A deletion needs a reason.");
    reason.type("trained on the wrong data");
    await reason.accept();
    const confirmation = await dialog("Delete deleted 1?");
    const detail = confirmation.detail ?? "";
    assert.match(detail, /the number 1 is never used again\.$/);
    const freed = /^(.+) that no other version has will be freed\. /.exec(detail)?.[1];
    assert.ok(freed !== undefined, detail);
    confirmation.press("Delete");
    await deleting;
    await notification(`deleted 1 was deleted, ${freed} freed.`);
    await waitFor("a tree without the version", async () => {
      const left = await labels(await rowAt("deleted"));
      return left.join() === "2" ? true : undefined;
    });
    await assert.rejects(show("deleted@1"), /was deleted on .*“trained on the wrong data”/);
    await assert.rejects(access(objectPath(artifact.sha256)), { code: "ENOENT" });
  });

  it("says that bytes which others have are not freed", async () => {
    const version = await prepareOne("deleted-twin", "more/digits.npz");
    await prepareOne("deleted-twin-kept", "more/digits.npz");
    const deleting = run("deleteVersion", version);
    const reason = await question("Delete deleted-twin 1");
    reason.type("one is enough");
    await reason.accept();
    const confirmation = await dialog("Delete deleted-twin 1?");
    assert.match(confirmation.detail ?? "", /^No space will be freed: other versions have the/);
    confirmation.press("Delete");
    await deleting;
    await notification("deleted-twin 1 was deleted, 0 B freed.");
    const [artifact] = (await show("deleted-twin-kept@1")).artifacts;
    assert.ok(artifact);
    await access(objectPath(artifact.sha256));
  });

  it("changes nothing until it is confirmed", async () => {
    const version = await prepareOne("deleted-not", "more/digits.npz");
    const first = run("deleteVersion", version);
    await (await question("Delete deleted-not 1")).close();
    assert.equal(await first, undefined);
    const second = run("deleteVersion", version);
    const reason = await question("Delete deleted-not 1");
    reason.type("only a rehearsal");
    await reason.accept();
    (await dialog("Delete deleted-not 1?")).dismiss();
    assert.equal(await second, undefined);
    assert.deepEqual(await stages("deleted-not"), { 1: "None" });
  });

  it("refuses a version in use before it asks anything, with the way out", async () => {
    const version = await prepareOne("deleted-in-use", "more/digits.npz", "Staging", "Production");
    assert.equal(await run("deleteVersion", version), undefined);
    const refusal = await notification(
      "Can't delete deleted-in-use 1: it is in Production. Move it to Archived first, or promote another version in its place.",
    );
    assert.equal(refusal.kind, "error");
    assert.deepEqual(await stages("deleted-in-use"), { 1: "Production" });
  });
});

describe("Free Space", () => {
  it("removes what no version refers to once it is confirmed, and nothing else", async () => {
    await prepareOne("freeing", "more/digits.npz");
    const [artifact] = (await show("freeing@1")).artifacts;
    assert.ok(artifact);
    const garbage = await layGarbage("left by a registration that was cut off");

    const first = run("freeSpace");
    const confirmation = await dialog(/^Free [\d.]+ .*B in /);
    assert.match(confirmation.detail ?? "", /^No version refers to \d+ objects?\. /);
    confirmation.dismiss();
    assert.equal(await first, undefined);
    await access(garbage);

    const second = run("freeSpace");
    (await dialog(/^Free [\d.]+ .*B in /)).press("Free Space");
    await second;
    await notification(/^[\d.]+ .*B freed in .*: \d+ objects? removed\.$/);
    await assert.rejects(access(garbage), { code: "ENOENT" });
    await access(objectPath(artifact.sha256));
  });

  it("says that there is nothing to free", async () => {
    await prepareOne("freeing-nothing", "more/digits.npz");
    await layGarbage("removed by the first call");
    const first = run("freeSpace");
    (await dialog(/^Free /)).press("Free Space");
    await first;
    assert.equal(await run("freeSpace"), undefined);
    await notification(
      `There is nothing to free in ${folder.name}: versions refer to all that is stored.`,
    );
  });
});
