import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readHistoryFile } from "../../../../src/provenance/values/history-file.ts";
import { foreignHistory } from "../../../../src/registry/registration/foreign-history.ts";
import { temporaryFolder, write } from "../../provenance/temporary-folder.ts";

const log = "epoch,loss,val_loss\n1,0.9,0.95\n2,0.4,0.41234\n3,0.5,0.6\n";

/** Returns the reason against a log beside a model that was written some days after it. */
async function against(
  metrics: Readonly<Record<string, number>>,
  days = 0,
): Promise<string | undefined> {
  const folder = temporaryFolder();
  write(folder, { "history.csv": log, "model.pkl": "model" });
  const [path, model] = [join(folder, "history.csv"), join(folder, "model.pkl")];
  await utimes(path, 1_700_000_000, 1_700_000_000);
  const made = 1_700_000_000 + days * 24 * 60 * 60;
  await utimes(model, made, made);
  return foreignHistory(path, await readHistoryFile(path), { metrics, model });
}

test.each([
  ["ends with the value of the version", { loss: 0.5 }],
  ["had it where it was best", { loss: 0.4 }],
  ["has it under another spelling", { "val.loss": 0.6 }],
  ["has it, and it was rounded", { val_loss: 0.412 }],
  ["has one of several", { loss: 0.5, val_loss: 7 }],
])("a history that %s is that of the version, whenever it was written", async (_what, metrics) => {
  expect(await against(metrics, 400)).toBeUndefined();
});

test("one that never had the value of the version is that of another training", async () => {
  expect(await against({ loss: 0.45 })).toBe(
    "its loss is 0.5 at the end and never 0.45, which the version has",
  );
});

test.each([
  [0, undefined],
  [0.9, undefined],
  [3, "it has no metric of the version, and was written 3 days before the model"],
  [-1.2, "it has no metric of the version, and was written a day after the model"],
])("without a common metric the times tell: %s days apart", async (days, reason) => {
  expect(await against({ auc: 0.9 }, days)).toBe(reason);
  expect(await against({}, days)).toBe(reason);
});
