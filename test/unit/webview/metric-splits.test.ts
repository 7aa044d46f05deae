import { expect, test } from "vitest";
import { metricGrid } from "../../../webview/version/metric-splits.ts";

test("metrics of two splits stand side by side", () => {
  expect(metricGrid(["val_loss", "train.auc", "test.auc", "seconds"])).toEqual({
    splits: ["train", "val", "test", ""],
    rows: [
      { name: "auc", keys: ["train.auc", undefined, "test.auc", undefined] },
      { name: "loss", keys: [undefined, "val_loss", undefined, undefined] },
      { name: "seconds", keys: [undefined, undefined, undefined, "seconds"] },
    ],
  });
});

test("with one split the names stay whole", () => {
  expect(metricGrid(["test.f1", "test.auc"])).toEqual({
    splits: [""],
    rows: [
      { name: "test.auc", keys: ["test.auc"] },
      { name: "test.f1", keys: ["test.f1"] },
    ],
  });
});

test("a name of one's own is a split if it has the metrics of a usual one", () => {
  const keys = ["test.auc", "test.f1", "night.auc", "night.f1", "night.size", "model.auc", "cost"];
  expect(metricGrid(keys)).toEqual({
    splits: ["test", "night", ""],
    rows: [
      { name: "auc", keys: ["test.auc", "night.auc", undefined] },
      { name: "cost", keys: [undefined, undefined, "cost"] },
      { name: "f1", keys: ["test.f1", "night.f1", undefined] },
      { name: "model.auc", keys: [undefined, undefined, "model.auc"] },
      { name: "size", keys: [undefined, "night.size", undefined] },
    ],
  });
});

test("a class for each of many metrics makes rows, not columns", () => {
  const keys = ["test.f1", "test.auc"].concat(
    ["a", "b", "c", "d", "e"].flatMap((name) => [`${name}.f1`, `${name}.auc`]),
  );
  expect(metricGrid(keys).splits).toEqual([""]);
});
