import fc from "fast-check";
import { expect, test } from "vitest";
import {
  numberWritten,
  parameterFormat,
  shortParameter,
} from "../../../../src/core/metrics/parameter-format.ts";
import { factTexts } from "../../../../src/core/reports/comparison-export.ts";

test("a hyperparameter reads well alone", () => {
  expect(
    [0.1 + 0.2, 0.00034712345678901, 1e-7, 42, 20_240_131, true, null].map(shortParameter),
  ).toEqual(["0.3", "0.000347123", "1e-7", "42", "20240131", "true", "null"]);
  expect(shortParameter("0.30000000000000004"), "a text stays").toBe("0.30000000000000004");
  expect(shortParameter({ kind: "integer", text: "12345678901234567890" })).toBe(
    "12345678901234567890",
  );
});

test("whole numbers side by side stay as they were given, others have one precision", () => {
  const texts = (...values: number[]): readonly string[] => values.map(parameterFormat(values));
  expect(texts(1000, 20_240_131)).toEqual(["1000", "20240131"]);
  expect(texts(0.1 + 0.2, 0.25)).toEqual(["0.30", "0.25"]);
  expect(texts(0.1 + 0.2, 0.3), "that differ never read the same").toEqual([
    "0.30000000000000004",
    "0.3",
  ]);
});

test("a row of hyperparameters has texts beside numbers, and gaps", () => {
  const row = {
    key: "lr",
    differs: true,
    cells: ["0.30000000000000004", undefined, "auto", "007"],
  };
  expect(factTexts("parameters", row)).toEqual(["0.3", undefined, "auto", "007"]);
});

test("sizes that differ never read the same", () => {
  const row = { key: "size", differs: true, cells: ["1024", "1025", undefined] };
  expect(factTexts("files", row)).toEqual(["1,024 B", "1,025 B", undefined]);
  expect(factTexts("files", { ...row, cells: ["1024", "9216"] })).toEqual(["1.0 KB", "9.2 KB"]);
});

test("a number is known by how it is written", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      // Zero has one way to be written, whatever its sign.
      expect(numberWritten(String(number))).toBe(number === 0 ? 0 : number);
    }),
  );
  for (const text of ["", " 1", "1.0", "007", "NaN", "Infinity", "x"]) {
    expect(numberWritten(text)).toBeUndefined();
  }
});
