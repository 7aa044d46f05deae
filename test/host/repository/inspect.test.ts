import assert from "node:assert/strict";
import { join } from "node:path";
import { TabInputCustom, Uri } from "vscode";
import { run } from "../support/command.ts";
import { extension } from "../support/extension.ts";
import { fileDialog, notification } from "../support/messages.ts";
import { playedPage } from "../support/played-pages.ts";
import { file, prepareOne } from "../support/registry.ts";
import { pageTabs, tab } from "../support/tabs.ts";

/** The one tab shows this file in the editor for models. */
async function assertInspected(uri: Uri, label: string): Promise<void> {
  const { input } = await tab(label);
  assert.ok(input instanceof TabInputCustom);
  assert.equal(input.viewType, "modelRegistry.modelFile");
  assert.equal(input.uri.fsPath, uri.fsPath);
}

describe("Inspect Model File", () => {
  it("opens a file in the editor for models, whatever else could open it", async () => {
    for (const name of ["sklearn-forest.onnx", "xgboost.json"]) {
      await run("inspect", file(`more/${name}`));
      await assertInspected(file(`more/${name}`), name);
    }
  });

  it("opens a file that is in no folder of the window", async () => {
    const fixture = "test/fixtures/models/digits.gguf";
    const outside = Uri.file(join(extension.extensionPath, fixture));
    await run("inspect", outside);
    await assertInspected(outside, "digits.gguf");
  });

  it("links a registered folder to its version, once it is registered", async () => {
    await run("inspect", file("more/mlflow-wine"));
    const page = await playedPage("inspect");
    page.ready();
    const before = await page.hear("inspect");
    assert.equal(before.registered, undefined);
    const version = await prepareOne("inspected", "more/mlflow-wine", "Staging");
    const { registered } = await page.hear(
      "inspect",
      (each) => each.registered?.version.stage === "Staging",
    );
    assert.deepEqual(registered?.version, {
      id: version.version,
      model: "inspected",
      number: 1,
      stage: "Staging",
    });
    page.say({ type: "show-version", version: registered.version.id });
    await tab("inspected 1");
  });

  it("opens a page on a folder, and reuses its tab", async () => {
    for (let times = 1; times <= 2; times += 1) {
      await run("inspect", file("more/mlflow-wine"));
      await tab("mlflow-wine");
      assert.equal(pageTabs("inspect").length, 1);
    }
  });

  it("asks for the file when it gets none", async () => {
    const inspecting = run("inspect");
    (await fileDialog()).choose(file("more/torch-state.pt"));
    await inspecting;
    await assertInspected(file("more/torch-state.pt"), "torch-state.pt");
    const dismissed = run("inspect", "more/torch-state.pt");
    (await fileDialog()).dismiss();
    await dismissed;
  });

  it("says that a file is not there", async () => {
    await run("inspect", file("more/gone.onnx"));
    await notification(/^Can't inspect more\/gone\.onnx: it is not there/);
    assert.equal(pageTabs("inspect").length, 0);
  });
});
