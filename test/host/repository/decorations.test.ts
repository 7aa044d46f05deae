import assert from "node:assert/strict";
import { workspace } from "vscode";
import { systemTrue } from "../../unit/inspect/support/pickle-assembler.ts";
import { askedAgain, markedAs, unmarked } from "../support/decorations.ts";
import { file, prepareOne } from "../support/registry.ts";

describe("Marks in the Explorer", () => {
  const model = file("marks/model.pkl");

  before(() => workspace.fs.copy(file("more/scaler.pkl"), model, { overwrite: true }));

  it("say which version a file is, and that it was modified since", async () => {
    await unmarked(model);
    await prepareOne("marked", "marks/model.pkl", "Staging");
    const registered = await markedAs(model, "1");
    assert.equal(registered.tooltip, "Registered as marked 1 (Staging)");

    const told = askedAgain(model);
    const bytes = await workspace.fs.readFile(model);
    await workspace.fs.writeFile(
      model,
      bytes.map((byte, index) => (index === 20 ? 0 : byte)),
    );
    await told;
    const modified = await markedAs(model, "≠");
    assert.equal(modified.tooltip, "Modified since it was registered as marked 1");
  });

  it("say that a model file is dangerous, registered or not, unless nobody wants to know", async () => {
    const dangerous = file("marks/dangerous.pkl");
    await unmarked(dangerous);
    await workspace.fs.writeFile(dangerous, systemTrue());
    const { tooltip = "", color } = await markedAs(dangerous, "!");
    assert.match(tooltip, /^Dangerous: Loading this file imports os\.system/);
    assert.ok(color);

    await workspace.fs.writeFile(model, systemTrue());
    assert.match(
      (await markedAs(model, "!")).tooltip ?? "",
      /os\.system.* Modified since it was registered as marked 1$/,
    );

    const settings = workspace.getConfiguration("modelRegistry");
    await settings.update("markDangerousFiles", false);
    try {
      await unmarked(dangerous);
      await markedAs(model, "≠");
      await settings.update("fileDecorations", false);
      await unmarked(model);
    } finally {
      await settings.update("markDangerousFiles", undefined);
      await settings.update("fileDecorations", undefined);
    }
    await markedAs(dangerous, "!");
  });
});
