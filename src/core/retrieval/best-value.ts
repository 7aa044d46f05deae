import { metricDirection } from "../metrics/metric-direction.ts";
import type { Stage, VersionId, VersionNumber } from "../model/ids.ts";
import type { Policy } from "../model/policy.ts";
import { stageRole } from "../policy/stage-roles.ts";

/** A version with its value of one metric; absent if it has none. */
export interface MetricValue {
  readonly id: VersionId;
  readonly number: VersionNumber;
  readonly stage: Stage;
  readonly value?: number;
}

/** The best version of a model by one metric. */
export interface BestValue {
  readonly version: VersionId;
  readonly number: VersionNumber;
  readonly value: number;
  /** Numbers of older versions with the same value, the newest first. */
  readonly ties: readonly VersionNumber[];
  /** Number of versions that are not rejected and have no value. */
  readonly unmeasured: number;
}

/**
 * Returns the best of the versions that are not rejected, of equal ones the newest; undefined where
 * nothing was measured, or which direction is better is not known. Passes once over the values, of
 * which there may be thousands.
 *
 * @param values by number, oldest first
 */
export function bestValue(
  policy: Policy,
  metric: string,
  values: readonly MetricValue[],
): BestValue | undefined {
  const direction = metricDirection(metric);
  if (direction !== "higher" && direction !== "lower") return undefined;
  const stages = new Set(values.map(({ stage }) => stage));
  const rejected = new Set([...stages].filter((stage) => stageRole(policy, stage) === "rejection"));
  let best: { readonly value: number; readonly versions: MetricValue[] } | undefined;
  let unmeasured = 0;
  for (const version of values) {
    const { stage, value } = version;
    if (rejected.has(stage)) continue;
    if (value === undefined) {
      unmeasured += 1;
    } else if (!best || (direction === "higher" ? value > best.value : value < best.value)) {
      best = { value, versions: [version] };
    } else if (value === best.value) {
      best.versions.push(version);
    }
  }
  const [newest, ...others] = best?.versions.toReversed() ?? [];
  if (!best || !newest) return undefined;
  const ties = others.map(({ number }) => number);
  return { version: newest.id, number: newest.number, value: best.value, ties, unmeasured };
}
