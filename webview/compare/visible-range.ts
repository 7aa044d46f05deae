/** A run of rows or columns, `first` up to but not including `end`. */
export interface Range {
  readonly first: number;
  readonly end: number;
}

/** Returns where each of these sizes begins, and after the last of them where it ends. */
export function offsetsOf(sizes: readonly number[]): readonly number[] {
  const offsets = [0];
  for (const size of sizes) offsets.push((offsets.at(-1) ?? 0) + size);
  return offsets;
}

/**
 * Returns what lies between `from` and `to`, with `margin` more on either side. It begins and ends
 * at multiples of `step`, so that a short way of scrolling changes nothing.
 */
export function visibleRange(
  offsets: readonly number[],
  from: number,
  to: number,
  { margin, step }: { readonly margin: number; readonly step: number },
): Range {
  const count = offsets.length - 1;
  const first = Math.max(0, indexAt(offsets, from) - margin);
  const end = Math.min(count, indexAt(offsets, to) + 1 + margin);
  return {
    first: Math.min(count, Math.floor(first / step) * step),
    end: Math.min(count, Math.ceil(end / step) * step),
  };
}

/**
 * Returns the range to render next: as much of what is wanted as adds no more than `most` to what is
 * shown, and takes no more away at either end, as that takes time as well. The rest follows with the
 * next frames, so that no frame takes long. After a jump, nothing of what was shown is kept.
 */
export function nextRange(shown: Range, wanted: Range, most: number): Range {
  const first = Math.max(shown.first, wanted.first);
  const end = Math.min(shown.end, wanted.end);
  if (first >= end) return { first: wanted.first, end: Math.min(wanted.end, wanted.first + most) };
  const after = Math.min(most, wanted.end - end);
  const before = Math.min(most - after, first - wanted.first);
  return {
    first: Math.min(first - before, shown.first + most),
    end: Math.max(end + after, shown.end - most),
  };
}

/** Returns the index of what covers a place. */
function indexAt(offsets: readonly number[], place: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Something rendered, or the empty space in place of what is out of sight. */
export type Part = { readonly index: number } | { readonly gap: number; readonly before: number };

/**
 * Returns the parts of a list of which only some are rendered: those of `always`, and a range. What
 * is between them are gaps of the same size, so that nothing moves.
 */
export function partsOf(
  offsets: readonly number[],
  { first, end }: Range,
  always: readonly number[],
): readonly Part[] {
  const count = offsets.length - 1;
  const indexes = new Set(always.filter((index) => index >= 0 && index < count));
  for (let index = first; index < end; index += 1) indexes.add(index);
  const parts: Part[] = [];
  let next = 0;
  for (const index of [...[...indexes].sort((a, b) => a - b), count]) {
    const gap = (offsets[index] ?? 0) - (offsets[next] ?? 0);
    if (gap > 0) parts.push({ gap, before: index });
    if (index < count) parts.push({ index });
    next = index + 1;
  }
  return parts;
}
