import { expect, test } from "vitest";
import { mainFirst, metricGrid } from "../../../webview/version/metric-splits.ts";

test("metrics of two splits stand side by side", () => {
  expect(metricGrid(["val_loss", "train.auc", "test.auc", "seconds"])).toEqual({
    splits: ["train", "val", "test", ""],
    rows: [
      { name: "auc", keys: ["train.auc", undefined, "test.auc", undefined] },
      { name: "loss", keys: [undefined, "val_loss", undefined, undefined] },
      { name: "seconds", keys: [undefined, undefined, undefined, "seconds"] },
    ],
    groups: [],
  });
});

test("with one split the names stay whole", () => {
  expect(metricGrid(["test.f1", "test.auc"])).toEqual({
    splits: [""],
    rows: [
      { name: "test.auc", keys: ["test.auc"] },
      { name: "test.f1", keys: ["test.f1"] },
    ],
    groups: [],
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
      { name: "size", keys: [undefined, "night.size", undefined] },
    ],
    groups: [{ name: "model", metrics: [{ key: "model.auc", name: "auc" }] }],
  });
});

test("a class or slice for each of many metrics has rows of its own, not columns", () => {
  const keys = ["test.f1", "test.auc"].concat(
    ["a", "b", "c", "d", "e"].flatMap((name) => [`${name}.f1`, `${name}.auc`]),
  );
  const { splits, rows, groups } = metricGrid(keys);
  expect(splits).toEqual([""]);
  expect(rows.map(({ name }) => name)).toEqual(["test.auc", "test.f1"]);
  expect(groups.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"]);
  expect(groups[0]?.metrics.map(({ name }) => name)).toEqual(["f1", "auc"]);
});

test("the row of the main metric comes first, the others stay in order", () => {
  const { rows } = metricGrid(["accuracy", "test.auc", "train.auc", "f1"]);
  const names = rows.map(({ name }) => name);
  expect(mainFirst(rows, "test.auc").map(({ name }) => name)).toEqual([
    "auc",
    ...names.filter((name) => name !== "auc"),
  ]);
});
