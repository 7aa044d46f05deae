import fc from "fast-check";
import { expect, test } from "vitest";
import {
  formatChange,
  formatMetric,
  rowFormat,
} from "../../../../src/core/metrics/metric-format.ts";

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

test.each<[readonly [number, number], string]>([
  [[0.9004, 0.9001], "−0.0003"],
  [[0.94, 0.9412], "+0.0012"],
  [[0.94, 0.93], "−0.01"],
  [[0.9, 0.90001], "+0.00001"],
  [[12_000, 13_500.5], "+1,500.5"],
  [[0.000012, 0.000013], "+0.000001"],
  [[3.1e-7, 3.2e-7], "+1.00e-8"],
  [[0.90000001, 0.90000002], "+0.00000001"],
  [[0.5, 0.5], "±0"],
  [[-88479.0379, 618.957_1], "+89,098.00"],
  [[999_999.995, 0], "−999,999.995"],
])("the change of %j is written with the decimals of its row: %s", ([base, value], expected) => {
  expect(formatChange(value - base, rowFormat([base, value]))).toBe(expected);
});

test("a difference that is only rounding does not lengthen the other numbers of its row", () => {
  expect(row(0.5, 0.3, 0.1 + 0.2)).toEqual(["0.5", "0.3", "0.30000000000000004"]);
});

/** A metric as people have them: a few decimals, any size. */
const metric = fc
  .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, decimals]) => Number(`${digits}e-${decimals}`));
const metrics = fc.array(metric, { minLength: 1, maxLength: 8 });

function decimals(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}

test("what six decimals can say has no exponent, and all of a row have the same decimals", () => {
  fc.assert(
    fc.property(metrics, (values) => {
      const texts = row(...values);
      expect(texts.join(" ")).not.toContain("e");
      expect(new Set(texts.map(decimals)).size).toBe(1);
    }),
  );
});

test("a change of a row has its decimals, and reads as none only if there is none", () => {
  fc.assert(
    fc.property(metrics, fc.nat(7), fc.nat(7), (values, one, other) => {
      const [a = 0, b = 0] = [values[one % values.length], values[other % values.length]];
      const format = rowFormat(values);
      const text = formatChange(b - a, format);
      expect(/[1-9]/.test(text)).toBe(a !== b);
      // A value that would read as whole is written in full, and may have more than the others.
      const ofRow = values.map((value) => decimals(format(value)));
      if (a !== b) expect(ofRow).toContain(decimals(text));
    }),
  );
});

test("no number but zero reads as zero, and a text is as near as its digits let it be", () => {
  const value = fc.double({ noNaN: true, min: -1e300, max: 1e300 });
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 8 }), (values) => {
      for (const [index, text] of row(...values).entries()) {
        const number = values[index] ?? 0;
        const read = Number(text.replaceAll(",", ""));
        expect(read === 0).toBe(number === 0);
        const [digits = "", exponent = "0"] = text.split("e");
        const step = 10 ** (Number(exponent) - decimals(digits));
        // Half a step, and what doubles round when they are read and subtracted.
        const rounding = 2 * Number.EPSILON * Math.abs(number);
        expect(Math.abs(read - number)).toBeLessThanOrEqual(0.5 * step + rounding);
      }
    }),
  );
});

test("in a sentence a metric has no zeros at its end", () => {
  expect([100, 0.9, 1234.5, 0.000001].map((each) => formatMetric(each))).toEqual([
    "100",
    "0.9",
    "1,234.5",
    "0.000001",
  ]);
  expect(formatMetric(0.9, [0.9412])).toBe("0.9");
});

test("what is no finite number is written as it is called", () => {
  expect([Number.NaN, Infinity, -Infinity].map((value) => formatMetric(value))).toEqual([
    "NaN",
    "Infinity",
    "-Infinity",
  ]);
  expect(formatMetric(0.5, [Number.NaN, 0.25])).toBe("0.5");
});
