/** The audit trail: who did what, and what was in Production on a given day. */
import { appendFile, chmod, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "./support/accessible.ts";
import { expect, test } from "./support/sample.ts";

test.use({ sharedWindow: "audit" });

test("every event is found, read and kept in sight over a reload", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier");
  await workbench.command("Model Registry: Show Audit Trail");
  let page = await workbench.webview("Audit Trail");
  await expect(page.getByRole("heading", { name: "Audit Trail" })).toBeVisible();
  const events = page.getByRole("region", { name: "Events" }).first();
  const table = page.locator(".windowed").first();
  await expect(table.getByRole("row", { name: /Registered/ }).first()).toBeVisible();
  await workbench.pictures("audit");
  await expect(events).toBeVisible();

  await page.getByLabel("Model", { exact: true }).selectOption("tumor-classifier");
  await page.getByLabel("Kind").selectOption("Changes of stage");
  await expect(table.getByRole("row", { name: /Registered/ })).toHaveCount(0);
  const promotion = table.getByRole("button", { name: "Staging → Production" }).first();
  await promotion.click();
  const details = page.getByRole("region", { name: "Event details" });
  await expect(details).toContainText("version.transitioned");
  await expect(details.getByText('"type": "version.transitioned"')).toBeHidden();
  await details.getByText("As JSON").click();
  await expect(details.getByText('"type": "version.transitioned"')).toBeVisible();
  await promotion.press("ArrowDown");
  await expect(promotion).not.toBeFocused();

  // None was in Production before the first was promoted.
  const day = page.getByRole("textbox", { name: "at the end of" });
  await expect(day).not.toHaveValue("");
  await expect(page.getByRole("region", { name: /In Production at the end of/ })).toBeVisible();
  await day.fill("2020-01-01");
  await expect(page.getByText("No version was in Production then.")).toBeVisible();
  await day.fill("2099-12-31");
  const stages = page.getByRole("region", { name: /In Production at the end of/ });
  await expect(stages.getByRole("row", { name: /tumor-classifier/ })).toBeVisible();
  await workbench.pictures("audit-filtered", () => expectAccessible(page));

  await workbench.reload();
  page = await workbench.webview("Audit Trail");
  await expect(page.getByLabel("Model", { exact: true })).toHaveValue("tumor-classifier");
  await expect(page.getByRole("region", { name: "Event details" })).toContainText('"data"');
  await expect(page.locator(".windowed").first().getByText("Registered")).toHaveCount(0);
});

test("what the filter lets through is exported, and a changed byte is found from the page", async ({
  workbench,
  sample,
}) => {
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.treeItem("tumor-classifier");
  await workbench.command("Model Registry: Show Audit Trail");
  const page = await workbench.webview("Audit Trail");
  await page.getByLabel("Model", { exact: true }).selectOption("tumor-classifier");
  await page.getByLabel("Kind").selectOption("Registrations");
  for (const name of ["Search", "Version", "Who"]) {
    await expect(page.getByRole("textbox", { name, exact: true })).toBeVisible();
  }
  const rows = page.locator(".windowed").first().getByRole("button", { name: "Registered" });
  await expect(rows).toHaveCount(6);

  for (const format of ["csv", "json"] as const) {
    await page.getByRole("button", { name: `Export as ${format.toUpperCase()}…` }).click();
    await workbench.saveSuggested(
      `Export the audit trail as ${format.toUpperCase()}`,
      join(sample, `audit-trail.${format}`),
    );
    await workbench.notification(`Exported 6 events to audit-trail.${format}.`);
  }
  const csv = await readFile(join(sample, "audit-trail.csv"), "utf8");
  expect(csv.split("\n").filter((line) => line.includes(",version.registered,"))).toHaveLength(6);
  const json = JSON.parse(await readFile(join(sample, "audit-trail.json"), "utf8")) as unknown;
  expect(json).toHaveLength(6);

  await page.getByRole("button", { name: "Verify" }).click();
  const verification = page.getByRole("region", { name: "Verification" });
  await expect(verification).toContainText("Everything is as it was recorded");
  await workbench.notification(/is as recorded: \d+ events, \d+ artifacts/);
  await workbench.screenshot("audit-verified");

  const [folder = ""] = await readdir(join(sample, ".model-registry", "artifacts", "sha256"));
  const stored = join(sample, ".model-registry", "artifacts", "sha256", folder);
  const [name = ""] = await readdir(stored);
  await chmod(join(stored, name), 0o644);
  await appendFile(join(stored, name), "x");
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(verification).toContainText(/1 finding in/);
  await expect(verification).toContainText(
    new RegExp(
      `: it has changed on disk \\(expected ${name.slice(0, 12)}…, found \\w{12}…\\)$`,
      "m",
    ),
  );
  await workbench.notification(
    /is not as recorded\. .* of .*: it has changed on disk \(.*\)\. Restore/,
  );
  await workbench.screenshot("audit-damaged");
});
