/**
 * Rows of the table `version` as a byte for each id: 1 for those that are in the set. Ids are given
 * from 1 on without gaps, so that a set of 100,000 versions has 100 kB and is joined with another
 * in a tenth of a millisecond.
 */
export type VersionSet = Readonly<Uint8Array>;

/** Returns the versions that are in all sets. */
export function intersection(sets: readonly VersionSet[]): VersionSet {
  return combined(sets, (a, b) => a & b);
}

/** Returns the versions that are in one of the sets. */
export function union(sets: readonly VersionSet[]): VersionSet {
  return combined(sets, (a, b) => a | b);
}

/** Returns the versions of the first set that are not in the other. */
export function difference(set: VersionSet, other: VersionSet): VersionSet {
  return combined([set, other], (a, b) => a & (b ^ 1));
}

/** Returns a copy of a set for so many ids. */
export function resized(set: VersionSet, length: number): Uint8Array {
  const result = new Uint8Array(length);
  result.set(set);
  return result;
}

function combined(
  [first = new Uint8Array(), ...others]: readonly VersionSet[],
  join: (a: number, b: number) => number,
): VersionSet {
  const result = Uint8Array.from(first);
  for (const set of others) {
    for (let id = 0; id < result.length; id += 1) result[id] = join(result[id] ?? 0, set[id] ?? 0);
  }
  return result;
}

/** Returns the number of versions in a set. */
export function sizeOf(set: VersionSet): number {
  let size = 0;
  for (const isIn of set) size += isIn;
  return size;
}
