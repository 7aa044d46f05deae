import fc from "fast-check";
import { expect, test } from "vitest";
import { fixedNumber } from "../../../../src/core/text/fixed-number.ts";

test.each([
  [0, 0, "0"],
  [0, 2, "0.00"],
  [1.005, 2, "1.01"],
  [999_999.5, 0, "1,000,000"],
  [12_345.6, 2, "12,345.60"],
  [-0.00001, 2, "-0.00"],
  [1e21, 1, "1,000,000,000,000,000,000,000.0"],
])("%d with %d decimals", (value, decimals, text) => {
  expect(fixedNumber(value, decimals)).toBe(text);
});

test("Writes what Intl.NumberFormat writes", () => {
  const formats = Array.from(
    { length: 13 },
    (_, decimals) =>
      new Intl.NumberFormat("en", {
        minimumFractionDigits: decimals,
        maximumFractionDigits: decimals,
      }),
  );
  const values = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1, max: 1 }),
    fc.integer().map((n) => n / 1000),
    fc.maxSafeInteger(),
  );
  fc.assert(
    fc.property(values, fc.nat({ max: 12 }), (value, decimals) => {
      expect(fixedNumber(value, decimals)).toBe(formats[decimals]?.format(value));
    }),
    { numRuns: 2000 },
  );
});
