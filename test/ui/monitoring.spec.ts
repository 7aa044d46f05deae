/** Monitoring: from no rule to an alert, a rollback from it, and the page beside it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator } from "playwright-core";
import { expectAccessible } from "./support/accessible.ts";
import { registry } from "./support/process.ts";
import { expect, test } from "./support/sample.ts";

const rules = `
monitoring:
  rules:
    - name: slow
      models: [churn]
      threshold: { metric: "p95:latency_ms", max: 200, window: 2h, minCount: 5 }
    - name: silent
      silence: 2h
      models: [churn]
`;

test("an alert is shown everywhere, and ends by a rollback from it", async ({
  workbench,
  sample,
}) => {
  for (const version of [1, 2]) {
    await writeFile(join(sample, "churn.json"), JSON.stringify({ monitored: version }));
    await registry(sample, "register", "churn.json", "--name", "churn");
    await registry(sample, "promote", `churn@${version}`, "--to", "Staging");
    await registry(sample, "promote", `churn@${version}`, "--to", "Production");
  }
  await workbench.open(sample);
  await workbench.openView("Model Registry");
  await workbench.command("Model Registry: Show Monitoring");
  const page = (): Promise<FrameLocator> => workbench.webview("Monitoring");
  await expect(
    (await page()).getByRole("main").getByText("The policy watches nothing yet."),
  ).toBeVisible();
  await workbench.pictures("monitoring-none", async () => expectAccessible(await page()));

  await registry(sample, "policy", "init");
  const policyFile = join(sample, ".model-registry/policy.yaml");
  await writeFile(policyFile, `${await readFile(policyFile, "utf8")}${rules}`);
  await expect(
    (await page()).getByRole("main").getByText("Nothing was observed yet."),
  ).toBeVisible();
  await workbench.pictures("monitoring-silent");

  for (const latency of [300, 310, 320, 330, 340, 350]) {
    const metric = `latency_ms=${latency}`;
    await registry(sample, "observe", "churn@Production", "--metric", metric);
  }
  await (await page()).getByRole("button", { name: "Check now" }).click();
  const told = /churn 2: alert “slow”\./;
  await workbench.notification(told);
  await expect((await page()).getByRole("main").getByText("1 alert is open.")).toBeVisible();
  await expect(
    workbench.page.getByRole("treeitem", { name: /churn 2, Production, alert: slow/ }),
  ).toBeVisible();
  const main = (await page()).getByRole("main");
  await main.getByRole("combobox", { name: "Time shown" }).selectOption("all");
  await expect(main.getByRole("combobox", { name: "Time shown" })).toHaveValue("all");
  await expect(main.getByRole("button", { name: "Write incident report…" }).first()).toBeVisible();
  await workbench.pictures("monitoring-alert", async () => expectAccessible(await page()), [
    "light",
    "dark",
    "hc",
  ]);

  await workbench.answer(told, "Roll Back…");
  await (await workbench.quickInput("Roll back churn (1/2)")).pick("churn 1");
  const reason = await workbench.quickInput("Roll back churn (2/2)");
  await reason.type("too slow");
  await reason.accept();
  await workbench.press(await workbench.dialog(/^Roll back to churn 1\?/), "Roll Back");
  await expect(
    (await page()).getByRole("main").getByText("The version left the stage"),
  ).toBeVisible();
  await expect((await page()).getByRole("main").getByText(/Watched until/)).toBeVisible();
  await workbench.pictures("monitoring-rolled-back", async () => expectAccessible(await page()));

  const shorter = (await readFile(policyFile, "utf8")).replace(
    /^monitoring:$/m,
    "$&\n  afterRollback: 1s",
  );
  await writeFile(policyFile, shorter);
  await registry(sample, "observe", "churn@Production", "--metric", "latency_ms=100");
  await (await page()).getByRole("button", { name: "Check now" }).click();
  await workbench.notification(/Rollback complete: churn in Production\. p95:latency_ms: 100/);
  await expect((await page()).getByRole("main").getByText(/Watched until/)).toBeHidden();
  expect(workbench.webviewErrors).toEqual([]);
});
