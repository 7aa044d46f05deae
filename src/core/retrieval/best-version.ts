import { similarMetrics } from "../metrics/find-metric.ts";
import { directionByName } from "../metrics/metric-direction.ts";
import type { ModelName } from "../model/ids.ts";
import type { Policy } from "../model/policy.ts";
import { stageRole } from "../policy/stage-roles.ts";
import { RegistryError } from "../refusals/refusal.ts";
import type { Version } from "../state/version.ts";

/** Direction in which a metric is better. */
export type Better = "higher" | "lower";

/** Metric and direction by which the best version is chosen. */
export interface BestQuestion {
  /** Key of a metric, or its name beside a split or an average: `accuracy` for `test.accuracy`. */
  readonly metric: string;
  /** Absent: as the metric's name tells. */
  readonly better?: Better;
}

/** The parts of a version by which it is ranked. */
export type Rankable = Pick<Version, "number" | "stage" | "metrics">;

/** Versions of a model by a metric. */
export interface MetricRanking<V extends Rankable = Version> {
  /** Key under which the metric was recorded. */
  readonly metric: string;
  readonly better: Better;
  /** Best first, of equal ones the newest first; at least one. */
  readonly versions: readonly V[];
  /** Number of versions that could be chosen but were not recorded with the metric. */
  readonly unmeasured: number;
}

/** Parses `fraud@best:accuracy`; undefined for references of another form. */
export function parseBestReference(
  text: string,
): { readonly model: string; readonly metric: string } | undefined {
  const [, model, metric] = /^([^@]*)@best:\s*(.+)$/i.exec(text) ?? [];
  return model === undefined || metric === undefined
    ? undefined
    : { model, metric: metric.trim().normalize("NFC") };
}

/**
 * Ranks those versions of a model that have a metric and have not been rejected.
 *
 * @param versions the living versions of the model
 * @throws RegistryError `invalid-request` if no version has the metric, several metrics may be
 *   meant, or its name doesn't tell which direction is better
 */
export function rankByMetric<V extends Rankable>(
  policy: Policy,
  model: ModelName,
  versions: readonly V[],
  { metric: named, better: wanted }: BestQuestion,
): MetricRanking<V> {
  const able = versions.filter(({ stage }) => stageRole(policy, stage) !== "rejection");
  const metric = recordedKey(model, able, named);
  const better = wanted ?? directionOf(model, metric);
  const sign = better === "higher" ? -1 : 1;
  const measured = able.filter(({ metrics }) => Object.hasOwn(metrics, metric));
  return {
    metric,
    better,
    unmeasured: able.length - measured.length,
    versions: measured.toSorted((a, b) => {
      const [mine = 0, other = 0] = [a.metrics[metric], b.metrics[metric]];
      return mine === other ? b.number - a.number : sign * (mine - other);
    }),
  };
}

/**
 * Returns the one key that a name means. Metrics of different splits are never compared, and one of
 * training only if it is named exactly.
 */
function recordedKey(model: ModelName, versions: readonly Rankable[], name: string): string {
  const keys = [...new Set(versions.flatMap(({ metrics }) => Object.keys(metrics)))].sort();
  if (keys.includes(name)) return name;
  const held = keys.filter((key) => !/(^|[._/-])train/i.test(key));
  const similar = similarMetrics(Object.fromEntries(held.map((key) => [key, 0])), name);
  const [only] = similar;
  if (only !== undefined && similar.length === 1) return only;
  throw new RegistryError(
    similar.length > 1
      ? { code: "invalid-request", reason: "metric-unclear", model, name, similar, metrics: keys }
      : { code: "invalid-request", reason: "metric-unknown", model, name, metrics: keys },
  );
}

function directionOf(model: ModelName, metric: string): Better {
  const direction = directionByName(metric);
  if (direction === "higher" || direction === "lower") return direction;
  throw new RegistryError({ code: "invalid-request", reason: "direction-unknown", model, metric });
}
