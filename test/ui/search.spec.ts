/** Versions are found from the palette while a query is typed. */
import { expect, test } from "./support/sample.ts";

test("a search lists versions, completes the query and compares what it found", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier");
  await workbench.command("Model Registry: Search…");
  const list = await workbench.quickInput("Search");
  await list.type("metrics.test.a");
  await list.item("metrics.test.auc").click();
  await expect(list.input).toHaveValue("metrics.test.auc ");
  await list.input.pressSequentially("> 0.97 and stage in (Staging, Production) order by age");
  await expect(list.item("tumor-classifier 6")).toContainText("test.auc 0.9851");
  await expect(list.item("tumor-classifier 5")).toBeVisible();
  await expect(list.item("tumor-classifier 3")).toHaveCount(0);
  await workbench.pictures("search");

  await list.type("stge = Production");
  await expect(list.items.first()).toContainText("at character 1: “stge” is not a key");
  await workbench.pictures("search-mistake");
  await list.item("stage").click();
  await expect(list.input).toHaveValue("stage = Production");
  await expect(list.item("tumor-classifier 5")).toBeVisible();
  await list.type("model = tumor-classifier and version = 5");
  await expect(list.item("tumor-classifier 5")).toBeVisible();
  await expect(list.item("tumor-classifier 6")).toHaveCount(0);
  await list.type("model = tumor-classifier and version >= 5 order by version");
  await expect(list.item("tumor-classifier 5")).toBeVisible();
  await workbench.page.getByRole("button", { name: "Compare the versions found" }).click();
  await workbench.editorTab("Compare tumor-classifier 5, tumor-classifier 6").waitFor();

  await workbench.command("Model Registry: Search…");
  await list.type("model = tumor-classifier and stage in (Staging, Production)");
  await expect(list.item("tumor-classifier 6")).toBeVisible();
  await list.button("Save the search in the sidebar");
  const name = await workbench.quickInput("Save Search");
  await name.type("Candidates");
  await name.accept();
  await (await workbench.treeItem("Saved searches")).click();
  await (await workbench.treeItem("Saved searches", "Candidates")).click();
  await workbench.treeItem("Saved searches", "Candidates", "tumor-classifier 6");
  await workbench.pictures("saved-search");
});
