import { fewestValues } from "../../core/abtests/always-valid.ts";
import { plannedValues } from "../../core/abtests/planned-values.ts";
import { equalShares } from "../../core/abtests/routing.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { periodLengths, type ObservedPeriod } from "../../core/observations/observation-table.ts";
import { mergeMetrics } from "../../core/observations/summary.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { readObservations } from "../observations/read-observations.ts";
import type { Registry } from "../registry.ts";
import { findVersion } from "../retrieval/find-version.ts";
import type { AbTestRequest } from "./change-ab-test.ts";

/** Size and duration of an A/B test, as far as they are known before it starts. */
export interface AbPlan {
  /** Number of values of all versions together that it needs; undefined if that is not known. */
  readonly needed: number | undefined;
  /** Milliseconds until then, if as much is observed as lately; undefined if that is not known. */
  readonly duration: number | undefined;
  /** Share that the first version had lately, if the metric is one. */
  readonly baseline: number | undefined;
}

export type AbPlanRequest = Pick<
  AbTestRequest,
  "versions" | "shares" | "isShadow" | "metric" | "level" | "power" | "effect" | "baseline"
>;

/** Time (ms) that counts as lately. */
const lately = 7 * periodLengths.day;

/**
 * Computes how many values an A/B test needs and how long that takes, by what was observed of the first
 * version in the last week.
 *
 * @throws RegistryError `unknown-model`, `unknown-version`
 */
export async function planAbTest(
  registry: Registry,
  {
    versions,
    shares = equalShares(versions.length),
    isShadow,
    metric,
    baseline,
    ...rest
  }: AbPlanRequest,
): Promise<AbPlan> {
  const [reference] = versions;
  if (reference === undefined) return { needed: undefined, duration: undefined, baseline };
  const { id } = await findVersion(registry, { reference });
  const now = Date.now();
  const periods = await observedLately(registry, [id], now);
  const first = mergeMetrics(periods).get(metric.key);
  const needed = plannedValues({ ...rest, metric, baseline, shares, first });
  const since = Math.max(now - lately, periods[0]?.at ?? now);
  const requests = first && now > since ? first.count / (now - since) : 0;
  // In a shadow test each request gives a value of every version.
  const perMillisecond = isShadow ? requests * versions.length : requests;
  const isShare = first?.isShare === true && first.count >= fewestValues;
  return {
    needed,
    duration: needed === undefined || perMillisecond === 0 ? undefined : needed / perMillisecond,
    baseline: baseline ?? (isShare ? first.mean : undefined),
  };
}

/** Returns the names of metrics that were observed of versions in the last week, in their order. */
export async function observedMetricNames(
  registry: Registry,
  { versions }: { readonly versions: readonly string[] },
): Promise<readonly string[]> {
  const found = await Promise.all(
    versions.map((reference) => findVersion(registry, { reference })),
  );
  const ids = found.map(({ id }) => id);
  const periods = await observedLately(registry, ids, Date.now());
  return [...new Set(periods.flatMap(({ metrics }) => [...metrics.keys()]))].sort();
}

/** Returns what was observed in the last week; nothing if it is not here, or damaged. */
async function observedLately(
  registry: Registry,
  versions: readonly VersionId[],
  now: number,
): Promise<readonly ObservedPeriod[]> {
  try {
    const period = "hour";
    return await readObservations(registry, { versions, from: now - lately, to: now, period });
  } catch (error) {
    // A test can be started without it: it only isn't known how long that takes.
    if (error instanceof RegistryError) return [];
    throw error;
  }
}
