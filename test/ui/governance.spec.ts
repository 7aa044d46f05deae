/** The lifecycle under a policy: a promotion waits for somebody else's approval. */
import { colleague } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

test.use({ sharedWindow: "governance" });

test("a promotion is blocked by a gate, approved by a colleague, and then passes", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier", /^tumor-classifier 6, Staging/);
  await workbench.command("Model Registry: Create Policy…");
  await (await workbench.quickInput("Create Policy")).pick("Guarded");
  await expect(workbench.page.getByRole("tab", { name: /^policy\.yaml/ })).toBeVisible();

  await workbench.command("Model Registry: Promote…");
  await (await workbench.quickInput("Promote")).pick("tumor-classifier 6");
  await (await workbench.quickInput("Promote tumor-classifier 6")).pick("Production");
  const title = "tumor-classifier 6 to Production: checks";
  const checks = await workbench.quickInput(title);
  await workbench.screenshot("governance-checklist");
  await checks.pick("Request Approval…");
  const request = "Request approval of tumor-classifier 6 for Production";
  const why = await workbench.quickInput(`${request} (1/2)`);
  await why.type("steadier on small tumours");
  await why.accept();
  await (await workbench.quickInput(`${request} (2/2)`)).pick("Promote manually");
  await workbench.notification("Approval of tumor-classifier 6 for Production requested");
  await workbench.treeItem("Waiting for approval (1)", /^tumor-classifier 6 → Production, .* 0\/1/);
  await workbench.screenshot("governance-waiting");

  await colleague(sample, "approve", "tumor-classifier@6", "--reason", "read the report");
  await workbench.treeItem("Waiting for approval (1)", /^tumor-classifier 6 → Production, .* 1\/1/);
  await workbench.command("Model Registry: Promote…");
  await (await workbench.quickInput("Promote")).pick("tumor-classifier 6");
  await (await workbench.quickInput("Promote tumor-classifier 6")).pick("Production");
  await (await workbench.quickInput(title)).accept();
  const dialog = await workbench.dialog("Promote tumor-classifier 6 to Production?");
  await expect(dialog).toContainText(/Version 5 .*will be moved to Archived/);
  await workbench.press(dialog, "Promote");
  await workbench.notification("tumor-classifier 6 is in Production now");
  await workbench.treeItem("tumor-classifier", /^tumor-classifier 6, Production/);

  await (await workbench.treeItem("tumor-classifier", /^tumor-classifier 6, Production/)).click();
  const page = await workbench.webview("tumor-classifier 6");
  await page.getByRole("button", { name: "Set alias…" }).click();
  const alias = await workbench.quickInput("Set alias of tumor-classifier 6");
  await alias.type("champion");
  await alias.accept();
  await expect(page.getByRole("button", { name: "Remove alias champion" })).toBeVisible();
  await workbench.screenshot("governance-version");
});

test("aliases and tags are edited in the tree and on the version's page", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample, { theme: "light" });
  await workbench.openView("Model Registry");
  const version = (number: number): ReturnType<typeof workbench.treeItem> =>
    workbench.treeItem("tumor-classifier", new RegExp(`^tumor-classifier ${number}, `));
  await workbench.contextMenu(await version(6), "Set Alias…");
  const alias = await workbench.quickInput("Set alias of tumor-classifier 6");
  await alias.type("challenger");
  await alias.accept();
  await workbench.notification("tumor-classifier@challenger is tumor-classifier 6 now.");
  await expect((await version(6)).locator(".label-description")).toContainText("challenger");

  await workbench.contextMenu(await version(5), "Set Alias…");
  await (await workbench.quickInput("Set alias of tumor-classifier 5")).pick("challenger");
  await workbench.notification(
    "challenger is tumor-classifier 5 now, no longer tumor-classifier 6",
  );
  // VS Code drops a click on a row that it is drawing anew.
  await expect((await version(5)).locator(".label-description")).toContainText("challenger");

  await (await version(5)).click();
  const page = await workbench.webview("tumor-classifier 5");
  await page.getByRole("button", { name: "Add tag…" }).click();
  const tag = await workbench.quickInput("Tag tumor-classifier 5 (1/2)");
  await tag.type("reviewed by");
  await tag.accept();
  const value = await workbench.quickInput("Tag tumor-classifier 5 (2/2)");
  await value.type("pathology");
  await value.accept();
  await expect(page.getByText("reviewed by = pathology")).toBeVisible();
  await workbench.screenshot("markings-light");
  await page.getByRole("button", { name: "Remove tag reviewed by" }).click();
  await expect(page.getByRole("button", { name: "Remove tag reviewed by" })).toHaveCount(0);
  await page.getByRole("button", { name: "Remove alias challenger" }).click();
  await workbench.notification("tumor-classifier@challenger was removed");
  await expect((await version(5)).locator(".label-description")).not.toContainText("challenger");
  // Nothing of it is lost.
  const history = page.getByRole("region", { name: "History" });
  await expect(history.getByText("Tag reviewed by removed, before “pathology”")).toBeVisible();
  await expect(history.getByText("Alias challenger → tumor-classifier 5")).toBeVisible();

  await workbench.contextMenu(await workbench.treeItem("tumor-classifier"), "Add Tag…");
  const key = await workbench.quickInput("Tag tumor-classifier (1/2)");
  await key.type("team");
  await key.accept();
  const team = await workbench.quickInput("Tag tumor-classifier (2/2)");
  await team.type("risk");
  await team.accept();
  await workbench.notification("tumor-classifier is tagged team = risk.");
});
