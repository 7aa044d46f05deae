/** The audit trail: who did what, and what was in Production on a given day. */
import { expect, test } from "./support/sample.ts";

for (const theme of ["light", "dark", "hc"] as const) {
  test(`every event is found, read and kept in sight over a reload, ${theme}`, async ({
    workbench,
    sample,
  }) => {
    await workbench.open(sample, { theme });
    await workbench.openView("Model Registry");
    await workbench.treeItem("tumor-classifier");
    await workbench.command("Model Registry: Show Audit Trail");
    let page = await workbench.webview("Audit Trail");
    await expect(page.getByRole("heading", { name: "Audit Trail" })).toBeVisible();
    const events = page.getByRole("region", { name: "Events" }).first();
    const table = page.locator(".windowed").first();
    await expect(table.getByRole("row", { name: /Registered/ }).first()).toBeVisible();
    await workbench.screenshot(`audit-${theme}`);
    await expect(events).toBeVisible();

    await page.getByLabel("Model", { exact: true }).selectOption("tumor-classifier");
    await page.getByLabel("Kind").selectOption("Changes of stage");
    await expect(table.getByRole("row", { name: /Registered/ })).toHaveCount(0);
    const promotion = table.getByRole("button", { name: "Staging → Production" }).first();
    await promotion.click();
    const details = page.getByRole("region", { name: "Event details" });
    await expect(details).toContainText('"type": "version.transitioned"');
    await promotion.press("ArrowDown");
    await expect(promotion).not.toBeFocused();

    // None was in Production before the first was promoted.
    const day = page.getByLabel("at the end of");
    await day.fill("2020-01-01");
    await expect(page.getByText("No version was in Production then.")).toBeVisible();
    await day.fill("2099-12-31");
    const stages = page.getByRole("region", { name: /In Production at the end of/ });
    await expect(stages.getByRole("row", { name: /tumor-classifier/ })).toBeVisible();
    await workbench.screenshot(`audit-filtered-${theme}`);

    await workbench.reload();
    page = await workbench.webview("Audit Trail");
    await expect(page.getByLabel("Model", { exact: true })).toHaveValue("tumor-classifier");
    await expect(page.getByRole("region", { name: "Event details" })).toContainText('"data"');
    await expect(page.locator(".windowed").first().getByText("Registered")).toHaveCount(0);
  });
}
