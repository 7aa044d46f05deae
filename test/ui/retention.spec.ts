/** Retention: what the policy would archive and delete, the way to a rule, and doing it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator } from "playwright-core";
import { expectAccessible } from "./support/accessible.ts";
import { registry } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

test("retention preview: from no policy to space freed", async ({ workbench, sample }) => {
  await registry(sample, "alias", "tumor-classifier@2", "champion");
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier");
  await workbench.command("Model Registry: Preview Retention…");
  const page = await workbench.webview("Retention");
  await expect(page.getByText("There is no policy yet: everything is kept.")).toBeVisible();
  await workbench.pictures("retention-none");

  await page.getByRole("button", { name: "Create policy…" }).click();
  await (await workbench.quickInput("Create Policy")).pick("Simple");
  await workbench.page.getByRole("tab", { name: /^policy\.yaml/ }).waitFor();
  // A team that archives only what was in Production.
  const policyFile = join(sample, ".model-registry/policy.yaml");
  const created = await readFile(policyFile, "utf8");
  const policy = workbench.page.locator(".editor-instance .view-lines");
  const archives = policy.filter({ hasText: /None,\s+Archived\]/ });
  await expect(archives).toBeVisible();
  await writeFile(policyFile, created.replaceAll(", Archived]", "]"));
  // What is added to an older text could not be saved over this one.
  await expect(archives).toHaveCount(0);
  await workbench.editorTab("Retention").click();
  const shown = (): Promise<FrameLocator> => workbench.webview("Retention");
  await (await shown()).getByRole("button", { name: "Add retention to policy" }).click();
  await expect(policy.filter({ hasText: "deleteAfterDays" })).toBeVisible();
  // The first number of the snippet is selected, Tab goes to the next.
  await workbench.page.keyboard.type("1");
  await workbench.page.keyboard.press("Tab");
  await workbench.page.keyboard.type("0");
  await workbench.page.keyboard.press("Control+S");
  await expect(async () => {
    expect(await readFile(policyFile, "utf8")).toMatch(
      /\nretention:\n {2}keepLast: 1\n {2}deleteAfterDays: 0\n$/,
    );
  }).toPass();

  await workbench.editorTab("Retention").click();
  await (await shown()).getByText(/no transition leads from/).waitFor();
  await workbench.pictures("retention-no-way");
  await (await shown()).getByRole("button", { name: "Add to policy" }).click();
  await expect(archives).toBeVisible();
  await workbench.pictures("retention-transitions");
  await workbench.page.keyboard.press("Control+S");

  await workbench.editorTab("Retention").click();
  const rows = (await shown()).getByRole("region", {
    name: "Versions and what retention would do",
  });
  await expect(rows.getByRole("row", { name: /tumor-classifier 2 Kept.*champion/ })).toBeVisible();
  const [first, second] = [rows.getByRole("button").nth(6), rows.getByRole("button").nth(7)];
  await first.press("ArrowDown");
  await expect(second).toBeFocused();
  await workbench.pictures("retention-preview", async () => expectAccessible(await shown()));
  await (await shown()).getByRole("button", { name: /^Archive \d+ versions…/ }).click();
  const archive = await workbench.dialog(/^Archive \d+ versions\?/);
  await workbench.pictures("retention-archive");
  await workbench.press(archive, "Archive");
  await workbench.notification(/^\d+ versions archived\./);

  await (await shown()).getByRole("button", { name: /^Delete \d+ versions…/ }).click();
  const deletion = await workbench.dialog(/^Delete \d+ versions\?/);
  await expect(deletion).toContainText(/ that no other version has will be freed\. This can't/);
  await workbench.pictures("retention-delete");
  await workbench.press(deletion, "Delete");
  await workbench.notification(/^\d+ versions deleted, [\d.]+ .*B freed\./);
  const done = (await shown()).getByRole("region", { name: "Done" });
  await expect(done).toContainText(/\d+ versions deleted, [\d.]+ .*B freed\./);
  await workbench.pictures("retention-done");
  expect(workbench.webviewErrors).toEqual([]);
});
