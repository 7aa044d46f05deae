import fc from "fast-check";
import { expect, test } from "vitest";
import { nextPlace } from "../../../webview/compare/next-place.ts";
import {
  nextRange,
  offsetsOf,
  partsOf,
  visibleRange,
} from "../../../webview/compare/visible-range.ts";

test("what is in sight begins and ends at steps, with a margin on either side", () => {
  const offsets = offsetsOf([50, ...Array.from({ length: 99 }, () => 30)]);
  const range = (from: number, to: number): unknown =>
    visibleRange(offsets, from, to, { margin: 2, step: 4 });
  expect(range(-400, 300)).toEqual({ first: 0, end: 12 });
  expect(range(320, 620)).toEqual({ first: 8, end: 24 });
  expect(range(330, 630), "a short way changes nothing").toEqual({ first: 8, end: 24 });
  expect(range(9000, 9900)).toEqual({ first: 96, end: 100 });
  expect(visibleRange([0], 0, 100, { margin: 2, step: 4 })).toEqual({ first: 0, end: 0 });
});

test("what is rendered and the gaps between fill the same space, whatever is in sight", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 60 });
  fc.assert(
    fc.property(
      sizes,
      fc.integer({ min: -2000, max: 6000 }),
      fc.nat(1000),
      fc.array(fc.integer({ min: -1, max: 70 }), { maxLength: 4 }),
      (heights, from, length, always) => {
        const offsets = offsetsOf(heights);
        const range = visibleRange(offsets, from, from + length, { margin: 1, step: 4 });
        const parts = partsOf(offsets, range, always);
        const indexes = parts.flatMap((part) => ("index" in part ? [part.index] : []));
        expect(indexes).toEqual([...new Set(indexes)].sort((a, b) => a - b));
        for (const index of always) expect(indexes.includes(index)).toBe(index in heights);
        const size = parts.reduce(
          (sum, part) => sum + ("gap" in part ? part.gap : (heights[part.index] ?? 0)),
          0,
        );
        expect(size).toBe(offsets.at(-1));
        // All that is in sight is rendered.
        for (const [index, height] of heights.entries()) {
          const top = offsets[index] ?? 0;
          const isInSight = top < from + length && top + height > from;
          if (isInSight) expect(indexes).toContain(index);
        }
      },
    ),
  );
});

test("arrow keys lead from cell to cell, and to the headings between rows", () => {
  const [row, heading] = [{ cell: true }, {}];
  const grid = { rows: [heading, row, row, heading, row], columns: [1, 2, 3] };
  const go = (key: string, from: readonly [number, number], ctrlKey = false): unknown => {
    const place = nextPlace({ key, ctrlKey }, { row: from[0], column: from[1] }, grid);
    return place && [place.row, place.column];
  };
  expect(go("ArrowDown", [-1, 2]), "a heading is one cell").toEqual([0, -1]);
  expect(go("ArrowDown", [1, 2])).toEqual([2, 2]);
  expect(go("ArrowRight", [1, 2]), "the end is the end").toEqual([1, 2]);
  expect(go("ArrowLeft", [1, 0]), "the name of the row").toEqual([1, -1]);
  expect(go("ArrowUp", [0, -1]), "the corner is no cell").toEqual([-1, 0]);
  expect(go("End", [1, 0], true)).toEqual([4, 2]);
  expect(go("Home", [4, 2])).toEqual([4, -1]);
  expect(go("Home", [4, 2], true)).toEqual([-1, 0]);
  expect(go("PageDown", [1, 1])).toEqual([4, 1]);
  expect(go("x", [1, 1])).toBeUndefined();
});

test("a long jump is rendered in parts, each of which changes little, until all of it is", () => {
  const range = fc
    .tuple(fc.nat(60), fc.nat(40))
    .map(([first, length]) => ({ first, end: first + length }));
  fc.assert(
    fc.property(range, range, fc.integer({ min: 1, max: 12 }), (start, wanted, most) => {
      let shown = start;
      for (let frame = 0; frame < 60; frame += 1) {
        const next = nextRange(shown, wanted, most);
        const isNew = (index: number): boolean => index < shown.first || index >= shown.end;
        const added = Array.from({ length: next.end - next.first }, (_, at) => next.first + at);
        expect(added.filter(isNew).length).toBeLessThanOrEqual(most);
        const overlaps = Math.max(shown.first, wanted.first) < Math.min(shown.end, wanted.end);
        if (overlaps) {
          expect(next.first - shown.first).toBeLessThanOrEqual(most);
          expect(shown.end - next.end).toBeLessThanOrEqual(most);
        } else {
          expect(next.first).toBeGreaterThanOrEqual(wanted.first);
          expect(next.end).toBeLessThanOrEqual(wanted.end);
        }
        shown = next;
      }
      expect(shown).toEqual(wanted);
    }),
  );
});
