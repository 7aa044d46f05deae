import assert from "node:assert/strict";
import { workspace } from "vscode";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, prepare, prepareOne, show, stages, storedFile } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { rowAt } from "../support/tree.ts";

describe("Promote", () => {
  it("asks only for the stage where nothing else changes, moves and says so", async () => {
    const version = await prepareOne("promote-asks", "more/sklearn-forest.onnx");
    const promoting = run("promote", version);
    const asked = await question("Promote promote-asks 1 (None)");
    assert.deepEqual(asked.labels, ["Staging", "Rejected", "Archived"]);
    assert.equal(asked.description("Staging"), "Promote to Staging");
    assert.equal(asked.description("Rejected"), "Reject");
    await asked.choose("Staging");
    await promoting;
    assert.deepEqual(await stages("promote-asks"), { 1: "Staging" });
    (await notification("promote-asks 1 is in Staging now.")).press("Show");
    await tab("promote-asks 1");
  });

  it("names the version that it replaces, and archives it", async () => {
    await prepare(
      "promote-replaces",
      ["more/sklearn-forest.onnx", "Staging", "Production"],
      ["more/sklearn-network.onnx", "Staging"],
    );
    const { node } = await rowAt("promote-replaces", "2");
    const promoting = run("promote", node);
    await (await question("Promote promote-replaces 2 (Staging)")).choose("Production");
    const confirmation = await dialog("Promote promote-replaces 2 to Production?");
    assert.equal(
      confirmation.detail,
      "From Staging to Production. Version 1 will be moved to Archived.",
    );
    confirmation.press("Promote");
    await promoting;
    assert.deepEqual(await stages("promote-replaces"), { 1: "Archived", 2: "Production" });
    await notification(
      "promote-replaces 2 is in Production now; promote-replaces 1 is in Archived.",
    );
  });

  it("takes the stage that a page names and offers nothing else", async () => {
    const version = await prepareOne("promote-page", "more/torch-state.pt", "Staging");
    const promoting = run("promote", version, "None");
    (await dialog("Move promote-page 1 back to None?")).press("Move Back");
    await promoting;
    assert.deepEqual(await stages("promote-page"), { 1: "None" });
  });

  it("offers, from the palette, the versions that can go somewhere", async () => {
    await prepare(
      "promote-palette",
      ["more/keras-wine.h5", "Staging", "Production", "Archived"],
      ["more/keras-wine.keras"],
    );
    const promoting = run("promote");
    const choice = await question("Promote");
    assert.ok(!choice.labels.includes("promote-palette 1"));
    await choice.choose("promote-palette 2");
    await (await question("Promote promote-palette 2 (None)")).choose("Rejected");
    await promoting;
    assert.deepEqual(await stages("promote-palette"), { 1: "Archived", 2: "Rejected" });
  });

  it("changes nothing when the question or the dialog is closed", async () => {
    const version = await prepareOne("promote-closed", "more/xgboost.ubj");
    const first = run("promote", version);
    await (await question("Promote promote-closed 1 (None)")).close();
    assert.equal(await first, undefined);
    const second = run("promote", version, "Staging");
    (await dialog("Promote promote-closed 1 to Staging?")).dismiss();
    assert.equal(await second, undefined);
    assert.deepEqual(await stages("promote-closed"), { 1: "None" });
  });

  it("says what is left for an archived version", async () => {
    const version = await prepareOne(
      "promote-archived",
      "more/xgboost.json",
      "Staging",
      "Production",
      "Archived",
    );
    await run("promote", version);
    await notification(
      /^Can't move promote-archived 1 out of Archived\. No stage can be reached .* rollback/,
    );
  });

  it("is refused where the policy does not allow the move", async () => {
    const version = await prepareOne("promote-refused", "more/lightgbm.txt");
    await run("promote", version, "Production");
    await notification(/^Can't move promote-refused 1 from None to Production/);
    assert.deepEqual(await stages("promote-refused"), { 1: "None" });
  });
});

describe("Promote without bytes", () => {
  it("says that bytes are missing before it asks anything", async () => {
    await workspace.fs.writeFile(file("more/lost-again.bin"), Buffer.from("lost weights"));
    const version = await prepareOne("promote-missing", "more/lost-again.bin");
    const [artifact] = (await show("promote-missing@1")).artifacts;
    assert.ok(artifact);
    const stored = storedFile(artifact.sha256);
    const lost = stored.with({ path: `${stored.path}.lost` });
    await workspace.fs.rename(stored, lost);
    try {
      await run("promote", version, "Staging");
      await notification(/^The bytes of lost-again\.bin of promote-missing 1 are not in/);
    } finally {
      await workspace.fs.rename(lost, stored);
    }
    assert.deepEqual(await stages("promote-missing"), { 1: "None" });
  });
});

describe("Move to Stage", () => {
  it("takes a version back, and calls that by its name", async () => {
    const [metrics] = await prepare("moved", ["more/scaler.pkl", "Rejected"]);
    const row = await rowAt("moved", "1");
    assert.equal(row.item.contextValue, "version movable");
    const moving = run("move", metrics);
    const asked = await question("Move moved 1 (Rejected)");
    assert.equal(asked.description("None"), "Reinstate to None");
    await asked.choose("None");
    await moving;
    assert.deepEqual(await stages("moved"), { 1: "None" });
  });
});

describe("Archive", () => {
  it("keeps the reason, and says that nothing is in Production then", async () => {
    await prepareOne("archive-reason", "more/digits.gguf", "Staging", "Production");
    const { node } = await rowAt("archive-reason", "1");
    const archiving = run("archive", node);
    const reason = await question("Archive archive-reason 1");
    reason.type("the data was mislabelled");
    await reason.accept();
    const confirmation = await dialog("Archive archive-reason 1?");
    assert.match(confirmation.detail ?? "", /archive-reason will have no version in Production/);
    confirmation.press("Archive");
    await archiving;
    const { history, stage } = await show("archive-reason@1");
    assert.equal(stage, "Archived");
    assert.match(JSON.stringify(history), /the data was mislabelled/);
  });

  it("offers, from the palette, only what can be archived", async () => {
    await prepare(
      "archive-palette",
      ["more/digits.npz", "Staging", "Production"],
      ["more/digits.safetensors", "Rejected"],
    );
    const archiving = run("archive");
    const choice = await question("Archive");
    assert.ok(choice.labels.includes("archive-palette 1"));
    assert.ok(!choice.labels.includes("archive-palette 2"));
    await choice.choose("archive-palette 1");
    await (await question("Archive archive-palette 1")).close();
    assert.equal(await archiving, undefined);
    assert.deepEqual(await stages("archive-palette"), { 1: "Production", 2: "Rejected" });
  });
});

describe("Reject", () => {
  it("needs no reason", async () => {
    const version = await prepareOne("reject", "more/scaler.pkl", "Staging");
    const rejecting = run("reject", version);
    await (await question("Reject reject 1")).accept();
    await rejecting;
    assert.deepEqual(await stages("reject"), { 1: "Rejected" });
  });

  it("is refused for what is in Production", async () => {
    const version = await prepareOne("reject-refused", "more/scaler.pkl", "Staging", "Production");
    await run("reject", version);
    await notification(/^Can't move reject-refused 1 from Production to Rejected/);
    assert.deepEqual(await stages("reject-refused"), { 1: "Production" });
  });
});
