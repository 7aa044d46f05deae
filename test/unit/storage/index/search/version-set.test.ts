/** Sets of versions, which are joined four versions at a time, are those that are joined one by one. */
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  difference,
  intersection,
  sizeOf,
  union,
  type VersionSet,
} from "../../../../../src/storage/index/search/version-set.ts";

const pair = fc
  .array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 40 })
  .map((rows) =>
    [0, 1].map((side) => Uint8Array.from(rows, (row) => (row[side] === true ? 1 : 0))),
  );

function members(set: VersionSet): readonly number[] {
  return [...set.entries()].flatMap(([id, isIn]) => (isIn === 1 ? [id] : []));
}

test("intersection, union, difference and size are those of sets", () => {
  fc.assert(
    fc.property(pair, ([one = new Uint8Array(), other = new Uint8Array()]) => {
      const [mine, theirs] = [members(one), members(other)];
      const before = [...one];
      expect(members(intersection([one, other]))).toEqual(mine.filter((id) => theirs.includes(id)));
      const either = [...one.keys()].filter((id) => mine.includes(id) || theirs.includes(id));
      expect(members(union([one, other]))).toEqual(either);
      expect(members(difference(one, other))).toEqual(mine.filter((id) => !theirs.includes(id)));
      expect(sizeOf(one)).toBe(mine.length);
      expect([...one]).toEqual(before);
    }),
  );
});
