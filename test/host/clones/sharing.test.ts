import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Uri } from "vscode";
import { Stage } from "../../../src/core/model/ids.ts";
import { RemoteRegistry } from "../../../src/registry/worker/remote-registry.ts";
import { run } from "../support/command.ts";
import { extension } from "../support/extension.ts";
import { dialog, fileDialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, folder, prepareOne, show, writePolicy } from "../support/registry.ts";
import { rowAt, rowSaying } from "../support/tree.ts";

describe("A shared registry", () => {
  const title = "Connect to a Shared Registry";
  let parent: string;
  let share: string;
  let policy: string | undefined;
  let version: Awaited<ReturnType<typeof prepareOne>>;

  before(async () => {
    parent = await mkdtemp(join(tmpdir(), "model-registry-shared-"));
    share = join(parent, "share");
    await mkdir(share);
    policy = await readFile(file(".model-registry/policy.yaml").fsPath, "utf8").catch(
      () => undefined,
    );
  });

  after(async () => {
    const path = file(".model-registry/policy.yaml").fsPath;
    if (policy === undefined) await rm(path, { force: true });
    else await writeFile(path, policy);
    await rm(parent, { recursive: true, force: true, maxRetries: 10 });
  });

  it("is connected through a folder that is tested first, and named in the policy", async () => {
    // Bytes that no version in use has, so that they may be freed.
    await writeFile(file("shared-here.bin").fsPath, "of this model alone");
    version = await prepareOne("shared-here", "shared-here.bin");
    const connecting = run("connectRemote");
    await (await question(title)).choose("Folder");
    (await fileDialog()).choose(Uri.file(share));
    await connecting;
    await notification(
      `The registry of ${folder.name} is shared through ${share}. Commit the policy, so that others connect to it too.`,
    );
    const text = await readFile(file(".model-registry/policy.yaml").fsPath, "utf8");
    assert.ok(text.includes(`remote: ${JSON.stringify(share)}`), text);
  });

  it("brings what another clone has done, and gives it what was done here", async () => {
    const clone = join(parent, "clone");
    await mkdir(clone);
    const dist = (name: string): string => join(extension.extensionPath, "dist", name);
    const other = new RemoteRegistry(
      dist("registry-worker.cjs"),
      { folder: clone, trusted: true, wasmPath: dist("sql-wasm.wasm") },
      () => undefined,
    );
    try {
      await other.call("addRemote", { address: share });
      await other.call("pull", {});
      const theirs = await other.call("findVersion", { reference: "shared-here@1" });
      await other.call("transition", { version: theirs.id, to: Stage.parse("Staging") });
      await run("pullRemote");
      await notification(/ has received 2 and sent 0 ledger lines\.$/);
      assert.equal((await show("shared-here@1")).stage, "Staging");
      await rowAt("shared-here");

      await run("pushRemote");
      await notification(/ nothing new for each other\.$/);
      await run("syncRemote");
      await notification(/ nothing new for each other\.$/);
    } finally {
      await other.close();
    }
  });

  it("frees copies of files that the share has, and fetches them again", async () => {
    const freeing = run("freeLocalCopies");
    const asked = await dialog(new RegExp(`^Free .* in ${folder.name}\\?$`));
    assert.deepEqual(asked.buttons, ["Keep Files", "Free Local Copies"]);
    asked.press("Free Local Copies");
    await freeing;
    await notification(/ freed in .*; the shared registry keeps the files\.$/);
    await rowSaying(/not downloaded/, "shared-here", "1");
    await run("fetchFiles", version);
    await notification(/^Fetched the files of shared-here 1: /);
  });

  it("asks before it contacts another place that the policy names", async () => {
    const elsewhere = join(parent, "elsewhere");
    await mkdir(elsewhere);
    await writePolicy(`version: 1\nremote: ${JSON.stringify(elsewhere)}\n`);
    await run("syncRemote");
    const refused = await notification(/has not been approved on this machine/);
    assert.deepEqual(refused.buttons, ["Connect to a Shared Registry…"]);
    refused.press("Connect to a Shared Registry…");
    const asked = await dialog(`Share the registry of ${folder.name} through ${elsewhere}?`);
    assert.deepEqual(asked.buttons, [
      "Don't Connect",
      "Approve and Connect",
      "Use Another Address…",
    ]);
    asked.dismiss();
  });
});
