import assert from "node:assert/strict";
import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, prepare, prepareOne, show, stages, storedFile } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { rowAt } from "../support/tree.ts";

/** Twice in Production: 2 there now, 1 archived. */
function replaced(model: string, first: string): ReturnType<typeof prepare> {
  return prepare(
    model,
    [first, "Staging", "Production"],
    ["more/sklearn-network.onnx", "Staging", "Production"],
  );
}

describe("Roll Back", () => {
  it("brings back the version before, with the reason in the history", async () => {
    const [, second] = await replaced("roll-back", "more/sklearn-forest.onnx");
    const rollingBack = run("rollBack", second);
    const choice = await question("Roll back roll-back", 1);
    assert.deepEqual(choice.labels, ["roll-back 1"]);
    assert.match(choice.description("roll-back 1") ?? "", /^previous version · left /);
    await choice.accept();
    const reason = await question("Roll back roll-back", 2);
    await reason.accept();
    assert.equal(reason.problem, "A rollback needs a reason.");
    reason.type("false positives doubled");
    await reason.accept();
    const confirmation = await dialog("Roll back to roll-back 1?");
    assert.equal(
      confirmation.detail,
      "From Archived to Production, after its bytes have been verified. roll-back 2 will be archived.",
    );
    confirmation.press("Roll Back");
    await rollingBack;
    assert.deepEqual(await stages("roll-back"), { 1: "Production", 2: "Archived" });
    const { history } = await show("roll-back@1");
    assert.ok(history.some((entry) => entry.reason === "false positives doubled"));
    (await notification(/^roll-back 1 is in Production again, verified; roll-back 2/)).press(
      "Show",
    );
    await tab("roll-back 1");
  });

  it("can be called on a model, and changes nothing until it is confirmed", async () => {
    await replaced("roll-back-model", "more/torch-state.pt");
    const { node } = await rowAt("roll-back-model");
    const first = run("rollBack", node);
    await (await question("Roll back roll-back-model", 1)).accept();
    await (await question("Roll back roll-back-model", 2)).close();
    assert.equal(await first, undefined);
    const second = run("rollBack", node);
    await (await question("Roll back roll-back-model", 1)).accept();
    const reason = await question("Roll back roll-back-model", 2);
    reason.type("only a rehearsal");
    await reason.accept();
    (await dialog("Roll back to roll-back-model 1?")).dismiss();
    assert.equal(await second, undefined);
    assert.deepEqual(await stages("roll-back-model"), { 1: "Archived", 2: "Production" });
  });

  it("asks for the model when it is called from the palette", async () => {
    await replaced("roll-back-palette", "more/digits.npz");
    await replaced("roll-back-palette-too", "more/digits.gguf");
    const rollingBack = run("rollBack");
    await (await question("Roll Back")).choose("roll-back-palette");
    await (await question("Roll back roll-back-palette", 1)).close();
    assert.equal(await rollingBack, undefined);
  });

  it("says that there is nothing to roll back to", async () => {
    const version = await prepareOne(
      "roll-back-none",
      "more/lightgbm.txt",
      "Staging",
      "Production",
    );
    await run("rollBack", version);
    await notification(
      /^Can't roll back roll-back-none: no other version has been in Production\./,
    );
  });

  it("does not bring back bytes that have changed, and offers to verify everything", async () => {
    const [, second] = await replaced("roll-back-damaged", "more/keras-wine.h5");
    const [artifact] = (await show("roll-back-damaged@1")).artifacts;
    assert.ok(artifact);
    const { fsPath } = storedFile(artifact.sha256);
    const bytes = await readFile(fsPath);
    await chmod(fsPath, 0o644);
    await writeFile(fsPath, Buffer.from(bytes).fill("!", bytes.length - 1));
    try {
      const rollingBack = run("rollBack", second);
      await (await question("Roll back roll-back-damaged", 1)).accept();
      const reason = await question("Roll back roll-back-damaged", 2);
      reason.type("a test");
      await reason.accept();
      (await dialog("Roll back to roll-back-damaged 1?")).press("Roll Back");
      assert.equal(await rollingBack, undefined);
      const refusal = await notification(/keras-wine\.h5/);
      assert.equal(refusal.kind, "error");
      refusal.press("Verify Registry");
      const found = await notification(/ is not as recorded\. .*keras-wine\.h5/);
      assert.deepEqual(found.buttons, ["Show All"]);
    } finally {
      await writeFile(fsPath, bytes);
    }
    assert.deepEqual(await stages("roll-back-damaged"), { 1: "Archived", 2: "Production" });
  });

  it("says that bytes are missing before it asks for a reason", async () => {
    await writeFile(file("more/to-be-lost.bin").fsPath, "weights that get lost");
    const [, second] = await replaced("roll-back-missing", "more/to-be-lost.bin");
    const [artifact] = (await show("roll-back-missing@1")).artifacts;
    assert.ok(artifact);
    const { fsPath } = storedFile(artifact.sha256);
    await rename(fsPath, `${fsPath}.lost`);
    try {
      const rollingBack = run("rollBack", second);
      await (await question("Roll back roll-back-missing", 1)).accept();
      await notification(
        /^The bytes of to-be-lost\.bin .* are not in this registry .* Register the/,
      );
      assert.equal(await rollingBack, undefined);
    } finally {
      await rename(`${fsPath}.lost`, fsPath);
    }
    assert.deepEqual(await stages("roll-back-missing"), { 1: "Archived", 2: "Production" });
  });
});
