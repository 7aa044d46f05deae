/** Levels: several times what any request has. */
const maxLevels = 100;

/**
 * Returns whether parsed JSON is nested so deeply that functions which call themselves, such as
 * `JSON.stringify`, may run out of stack.
 */
export function isDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxLevels) return true;
    level = level.flatMap((each) =>
      typeof each === "object" && each !== null
        ? Object.values(each).filter((child) => typeof child === "object" && child !== null)
        : [],
    );
  }
  return false;
}
