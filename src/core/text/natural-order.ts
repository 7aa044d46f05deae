const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/**
 * Compares names as people order them: numbers by their value (`v2` before `v10`), letters
 * regardless of case; names that differ in nothing else by their code units.
 */
export function compareNaturally(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}
