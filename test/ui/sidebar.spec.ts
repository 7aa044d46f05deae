/** The sidebar in daily use: filtering while typing, what the focus is on, a narrow window. */
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemTrue } from "../unit/inspect/support/pickle-assembler.ts";
import { expect, test } from "./support/sample.ts";

for (const theme of ["light", "dark"] as const) {
  test(`the filter works while it is typed, and a dialog can't delete by mistake, ${theme}`, async ({
    workbench,
    sample,
  }) => {
    const { page } = workbench;
    await workbench.open(sample, { theme });
    await workbench.openView("Model Registry");
    await workbench.treeItem("tumor-classifier", "6");
    await workbench.screenshot(`sidebar-${theme}`);

    await page.getByRole("button", { name: "Filter…" }).click();
    const filter = await workbench.quickInput("Filter Models");
    await filter.type("screen");
    await expect(page.getByRole("treeitem", { name: /^Model tumor-classifier/ })).toHaveCount(0);
    await expect(page.getByRole("treeitem", { name: /^Model tumor-screening/ })).toBeVisible();
    await expect(filter.input).toBeFocused();
    await filter.type("nothing of the kind");
    const empty = page.getByText("No version matches the filter.");
    await expect(empty).toBeVisible();
    await workbench.screenshot(`sidebar-no-match-${theme}`);
    await filter.input.press("Escape");
    await workbench.treeItem("tumor-classifier", "6");

    await page.getByRole("button", { name: "Filter…" }).click();
    const again = await workbench.quickInput("Filter Models");
    await again.type("nothing");
    await again.accept();
    await page.getByRole("button", { name: "Clear Filter" }).last().click();
    await workbench.treeItem("tumor-classifier", "6");

    // Two versions by the keyboard; Enter in the dialog is the safe button.
    const first = await workbench.treeItem("tumor-screening", "2");
    await first.click({ modifiers: ["Control"] });
    await (await workbench.treeItem("tumor-screening", "1")).click({ modifiers: ["Control"] });
    await page.keyboard.press("Delete");
    const why = await workbench.quickInput(/^Delete \d versions?/);
    await why.type("trials");
    await why.accept();
    const dialog = await workbench.dialog(/^Delete \d versions?\?/);
    await expect(dialog.getByRole("button", { name: /^Keep Versions?$/ })).toBeFocused();
    await workbench.screenshot(`sidebar-delete-${theme}`);
    await page.keyboard.press("Enter");
    await expect(dialog).toHaveCount(0);
    await workbench.treeItem("tumor-screening", "2");

    // As narrow as a sidebar gets with long names.
    const sash = page.locator(".monaco-sash.vertical").first();
    const box = await sash.boundingBox();
    if (!box) throw new Error("The sidebar has no edge to drag.");
    await page.mouse.move(box.x + box.width / 2, box.y + 300);
    await page.mouse.down();
    await page.mouse.move(48 + 200, box.y + 300, { steps: 5 });
    await page.mouse.up();
    await workbench.screenshot(`sidebar-narrow-${theme}`);
    expect(workbench.webviewErrors).toEqual([]);
  });
}

test("a dangerous file that git ignores is marked as any other", async ({ workbench, sample }) => {
  await writeFile(join(sample, "seen.pkl"), systemTrue());
  await writeFile(join(sample, "ignored.pkl"), systemTrue());
  await appendFile(join(sample, ".gitignore"), "\nignored.pkl\n");
  await workbench.open(sample);
  const colorOf = async (name: string): Promise<string> => {
    const label = (await workbench.explorerItem(name)).locator(".monaco-icon-label").first();
    await expect(label).toHaveAttribute("aria-label", /Dangerous: .*os\.system/);
    return label.locator(".label-name").evaluate("(node) => getComputedStyle(node).color");
  };
  const color = await colorOf("seen.pkl");
  await expect.poll(() => colorOf("ignored.pkl")).toBe(color);
  await workbench.screenshot("sidebar-ignored-danger");
});
