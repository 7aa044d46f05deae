/**
 * Tests that everything recorded of a version is on its pages: also what is not in the workspace.
 */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "./support/accessible.ts";
import { openLineagePanels } from "./support/lineage.ts";
import { registry } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

const metadata = {
  base_model: "acme/wine-encoder",
  run_id: "7f3a9c",
  experiment: "wine",
  feature_set: "tasting",
  feature_version: "v4",
  datasets: [
    {
      name: "labels",
      version: "7",
      uri: "s3://lake/wine/labels",
      digest: "md5:0cc175b9c0f1b6a831c399e269772661",
    },
  ],
  license: "apache-2.0",
  reviewed_by_lab: "North",
  framework: "TensorFlow",
};

test("parents, data, runs and metadata are on the pages of a version", async ({
  workbench,
  sample,
}) => {
  await registry(sample, "register", "models/wine/model.onnx", "--name", "wine");
  const file = "models/wine/model-card.json";
  await writeFile(join(sample, file), JSON.stringify(metadata));
  const second = ["register", "models/wine/model.pkl", "--name", "wine", "--metadata", file];
  await registry(sample, ...second, "--parent", "wine@1");
  await registry(sample, "tag", "wine", "owner", "tasting");
  await rm(join(sample, ".model-registry/artifacts/sha256"), { recursive: true });
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await (await workbench.treeItem("wine", /^wine 2, /)).click();
  let page = await workbench.webview("wine 2");
  await expect(page.getByText(/Bytes of this version are not in the registry/)).toBeVisible();
  await expect(page.getByText(/\(the file says scikit-learn/)).toBeVisible();
  await expect(page.getByRole("region", { name: "Summary" })).toContainText("apache-2.0");
  await expect(page.getByRole("region", { name: "Notes" })).toContainText("owner = tasting");
  const recipe = page.getByRole("region", { name: "Recipe" });
  for (const text of ["s3://lake/wine/labels", "wine · 7f3a9c", "tasting", "North"]) {
    await expect(recipe).toContainText(text);
  }
  const lineage = page.getByRole("region", { name: "Lineage" });
  await expect(lineage).toContainText("acme/wine-encoder fine-tuned from");
  await expect(lineage.getByRole("button", { name: "wine 1" })).toBeVisible();
  await workbench.pictures("recorded");
  await recipe.scrollIntoViewIfNeeded();
  await workbench.pictures("recorded-recipe");
  await lineage.scrollIntoViewIfNeeded();
  await workbench.pictures("recorded-lineage", () => expectAccessible(page));

  await page.getByRole("button", { name: "Open graph" }).click();
  page = await workbench.webview("Lineage: wine 2");
  await openLineagePanels(page);
  for (const name of [
    /^run 7f3a9c/,
    /^tasting v4, feature set/,
    /acme.wine-encoder, model elsewhere/,
  ]) {
    await expect(page.getByRole("option", { name })).toBeVisible();
  }
  await page.getByRole("option", { name: /wine-encoder, model elsewhere/ }).click();
  await expect(page.getByRole("complementary")).toContainText("acme/wine-encoder");
  await workbench.pictures("recorded-graph", () => expectAccessible(page));

  const first = await workbench.treeItem("wine", /^wine 1, /);
  await (await workbench.treeItem("wine", /^wine 2, /)).click();
  await workbench.select(first, "Control");
  await workbench.contextMenu(first, "Compare Versions…");
  page = await workbench.webview("Compare wine 2, wine 1");
  for (const name of ["Made from", "Run", "Other metadata"]) {
    await expect(page.getByRole("heading", { name, exact: true })).toBeVisible();
  }
  await page.getByRole("heading", { name: "Made from" }).scrollIntoViewIfNeeded();
  await workbench.pictures("recorded-compare");
});
