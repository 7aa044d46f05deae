/** Levels: several times what any request has. */
const maxLevels = 100;

/**
 * Returns whether parsed JSON is nested so deeply that functions which call themselves, such as
 * `JSON.stringify`, may run out of stack.
 */
export function isDeep(value: unknown): boolean {
  let level: readonly object[] = childrenOf([value]);
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxLevels) return true;
    level = level.flatMap((each) => childrenOf(Object.values(each)));
  }
  return false;
}

function childrenOf(values: readonly unknown[]): readonly object[] {
  return values.filter((value): value is object => typeof value === "object" && value !== null);
}
