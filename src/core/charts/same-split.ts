/**
 * Returns keys of metrics with the main one first, then those that were measured on the same data
 * (`test.` of `test.auc`), then the others.
 */
export function sameSplitFirst(
  keys: readonly string[],
  main: string | undefined,
): readonly string[] {
  if (main === undefined) return keys;
  const split = main.slice(0, main.lastIndexOf(".") + 1);
  const rank = (key: string): number => (key === main ? 0 : key.startsWith(split) ? 1 : 2);
  return keys.toSorted((a, b) => rank(a) - rank(b));
}
