import fc from "fast-check";
import { expect, test } from "vitest";
import { groupMetrics } from "../../../../src/core/metrics/metric-groups.ts";

function groups(...keys: readonly string[]): readonly string[] {
  return groupMetrics(keys).map(
    ({ name, metrics }) => `${name}: ${metrics.map((metric) => metric.name).join(" ")}`,
  );
}

test("metrics stand by split, then by any prefix that they share", () => {
  expect(
    groups("train.auc", "slice_emea.auc", "cost", "slice_apac.auc", "test.auc", "val_loss"),
  ).toEqual([
    ": cost",
    "test: auc",
    "val: loss",
    "train: auc",
    "slice_apac: auc",
    "slice_emea: auc",
  ]);
  expect(groups("fold 10.auc", "fold 2.auc")).toEqual(["fold 2: auc", "fold 10: auc"]);
  expect(groups("slice/apac/auc", "slice/emea/auc")).toEqual([
    "slice/apac: auc",
    "slice/emea: auc",
  ]);
  expect(groups("test.apac.auc", "test.emea.auc", "test.auc"), "a slice of a split").toEqual([
    "test: auc",
    "test.apac: auc",
    "test.emea: auc",
  ]);
});

test("an underscore ends a prefix whose metrics are all recorded without it", () => {
  expect(groups("auc", "f1", "apac_auc", "apac_f1")).toEqual([": auc f1", "apac: auc f1"]);
  expect(groups("auc", "f1", "slice_apac_auc", "slice_apac_f1")).toEqual([
    ": auc f1",
    "slice_apac: auc f1",
  ]);
  expect(groups("auc", "roc_auc", "pr_auc")).toEqual([": auc roc_auc pr_auc"]);
  expect(groups("max_error", "max_depth", "error")).toEqual([": max_error max_depth error"]);
});

test("a prefix of one metric, or of all, is no group", () => {
  expect(groups("accuracy", "test.f1")).toEqual([": accuracy test.f1"]);
  expect(groups("test.auc", "test.f1")).toEqual([": test.auc test.f1"]);
  expect(groups("accuracy", "a.f1", "a.auc")).toEqual([": accuracy", "a: f1 auc"]);
  expect(groups()).toEqual([]);
});

test("every metric is in one group, whatever its key", () => {
  const key = fc.oneof(
    fc.string({ minLength: 1 }),
    fc
      .array(fc.constantFrom("auc", "f1", "test", "apac", ".", "_", "/"), { minLength: 1 })
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(fc.uniqueArray(key), (keys) => {
      const metrics = groupMetrics(keys).flatMap((group) => group.metrics);
      expect(metrics.map((metric) => metric.key).sort()).toEqual([...keys].sort());
      for (const { key, name } of metrics) expect(key.endsWith(name) && name !== "").toBe(true);
    }),
  );
});
