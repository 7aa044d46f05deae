/** One journey without the mouse. */
import { expect, test } from "./support/sample.ts";

test.use({ sharedWindow: "models" });

test("a version is found, promoted and read with the keyboard alone", async ({
  workbench,
  sample,
}) => {
  const { keyboard } = workbench.page;
  const focusedRow = workbench.page.locator(".customview-tree .monaco-list-row.focused");
  const focusedEntry = workbench.page.locator(".monaco-menu .action-item.focused .action-label");
  await workbench.open(sample);
  await workbench.command("Model Registry: Focus on Model Registry View");
  await workbench.treeItem("diabetes-progression", "3");
  await expect(async () => {
    // A view that is still being filled when it is asked to take the focus does not keep it.
    await workbench.command("Model Registry: Focus on Model Registry View");
    await keyboard.press("Home");
    await expect(focusedRow).toHaveCount(1, { timeout: 5000 });
  }).toPass();
  await expect(focusedRow).toHaveAttribute(
    "aria-label",
    /^Model diabetes-progression, no Production/,
  );
  await keyboard.press("ArrowDown");
  await expect(focusedRow).toHaveAttribute("aria-label", /^diabetes-progression 3, Staging, r2/);

  const promote = workbench.page.locator(".monaco-menu .action-label", { hasText: "Promote…" });
  await expect(async () => {
    await keyboard.press("Shift+F10");
    try {
      await promote.waitFor({ timeout: 5000 });
    } catch (error) {
      // A window that starts does not know at once that its folder is trusted: another time.
      await keyboard.press("Escape");
      throw error;
    }
  }).toPass();
  for (let presses = 0; presses < 30; presses += 1) {
    if ((await focusedEntry.count()) > 0 && (await focusedEntry.textContent()) === "Promote…")
      break;
    await keyboard.press("ArrowDown");
  }
  await expect(focusedEntry).toHaveText("Promote…");
  await keyboard.press("Enter");
  const stages = await workbench.quickInput("Promote diabetes-progression 3 (Staging)");
  await expect(stages.items.first()).toContainText("Production");
  await keyboard.press("Enter");
  await workbench.notification("diabetes-progression 3 is in Production now");

  await workbench.command("Model Registry: Focus on Model Registry View");
  await workbench.treeItem(/^diabetes-progression 3, Production/);
  await keyboard.press("Enter");
  const page = await workbench.webview("diabetes-progression 3");
  await expect(page.getByRole("heading", { name: "diabetes-progression 3" })).toBeVisible();
  await page.locator("body").press("Tab");
  await expect(page.locator(":focus")).toHaveCount(1);
});
