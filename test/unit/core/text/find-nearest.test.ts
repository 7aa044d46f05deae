import fc from "fast-check";
import { expect, test } from "vitest";
import { findNearest } from "../../../../src/core/text/find-nearest.ts";

const names = ["metrics", "maxGap", "noRegression", "tags", "min", "max"];

test.each([
  ["mertics", "metrics"],
  ["MetricS", "metrics"],
  ["noregresion", "noRegression"],
  ["tag", "tags"],
  ["amx", "max"],
  // As near to one as to the other: the first.
  ["mix", "min"],
  ["hooks", undefined],
  ["", undefined],
])("%j means %s", (written, expected) => {
  expect(findNearest(written, names)).toBe(expected);
});

test("one letter more, less or other is always found", () => {
  const letter = fc.constantFrom("a", "b", "c", "d", "e", "f");
  fc.assert(
    fc.property(
      fc.array(letter, { minLength: 4, maxLength: 20 }),
      fc.nat(),
      letter,
      fc.constantFrom<readonly [number, number]>([0, 1], [1, 0], [1, 1]),
      (letters, somewhere, other, [removed, added]) => {
        const name = letters.join("");
        const slip: string[] = [...letters];
        slip.splice(somewhere % letters.length, removed, ...Array<string>(added).fill(other));
        expect(findNearest(slip.join(""), ["zzzzzz", name])).toBe(name);
      },
    ),
  );
});
