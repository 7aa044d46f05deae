/** Returns the value at a path of plain data; undefined if there is none. */
export function valueAt(data: unknown, path: readonly (string | number)[]): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) {
      return undefined;
    }
    const inner: unknown = Reflect.get(value, step);
    value = inner;
  }
  return value;
}
