import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/** Returns the keys of all metrics that versions were recorded with, in alphabetical order. */
export function recordedMetrics(
  registry: Registry,
  _request: NoRequest,
): Promise<readonly string[]> {
  return registry.read((state) => state.search.recordedNames().metrics);
}
