/** Semantic version numbers: suggested from what changed, with the reason, and chosen otherwise. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { QuickInput } from "../workbench/window/quick-input.ts";
import { expect, test } from "./support/sample.ts";
import type { TestWorkbench } from "./workbench.ts";

/** Right-click and Enter on every question but the last, which it gives. */
async function lastQuestion(workbench: TestWorkbench, path: string): Promise<QuickInput> {
  await workbench.openView("Explorer");
  await workbench.contextMenu(await workbench.explorerItem(path), "Register Model…");
  for (const step of [1, 2, 3, 4]) await (await workbench.quickInput(`(${step}/5)`)).accept();
  return workbench.quickInput("(5/5)");
}

test("the next number is suggested with its reason, and can be another", async ({
  workbench,
  sample,
}) => {
  const policy = join(sample, ".model-registry", "policy.yaml");
  await writeFile(policy, "version: 1\nversioning: semver\n");
  await workbench.open(sample);

  const first = await lastQuestion(workbench, "models/wine/model.onnx");
  await expect(first.item("1.0.0")).toContainText("the first version");
  await first.accept();
  await workbench.notification("wine 1 registered · 1.0.0");

  const second = await lastQuestion(workbench, "models/wine/model.pkl");
  await expect(second.items).toHaveCount(3);
  await expect(second.items.first()).toContainText("2.0.0");
  await expect(second.items.first()).toContainText("Suggested: format (.onnx → .pkl) changed");
  await workbench.pictures("label-suggested");
  await second.accept();
  await workbench.notification(
    "wine 2 registered · 2.0.0 (major, since 1.0.0: format (.onnx → .pkl) changed)",
  );

  await writeFile(join(sample, "models/wine/params.yaml"), "C: 0.9\nseed: 7\n");
  await writeFile(join(sample, "models/wine/model.pkl"), Buffer.from([0x80, 2, 0x4b, 1, 0x2e]));
  const third = await lastQuestion(workbench, "models/wine/model.pkl");
  await expect(third.items.first()).toContainText("Suggested: C, model changed");
  await expect(third.items.first()).toContainText("2.1.0");
  await third.pick("Patch");
  await workbench.notification("wine 3 registered · 2.0.1 (patch, since 2.0.0: as was asked)");
  await workbench.openView("Model Registry");
  await workbench.treeItem("wine", /^wine 3, /);
  await workbench.pictures("label-registered");
});
