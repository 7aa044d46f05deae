/** The sidebar in daily use: filtering while typing; and marks that git does not weaken. */
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemTrue } from "../unit/inspect/support/pickle-assembler.ts";
import { expect, test } from "./support/sample.ts";

test.use({ sharedWindow: "sidebar" });

test("the filter works while it is typed", async ({ workbench, sample }) => {
  const { page } = workbench;
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier", "6");
  await workbench.pictures("sidebar");

  await page.getByRole("button", { name: "Filter…" }).click();
  const filter = await workbench.quickInput("Filter Models");
  await filter.type("screen");
  await expect(page.getByRole("treeitem", { name: /^Model tumor-classifier/ })).toHaveCount(0);
  await expect(page.getByRole("treeitem", { name: /^Model tumor-screening/ })).toBeVisible();
  await expect(filter.input).toBeFocused();
  await filter.type("metrics.test.auc > 0.98 and not stage = Archived");
  await expect(page.getByRole("treeitem", { name: /^Model tumor-screening/ })).toHaveCount(0);
  await workbench.treeItem("tumor-classifier", "6");
  await expect(page.getByRole("treeitem", { name: /^tumor-classifier 3/ })).toHaveCount(0);
  await workbench.pictures("sidebar-query");
  await filter.type("nothing of the kind");
  const empty = page.getByText("No version matches the filter.");
  await expect(empty).toBeVisible();
  await workbench.pictures("sidebar-no-match");
  await filter.input.press("Escape");
  await workbench.treeItem("tumor-classifier", "6");
  expect(workbench.webviewErrors).toEqual([]);
});

for (const theme of ["dark", "hc"] as const) {
  test(`a dangerous file that git ignores is marked as any other, ${theme}`, async ({
    workbench,
    sample,
  }) => {
    await writeFile(join(sample, "ignored.pkl"), systemTrue());
    await appendFile(join(sample, ".gitignore"), "\nignored.pkl\n");
    await workbench.open(sample, { theme });
    const label = (await workbench.explorerItem("ignored.pkl"))
      .locator(".monaco-icon-label")
      .first();
    await expect(label).toHaveAttribute("aria-label", /Dangerous: .*os\.system/);
    // In the colour of errors, whatever colour git gives it.
    const colour = await workbench.page.evaluate<string>(
      `getComputedStyle(document.querySelector(".monaco-workbench")).getPropertyValue("--vscode-modelRegistry-errorForeground")`,
    );
    const channels = [1, 3, 5].map((at) => Number.parseInt(colour.trim().slice(at, at + 2), 16));
    await expect(label.locator(".label-name")).toHaveCSS("color", `rgb(${channels.join(", ")})`);
    await workbench.screenshot(`sidebar-ignored-danger-${theme}`);
  });
}
