import { until } from "../../workbench/processes.ts";

/** Long enough for a machine that is busy with other things; shorter than the limit of a test. */
const limit = 120_000;

/** Asks until there is an answer; what never came is named in the error. */
export function waitFor<T>(
  what: string,
  condition: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  return until(what, limit, condition);
}
