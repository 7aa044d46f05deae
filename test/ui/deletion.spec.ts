/** Deleting a version, what is left of it in the lineage, and freeing space that nothing refers to. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openLineagePanels } from "./support/lineage.ts";
import { expect, test } from "./support/sample.ts";

test.use({ sharedWindow: "versions" });

test("a version is deleted and stays in the lineage as deleted", async ({ workbench, sample }) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  const version = await workbench.treeItem("tumor-screening", "2");
  await workbench.contextMenu(version, "Delete Version…");
  const why = await workbench.quickInput("Delete tumor-screening 2");
  await why.type("Labels of the second hospital were mixed up");
  await workbench.pictures("deletion-reason");
  await why.accept();
  const confirmation = await workbench.dialog("Delete tumor-screening 2?");
  await expect(confirmation).toContainText(" that no other version has will be freed.");
  await workbench.pictures("deletion-confirm");
  await workbench.press(confirmation, "Delete");
  await workbench.notification(/^tumor-screening 2 was deleted, [\d.]+ .*B freed\.$/);

  // The tree is drawn anew, and a row of before stands for nothing any more.
  await expect(workbench.page.getByRole("treeitem", { name: /^tumor-screening 2, / })).toHaveCount(
    0,
  );
  await workbench.inlineAction(await workbench.treeItem("tumor-classifier", "6"), "Show Lineage…");
  const page = await workbench.webview("Lineage: tumor-classifier 6");
  await openLineagePanels(page);
  const deleted = page.getByRole("option", { name: /^tumor-screening 2, deleted on / });
  await deleted.click();
  const details = page.getByRole("complementary", { name: "Details" });
  await expect(details).toContainText("Deleted version");
  await expect(details).toContainText("Labels of the second hospital were mixed up");
  await expect(details.getByRole("button", { name: "Open version" })).toHaveCount(0);
  await workbench.pictures("deletion-lineage");
  await page.getByRole("option", { name: /^tumor-classifier 6, / }).click();
  await expect(details).toContainText("tumor-screening 2 deleted");
  await workbench.pictures("deletion-parent");

  const store = join(sample, ".model-registry/artifacts/sha256/ab");
  await mkdir(store, { recursive: true });
  await writeFile(join(store, "ab".repeat(32)), Buffer.alloc(2_500_000));
  await workbench.command("Model Registry: Free Space…");
  const freeing = await workbench.dialog("Free 2.5 MB in tumor-models?");
  await workbench.pictures("free-space-confirm");
  await workbench.press(freeing, "Free Space");
  await workbench.notification("2.5 MB freed in tumor-models: 1 object removed.");
  await workbench.pictures("free-space-done");
  expect(workbench.webviewErrors).toEqual([]);
});
