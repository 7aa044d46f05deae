/**
 * The pictures of the README, and the same in high contrast to look at. Every run saves them in
 * test-results/screenshots; with UPDATE_SCREENSHOTS=1 those of docs/images are replaced. What is in
 * the pictures is also accessible.
 */
import { copyFile, mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { projectRoot, testResults } from "../workbench/paths.ts";
import type { Theme } from "../workbench/settings.ts";
import { expectAccessible } from "./support/accessible.ts";
import { expect, test } from "./support/sample.ts";
import { expectReachable } from "./support/tab-order.ts";
import type { TestWorkbench } from "./workbench.ts";

test.use({ viewport: { width: 1280, height: 800 }, sharedWindow: "pictures" });

test("pictures of the pages", async ({ workbench, sample }) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await (await workbench.treeItem("tumor-classifier", "6")).click();
  const version = await workbench.webview("tumor-classifier 6");
  await expect(version.getByRole("heading", { name: "Metrics" })).toBeVisible();
  await picture(workbench, "version", () => expectAccessible(version));
  await expectReachable(workbench, version);

  await workbench.select(await workbench.treeItem("tumor-classifier", "5"), "Control");
  const third = await workbench.treeItem("tumor-classifier", "4");
  await workbench.select(third, "Control");
  await workbench.contextMenu(third, "Compare Versions…");
  const compare = await workbench.webview(
    "Compare tumor-classifier 6, tumor-classifier 5, tumor-classifier 4",
  );
  await expect(compare.getByRole("radio", { name: /Baseline/ })).toHaveCount(3);
  await picture(workbench, "compare", () => expectAccessible(compare));
  await compare.getByText("Charts", { exact: true }).click();
  await expect(compare.getByRole("application", { name: /^Bar chart/ })).toBeVisible();
  await expectAccessible(compare);
  // Of the table one cell is a step; from there on the arrow keys lead.
  expect((await expectReachable(workbench, compare)).at(-1)).toMatch(/^columnheader /);

  await workbench.inlineAction(await workbench.treeItem("tumor-classifier", "5"), "Show Lineage…");
  const lineage = await workbench.webview("Lineage: tumor-classifier 5");
  await expect(lineage.getByRole("application", { name: "Lineage graph" })).toBeVisible();
  await picture(workbench, "lineage", () => expectAccessible(lineage));

  // With several rows selected the menu is about these.
  await (await workbench.treeItem("tumor-classifier", "6")).click();
  await workbench.contextMenu(await workbench.treeItem("tumor-classifier"), "Show Model…");
  const model = await workbench.webview("tumor-classifier");
  await expect(model.getByRole("heading", { name: "Metric over versions" })).toBeVisible();
  await picture(workbench, "model", () => expectAccessible(model));
  await expectReachable(workbench, model);
});

for (const themes of [["light", "dark"], ["hc"]] as const) {
  test(`picture of registering in ${themes.join(" and ")}`, async ({ workbench, sample }) => {
    await workbench.open(sample, { theme: themes[0] });
    await workbench.openView("Model Registry");
    await workbench.openView("Explorer");
    await (await workbench.explorerItem("src/features.py")).dblclick();
    await workbench.editorTab("features.py").waitFor();
    const file = await workbench.explorerItem("models/wine/model.onnx");
    await workbench.contextMenu(file, "Register Model…");
    const input = await workbench.quickInput(/Register model\.onnx \(1\/\d\)/);
    await input.type("wine-origin");
    await input.accept();
    await workbench.quickInput(/\(2\/\d\)/);
    await input.type("Softmax regression on thirteen measurements");
    await input.accept();
    await workbench.quickInput(/\(3\/\d\)/);
    await expect(input.items.first()).toBeVisible();
    await picture(workbench, "register", undefined, themes);
  });
}

test("picture of importing", async ({ workbench, sample }) => {
  await keepByHand(sample);
  await workbench.open(sample);
  const kept = await workbench.explorerItem("models/kept");
  await workbench.contextMenu(kept, "Import Versions…");
  const page = await workbench.webview("Import Versions");
  await expect(page.getByText("2 of 2 files")).toBeVisible();
  await picture(workbench, "import", () => expectAccessible(page));
});

test("picture of a model file", async ({ workbench, sample }) => {
  await workbench.open(sample);
  await (await workbench.explorerItem("models/wine/model.pkl")).dblclick();
  const page = await workbench.webview("model.pkl");
  await expect(page.getByText("Needs code").first()).toBeVisible();
  await page.getByText(/^Loading it imports \d+ names$/).click();
  const safety = page.getByRole("region", { name: "Safety" });
  await expect(safety.getByText("sklearn.pipeline.Pipeline")).toBeVisible();
  await picture(workbench, "inspect", () => expectAccessible(page));
});

test("the audit trail and retention can be read in high contrast", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample, { theme: "hc" });
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier");
  await workbench.command("Model Registry: Show Audit Trail");
  const audit = await workbench.webview("Audit Trail");
  await audit.getByRole("button", { name: "Staging → Production" }).first().click();
  await expect(audit.getByRole("region", { name: "Event details" })).toBeVisible();
  await workbench.screenshot("audit-hc");
  await expectAccessible(audit);
  await workbench.command("Model Registry: Preview Retention…");
  const retention = await workbench.webview("Retention");
  await expect(retention.getByText("There is no policy yet: everything is kept.")).toBeVisible();
  await workbench.screenshot("retention-hc");
  await expectAccessible(retention);
});

/** A folder as people keep it who have no registry. */
async function keepByHand(sample: string): Promise<void> {
  const fixtures = join(projectRoot, "test", "fixtures", "models");
  const folder = join(sample, "models", "kept");
  await mkdir(folder);
  const models: Readonly<Record<string, readonly [fixture: string, day: string]>> = {
    "churn_v1.joblib": ["sklearn-ridge.joblib", "2025-09-02"],
    "churn_scaler_v1.pkl": ["scaler.pkl", "2025-09-02"],
    "churn_v2.joblib": ["sklearn-forest-compressed.joblib", "2025-11-17"],
    "churn_v2_final.pkl": ["sklearn-pipeline.pkl", "2025-12-01"],
    "segments_2025-10-12.onnx": ["sklearn-network.onnx", "2026-02-01"],
    "segments_2026-01-30.onnx": ["sklearn-forest.onnx", "2026-02-01"],
  };
  for (const [name, [fixture, day]] of Object.entries(models)) {
    await copyFile(join(fixtures, fixture), join(folder, name));
    await utimes(join(folder, name), new Date(day), new Date(day));
  }
  await writeFile(join(folder, "churn_v1_metrics.json"), '{ "auc": 0.81 }\n');
  await writeFile(join(folder, "churn_v2_metrics.json"), '{ "auc": 0.86 }\n');
  const notes = ["churn_v1.joblib: 1.0.0", "churn_v2.joblib: 1.1.0", "current: churn_v2_final.pkl"];
  await writeFile(join(folder, "version.txt"), `${notes.join("\n")}\n`);
}

/**
 * Saves a picture in light, in dark, and in high contrast, and looks at what is in it; those that the
 * README shows also for the README.
 */
async function picture(
  workbench: TestWorkbench,
  name: string,
  look?: () => Promise<void>,
  themes: readonly Theme[] = ["light", "dark", "hc"],
): Promise<void> {
  const lookAndKeep = async (shown: Theme): Promise<void> => {
    await look?.();
    if (shown === "hc" || process.env["UPDATE_SCREENSHOTS"] === undefined) return;
    const images = join(projectRoot, "docs", "images");
    await mkdir(images, { recursive: true });
    const file = `${name}-${shown}.png`;
    await copyFile(join(testResults, "screenshots", file), join(images, file));
  };
  await workbench.pictures(name, lookAndKeep, themes);
}
