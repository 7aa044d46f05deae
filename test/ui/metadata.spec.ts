/**
 * Tests of the facts of a metadata file: found, offered with the registration, shown on its page.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expectAccessible } from "./support/accessible.ts";
import { expect, test } from "./support/sample.ts";

const card = `
task: classification
architecture: SoftmaxRegression
training:
  start: 2026-11-20T22:00:00+01:00
  end: 2026-11-20T22:05:30+01:00
test_set: data/wine/wine.csv
feature_importance: { alcohol: 0.31, proline: 0.27, ash: -0.04, hue: 0.12 }
benchmarks:
  - { name: latency p95, value: 0.8, unit: ms, on: Raspberry Pi 5 }
  - { name: throughput, value: 5200, unit: rows/s }
description: Softmax regression on thirteen measurements
known_issues: Knows three cultivars only
team: tasting
environment: edge devices
compliance: { retention_days: 365, pii: no, gdpr: not-applicable, certifications: [ISO 9001] }
`;

test("what a metadata file says is on the version page", async ({ workbench, sample }) => {
  await writeFile(join(sample, "models/wine/model-card.yaml"), card);
  await workbench.open(sample);
  await workbench.openView("Explorer");
  const file = await workbench.explorerItem("models/wine/model.pkl");
  await workbench.contextMenu(file, "Register Model…");
  for (const step of [1, 2]) await (await workbench.quickInput(`(${step}/4)`)).accept();
  const evidence = await workbench.quickInput("(3/4)");
  await expect(evidence.item("models/wine/model-card.yaml").getByRole("checkbox")).toBeChecked();
  await workbench.pictures("metadata-evidence");
  await evidence.accept();
  await (await workbench.quickInput("(4/4)")).accept();
  await workbench.notification("wine 1 registered");
  await workbench.openView("Model Registry");
  await (await workbench.treeItem("wine", /^wine 1, /)).click();
  const page = await workbench.webview("wine 1");
  await expect(page.getByText("Softmax regression on thirteen").first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Training" })).toContainText("5 min 30 s");
  await expect(page.getByRole("region", { name: "Benchmarks" })).toContainText(
    "0.8 ms on Raspberry Pi 5",
  );
  await workbench.pictures("metadata-notes");
  await page.getByRole("region", { name: "Feature importance" }).scrollIntoViewIfNeeded();
  await workbench.pictures("metadata-training");
  await page.getByRole("region", { name: "Model", exact: true }).scrollIntoViewIfNeeded();
  await expect(page.getByRole("region", { name: "Model", exact: true })).toContainText(
    "classification",
  );
  await workbench.pictures("metadata-model", () => expectAccessible(page));
});
