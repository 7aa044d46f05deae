/**
 * Returns the reason why a process that has ended failed, as the end of a sentence: `ended with code
 * 1`, `ended by SIGTERM`; undefined if it did not.
 */
export function endProblem(code: number | null, by: NodeJS.Signals | null): string | undefined {
  if (code === 0) return undefined;
  return `ended ${by === null ? `with code ${code ?? -1}` : `by ${by}`}`;
}
