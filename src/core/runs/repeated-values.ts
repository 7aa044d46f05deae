import type { MetricsLine, RunLogLine } from "./run-log-line.ts";
import type { RunState } from "./run-state.ts";

/**
 * Returns whether values of metrics may have been logged before: those of a step and time after all
 * that were logged of their metric have not.
 */
export function mayRepeat(state: Readonly<RunState>, lines: readonly RunLogLine[]): boolean {
  const newest = new Map<string, { readonly step: number; readonly at: number }>();
  for (const line of lines) {
    if (line.kind !== "metrics") continue;
    const { step, at } = line;
    for (const key of Object.keys(line.values)) {
      const known = newest.get(key) ?? state.metrics.get(key);
      const isNew = !known || step > known.step || (step === known.step && at > known.at);
      if (!isNew) return true;
      newest.set(key, { step, at });
    }
  }
  return false;
}

/**
 * Returns lines without the values of metrics that were logged already, as MLflow does: a value is
 * the same if metric, step, time, value, logged model and dataset are. A client sends a batch again
 * if the answer to it was lost.
 *
 * @param logged lines that stand in the log, as far as they are known
 */
export function withoutRepeats(
  lines: readonly RunLogLine[],
  logged: Iterable<RunLogLine>,
): readonly RunLogLine[] {
  const known = new Set<string>();
  for (const line of logged)
    if (line.kind === "metrics") for (const id of idsOf(line)) known.add(id);
  return lines.flatMap((line): readonly RunLogLine[] => {
    if (line.kind !== "metrics") return [line];
    const ids = idsOf(line);
    const values = Object.entries(line.values).filter((_, index) => {
      const id = ids[index] ?? "";
      return !known.has(id) && known.add(id);
    });
    return values.length === 0 ? [] : [{ ...line, values: Object.fromEntries(values) }];
  });
}

/** Returns what tells each value of a line from others, in their order. */
function idsOf({ step, at, model, dataset, values }: MetricsLine): readonly string[] {
  const place = [step, at, model ?? "", dataset?.name ?? "", dataset?.digest ?? ""];
  return Object.entries(values).map(([key, value]) => JSON.stringify([key, value, ...place]));
}
