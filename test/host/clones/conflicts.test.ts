import assert from "node:assert/strict";
import { commands } from "vscode";
import { ModelName, Stage, VersionId } from "../../../src/core/model/ids.ts";
import { inClone } from "../support/clone.ts";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { otherWindow, prepare } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { labels, rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

const production = Stage.parse("Production");

describe("Show Conflicts", () => {
  it("says when there are none", async () => {
    await run("showConflicts");
    await notification(/Merging ledger files of other clones has left no conflicts\./);
  });

  it("lists what merging settled, from a row that is there until it is settled otherwise", async () => {
    const model = "sklearn-forest.onnx";
    const versions = await prepare("clash", [model, "Staging"], [model, "Staging"]);
    const [first, second] = versions.map(({ version }) => VersionId.parse(version)) as [
      VersionId,
      VersionId,
    ];
    await inClone(async (clone) => {
      await clone.call("transition", { version: first, to: production });
      return async () => {
        await otherWindow.call("transition", { version: second, to: production });
      };
    });
    const text = "clash 2: took Production over from clash 1";
    const told = await notification(/^Conflict after merging ledger files\. /);
    assert.ok(told.text.includes(text), told.text);
    assert.deepEqual([told.kind, told.buttons], ["warning", ["Show Conflicts"]]);
    told.press("Show Conflicts");
    await (await question("Show Conflicts")).close();

    const { item } = await rowAt("1 conflict after merging");
    assert.equal(
      item.accessibilityInformation?.label,
      "1 conflict after merging ledger files of other clones",
    );
    const { command = "", arguments: given = [] } = item.command ?? {};
    const showing = commands.executeCommand(command, ...(given as unknown[]));
    const list = await question("Show Conflicts");
    assert.deepEqual(list.labels, ["clash 2"]);
    await list.choose("clash 2");
    await showing;
    await tab("clash 2");

    const verifying = run("verify");
    const { text: verified } = await notification(/ is as recorded: .* Note: clash 2, event /);
    assert.match(verified, / To change it, roll back Production of clash to version 1\./);
    await verifying;

    await otherWindow.call("rollBack", {
      model: ModelName.parse("clash"),
      stage: production,
      version: first,
      reason: "the other one",
    });
    await waitFor("the row to go", async () =>
      (await labels()).some((label) => label.includes("conflict")) ? undefined : true,
    );
  });
});
