import fc from "fast-check";
import { expect, test } from "vitest";
import { placeLabels, type Label } from "../../../../src/core/lineage/place-labels.ts";

const label = fc
  .record({
    text: fc.constantFrom("fine-tuned", "distilled", "learning_rate 0.1 → 0.05, max_depth 3 → 4"),
    x: fc.constantFrom(100, 300),
    y: fc.integer({ min: 0, max: 300 }),
  })
  .map(({ text, x, y }): Label => ({ text, at: { x, y }, width: 100 }));

/** Pixels that a label takes: two lines where it is wider than its room. */
function height({ text }: Label): number {
  return text.length > 16 ? 32 : 16;
}

test("no label covers another, and each that stays is near its line", () => {
  fc.assert(
    fc.property(fc.array(label, { maxLength: 12 }), (labels) => {
      const placed = placeLabels(new Map(labels.entries()));
      const all = [...placed];
      for (const [index, { at }] of all) {
        expect(Math.abs(at.y - (labels[index]?.at.y ?? NaN))).toBeLessThanOrEqual(44);
        expect(at.x).toBe(labels[index]?.at.x);
      }
      for (const [i, a] of all) {
        for (const [j, b] of all) {
          if (i >= j || a.at.x !== b.at.x) continue;
          const least = (height(a) + height(b)) / 2;
          expect(Math.abs(a.at.y - b.at.y)).toBeGreaterThanOrEqual(least - 1e-6);
        }
      }
    }),
  );
});

test("a label that has room stays where its line is; of the same in one place one stays", () => {
  const at = (y: number): Label => ({ text: "fine-tuned", at: { x: 0, y }, width: 100 });
  const placed = placeLabels(
    new Map([
      ["far", at(200)],
      ["first", at(10)],
      ["same", at(14)],
    ]),
  );
  expect(placed).toEqual(
    new Map([
      ["first", at(10)],
      ["far", at(200)],
    ]),
  );
});
