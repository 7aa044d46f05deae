import fc from "fast-check";
import { expect, test } from "vitest";
import { rowFormat } from "../../../src/core/format.ts";
import { changeText } from "../../../webview/ui/change.ts";
import { mainFirst, metricGrid } from "../../../webview/version/metric-splits.ts";

function row(...values: readonly number[]): readonly string[] {
  return values.map(rowFormat(values));
}

test.each<[readonly number[], readonly string[]]>([
  [
    [0.94, 0.9412, 0.9],
    ["0.9400", "0.9412", "0.9000"],
  ],
  [
    [1, 0.99996, 0.9],
    ["1.00000", "0.99996", "0.90000"],
  ],
  [
    [0.90001, 0.90002],
    ["0.90001", "0.90002"],
  ],
  [
    [12345678, 999],
    ["12,345,678", "999"],
  ],
  [
    [-1234.5, 1234.25],
    ["-1,234.50", "1,234.25"],
  ],
  [[0.5], ["0.5"]],
  // No decimals say these.
  [
    [3.1e-7, 0.5],
    ["3.10e-7", "0.5"],
  ],
  [[], []],
])("a row of %j reads %j", (values, expected) => {
  expect(row(...values)).toEqual(expected);
});

test("values that differ never look the same in a row", () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true });
  fc.assert(
    fc.property(
      fc.uniqueArray(value, { maxLength: 8, comparator: "IsStrictlyEqual" }),
      (values) => {
        expect(new Set(row(...values)).size).toBe(values.length);
      },
    ),
  );
});

test("a change has the decimals of its row, and never reads as none", () => {
  const format = rowFormat([0.94, 0.9412]);
  expect(changeText(0.0012, format)).toBe("+0.0012");
  expect(changeText(-0.01, format)).toBe("−0.0100");
  expect(changeText(0.00001, format)).toBe("+0.00001");
  expect(changeText(0, format)).toBe("±0");
  expect(changeText(-3e-4)).toBe("−0.0003");
});

test("the row of the main metric comes first, the others stay in order", () => {
  const { rows } = metricGrid(["accuracy", "test.auc", "train.auc", "f1"]);
  const names = rows.map(({ name }) => name);
  expect(mainFirst(rows, "test.auc").map(({ name }) => name)).toEqual([
    "auc",
    ...names.filter((name) => name !== "auc"),
  ]);
});
