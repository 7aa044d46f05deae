/**
 * Tells whether objects and arrays in `value` are nested more than `levels` deep. Needs no stack
 * for it: what reads or writes JSON level by level fails on some thousands of them.
 */
export function isNestedDeeperThan(levels: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= levels; depth += 1) {
    level = level.flatMap((each): unknown[] =>
      each !== null && typeof each === "object" ? Object.values(each) : [],
    );
    if (level.length === 0) return false;
  }
  return true;
}
