/** Differences between the values of two tensors, collected piece by piece. */
export interface ValueDifference {
  /** Values that are not the same. */
  values: number;
  absolute: number;
  relative: number;
  /** Values of which one is no finite number, and the other is another one. */
  incomparable: number;
}

export function noDifference(): ValueDifference {
  return { values: 0, absolute: 0, relative: 0, incomparable: 0 };
}

/**
 * Adds the differences of two lists of values of the same length. Not a number is the same as not a
 * number, and 0 as −0. The relative difference is |produced − recorded| / |recorded|, where the
 * recorded value is not 0.
 */
export function addDifferences(
  found: ValueDifference,
  recorded: ArrayLike<number>,
  produced: ArrayLike<number>,
): void {
  for (let index = 0; index < recorded.length; index += 1) {
    const [before, after] = [recorded[index] ?? NaN, produced[index] ?? NaN];
    if (before === after || (Number.isNaN(before) && Number.isNaN(after))) continue;
    found.values += 1;
    const distance = Math.abs(after - before);
    if (!Number.isFinite(distance)) {
      found.incomparable += 1;
      continue;
    }
    found.absolute = Math.max(found.absolute, distance);
    const relative = distance / Math.abs(before);
    if (Number.isFinite(relative)) found.relative = Math.max(found.relative, relative);
  }
}
