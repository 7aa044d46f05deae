/**
 * Returns the name that was most likely meant by a typing mistake: the one fewest insertions,
 * deletions, substitutions and swaps of neighbours away, regardless of case; none if a third of the
 * letters or more would have to change. Of several, the first.
 */
export function findNearest(written: string, names: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Math.max(2, Math.ceil(written.length / 3));
  for (const name of names) {
    if (Math.abs(name.length - written.length) >= least) continue;
    const changes = editDistance(written.toLowerCase(), name.toLowerCase());
    if (changes >= least) continue;
    [nearest, least] = [name, changes];
  }
  return nearest;
}

/**
 * Computes the distance by optimal string alignment: Levenshtein's distance with swaps of
 * neighbours, row by row.
 */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          isSwap ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}
