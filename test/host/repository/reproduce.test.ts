import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import {
  colleague,
  file,
  folder,
  otherWindow,
  prepareOne,
  show,
  stages,
  writePolicy,
} from "../support/registry.ts";
import { rowAt } from "../support/tree.ts";

/** Registers a model with the command that makes it: a copy, which is the same each time. */
async function registerWithCommand(model: string, command: string): Promise<void> {
  const path = "more/digits.npz";
  await colleague(
    ...["register", path, "--name", model, "--allow-identical", "--no-discover"],
    ...["--command", command],
  );
}

const copy = `mkdir -p more && cp "${file("more/digits.npz").fsPath}" more/digits.npz`;

async function checkouts(model: string): Promise<readonly string[]> {
  const listed = await otherWindow.call("listReproductions", { reference: `${model}@1` });
  return listed.map(({ checkout }) => checkout);
}

describe("Reproduce Version", () => {
  it("shows the recorded command, runs it once it was confirmed, and records the outcome", async () => {
    await registerWithCommand("reproduced", copy);
    const { node } = await rowAt("reproduced", "1");
    const reproducing = run("reproduce", node);
    const confirmation = await dialog("Run the command that made reproduced 1?");
    assert.ok(confirmation.detail?.includes("more/digits.npz"), confirmation.detail);
    assert.match(confirmation.detail ?? "", /perhaps by somebody else/);
    assert.equal(confirmation.buttons[0], "Don't Run");
    confirmation.press("Run Command");
    await reproducing;
    const told = await notification("reproduced 1: Reproduced bit by bit.");
    const [checkout] = await checkouts("reproduced");
    assert.ok(checkout !== undefined && existsSync(join(checkout, "more")));
    assert.ok(!checkout.startsWith(folder.uri.fsPath));
    const { history } = await show("reproduced@1");
    assert.match(JSON.stringify(history), /Reproduced bit by bit/);
    told.press("Remove Work Tree");
    const removing = run("removeReproductions");
    await (await question("Remove Reproductions")).accept();
    await removing;
    await notification(/work trees? removed|no work tree/);
    assert.ok(!existsSync(checkout));
  });

  it("runs nothing that was not confirmed", async () => {
    await registerWithCommand("reproduced-not", "touch ran");
    const { node } = await rowAt("reproduced-not", "1");
    const reproducing = run("reproduce", node);
    (await dialog("Run the command that made reproduced-not 1?")).press("Don't Run");
    assert.equal(await reproducing, undefined);
    const told = await notification(/^The work tree of reproduced-not 1 is in /);
    const [checkout = ""] = await checkouts("reproduced-not");
    assert.ok(existsSync(checkout) && !existsSync(join(checkout, "ran")));
    told.press("Remove Work Tree");
  });

  it("asks for a command where none was recorded, and tells when it fails", async () => {
    const version = await prepareOne("reproduced-asked", "more/digits.npz");
    const reproducing = run("reproduce", version);
    const box = await question("Reproduce reproduced-asked 1");
    box.type("exit 3");
    await box.accept();
    (await dialog("Run the command that made reproduced-asked 1?")).press("Run Command");
    await reproducing;
    await notification(/^reproduced-asked 1 was not reproduced: the command ended with code 3/);
  });

  it("opens the gate that asks for it", async () => {
    await registerWithCommand("reproduced-first", copy);
    await writePolicy("version: 1\ngates:\n  Staging:\n    reproduced: true\n");
    try {
      const { node } = await rowAt("reproduced-first", "1");
      const promoting = run("promote", node, "Staging");
      const refused = await question("reproduced-first 1 to Staging: checks");
      assert.deepEqual(refused.labels, ["Stop here", "reproduction"]);
      assert.match(refused.description("reproduction") ?? "", /^failed: not reproduced yet/);
      await refused.choose("Stop here");
      await promoting;
      assert.deepEqual(await stages("reproduced-first"), { 1: "None" });

      const reproducing = run("reproduce", node);
      (await dialog("Run the command that made reproduced-first 1?")).press("Run Command");
      await reproducing;
      const told = await notification("reproduced-first 1: Reproduced bit by bit.");
      const again = run("promote", node, "Staging");
      const checks = await question("reproduced-first 1 to Staging: checks");
      assert.match(checks.description("reproduction") ?? "", /^passed: Reproduced bit by bit/);
      await checks.accept();
      (await dialog("Promote reproduced-first 1 to Staging?")).press("Promote");
      await again;
      assert.deepEqual(await stages("reproduced-first"), { 1: "Staging" });
      told.press("Remove Work Tree");
    } finally {
      await writePolicy("version: 1\n");
    }
  });
});
