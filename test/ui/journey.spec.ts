/** The main job from end to end, with the mouse and the palette, on the sample workspace. */
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot } from "../workbench/paths.ts";
import { openLineagePanels } from "./support/lineage.ts";
import { register } from "./support/register.ts";
import { expect, test } from "./support/sample.ts";
import type { TestWorkbench } from "./workbench.ts";

test.use({ sharedWindow: "models" });

async function promote(
  workbench: TestWorkbench,
  version: string,
  stage: string,
  consequence?: RegExp,
): Promise<void> {
  await workbench.command("Model Registry: Promote…");
  await (await workbench.quickInput("Promote")).pick(version);
  await (await workbench.quickInput(`Promote ${version}`)).pick(stage);
  if (consequence) {
    const dialog = await workbench.dialog(`Promote ${version} to ${stage}?`);
    await expect(dialog).toContainText(consequence);
    await workbench.press(dialog, "Promote");
  }
  await workbench.notification(`${version} is in ${stage} now`);
}

test("a model is registered, promoted, replaced and brought back @smoke", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await register(workbench, "models/wine/model.onnx", 4);
  await workbench.notification(/wine 1 registered · .* · main@[0-9a-f]{7}/);
  await register(workbench, "models/wine/model.pkl", 4);
  await workbench.notification("wine 2 registered");

  await workbench.openView("Model Registry");
  await workbench.treeItem("wine", /^wine 1, None, accuracy /);
  await promote(workbench, "wine 1", "Staging");
  await promote(workbench, "wine 1", "Production");
  await promote(workbench, "wine 2", "Staging");
  await promote(workbench, "wine 2", "Production", /Version 1 .*will be moved to Archived/);
  await workbench.treeItem("wine", /^wine 1, Archived/);
  await workbench.treeItem("wine", /^wine 2, Production/);

  await workbench.command("Model Registry: Roll Back…");
  await (await workbench.quickInput("Roll Back")).pick("wine");
  await (await workbench.quickInput("Roll back wine (1/2)")).pick("wine 1");
  const reason = await workbench.quickInput("Roll back wine (2/2)");
  await reason.accept();
  await expect(reason.message).toContainText("A rollback needs a reason");
  await reason.type("incident 17");
  await reason.accept();
  const dialog = await workbench.dialog("Roll back to wine 1?");
  await expect(dialog).toContainText("wine 2 (accuracy 1) will be archived");
  await workbench.press(dialog, "Roll Back");
  await workbench.notification("wine 1 is in Production again, verified; wine 2 was archived");
  await workbench.treeItem("wine", /^wine 2, Archived, rolled back/);
  await expect(workbench.statusBarItem("4 models · 3 in Production")).toBeVisible();

  await (await workbench.treeItem("wine", /^wine 1, Production/)).click();
  const page = await workbench.webview("wine 1");
  await expect(
    page.getByText("Rolled back to this version: Archived → Production").first(),
  ).toBeVisible();
  await expect(page.getByText("incident 17").first()).toBeVisible();
});

test("registering the same bytes again says which version has them", async ({
  workbench,
  sample,
}) => {
  // A model of its own, whatever is registered already.
  const folder = join(sample, "models", "wine-again");
  await cp(join(sample, "models", "wine"), folder, { recursive: true });
  await cp(
    join(projectRoot, "test/fixtures/models/sklearn-forest.onnx"),
    join(folder, "model.onnx"),
  );
  await workbench.open(sample);
  await register(workbench, "models/wine-again/model.onnx", 4);
  await workbench.notification("wine-again 1 registered");
  await register(workbench, "models/wine-again/model.onnx", 4);
  await workbench.answer("already registered as wine-again 1 (None)", "Show wine-again@1");
  const page = await workbench.webview("wine-again 1");
  await expect(page.getByRole("heading", { name: "wine-again 1" })).toBeVisible();
});

test("versions are compared and traced, and the pages outlive a reload @smoke", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.inlineAction(
    await workbench.treeItem("tumor-classifier", "6"),
    "Compare with Production",
  );
  const title = "Compare tumor-classifier 5, tumor-classifier 6";
  const compare = await workbench.webview(title);
  await expect(compare.getByRole("rowheader", { name: /test\.auc/ })).toBeVisible();
  await expect(compare.getByRole("radio", { name: /Baseline/ }).first()).toBeChecked();

  await workbench.command("Model Registry: Show Lineage…");
  await (await workbench.quickInput("Show Lineage")).pick("tumor-classifier");
  const lineage = await workbench.webview("Lineage: tumor-classifier");
  await openLineagePanels(lineage);
  await lineage.getByRole("option", { name: /^tumor-classifier 5/ }).click();
  await lineage.getByRole("button", { name: "Open version" }).click();
  const version = await workbench.webview("tumor-classifier 5");
  await expect(version.getByRole("heading", { name: "tumor-classifier 5" })).toBeVisible();
  const commit = version.getByText(/^[0-9a-f]{7}$/).first();
  await commit.click();
  await expect(workbench.page.getByText("Fill in missing measurements").first()).toBeVisible();

  await workbench.reload();
  await workbench.editorTab(title).click();
  const restored = await workbench.webview(title);
  await expect(restored.getByRole("rowheader", { name: /test\.auc/ })).toBeVisible();
});
