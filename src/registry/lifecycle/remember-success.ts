/**
 * Returns a function that makes something once and gives the same result to all callers. A failure
 * is not remembered: the next call tries again, because the cause may be gone.
 */
export function rememberSuccess<T>(make: () => Promise<T>): {
  readonly get: () => Promise<T>;
  /** Returns the result or the attempt in progress, if any. */
  readonly current: () => Promise<T> | undefined;
} {
  let made: Promise<T> | undefined;
  const get = (): Promise<T> => {
    if (made) return made;
    const attempt = make();
    made = attempt;
    attempt.catch(() => {
      if (made === attempt) made = undefined;
    });
    return attempt;
  };
  return { get, current: () => made };
}
