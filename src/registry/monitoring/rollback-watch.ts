import { addTo } from "../../core/add-to.ts";
import type { StageRolledBack, Stamped } from "../../core/events/event.ts";
import type { RollbackFigure } from "../../core/events/monitoring-events.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { figureOf, metricOfRule, observedKey } from "../../core/monitoring/evaluate-rule.ts";
import { mergeMetrics } from "../../core/observations/summary.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { parseDuration } from "../../core/text/duration.ts";
import { fittingPeriod, readObservations } from "../observations/read-observations.ts";
import type { Registry } from "../registry.ts";
import type { RuleStatus } from "./check-rules.ts";

/** The watch over a version that a rollback has brought back. */
export interface RollbackWatch {
  readonly rollback: Stamped<StageRolledBack>;
  readonly version: Version;
  readonly title: string;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /**
   * `watching` until the time is over; `alert` while a rule is broken; `unobserved` if nothing was
   * observed though rules are about observations; else `complete`.
   */
  readonly state: "watching" | "alert" | "unobserved" | "complete";
  /** Number of observations since the rollback. */
  readonly count: number;
  /** Observed before the rollback, of the version that was replaced, and since. */
  readonly figures: readonly RollbackFigure[];
}

/** Most figures of one rollback. */
const mostFigures = 50;
/** Time (ms) after which nobody waits for a rollback to be complete. */
const longestWatch = 30 * 86_400_000;

/**
 * Returns the watches over versions that are in a watched stage by a rollback and not known to hold
 * yet.
 *
 * @throws RegistryError `artifact-missing`, `artifact-changed`
 */
export async function rollbackWatches(
  registry: Registry,
  policy: Policy,
  statuses: readonly RuleStatus[],
  now: number,
): Promise<readonly RollbackWatch[]> {
  const length = parseDuration(policy.monitoring?.afterRollback ?? "") ?? 0;
  const watches: RollbackWatch[] = [];
  for (const own of byVersion(statuses).values()) {
    const [first] = own;
    if (!first || now - Date.parse(first.version.stageSince) > longestWatch) continue;
    const rollback = await entryByRollback(registry, first);
    if (!rollback) continue;
    const from = Date.parse(rollback.at);
    const until = from + length;
    const { count, figures } = await figuresOf(registry, rollback, own, { from, until, now });
    watches.push({
      rollback,
      version: first.version,
      title: versionTitle(first.version),
      from,
      until,
      state: stateOf(own, count, now >= until),
      count,
      figures,
    });
  }
  return watches;
}

/** Returns the rollback by which a version is in its stage, unless it is known to be complete. */
function entryByRollback(
  registry: Registry,
  { version, stage }: RuleStatus,
): Promise<Stamped<StageRolledBack> | undefined> {
  return registry.read((state) => {
    const [entry] = state.events.ofStage(version.model, stage, 1);
    if (entry?.type !== "stage.rolled-back" || entry.data.version !== version.id) return undefined;
    return state.monitoring.isCompleted(entry.id) ? undefined : entry;
  });
}

function byVersion(statuses: readonly RuleStatus[]): ReadonlyMap<string, readonly RuleStatus[]> {
  const found = new Map<string, RuleStatus[]>();
  for (const status of statuses) {
    const key = `${status.version.id} ${status.stage}`;
    addTo(found, key, status);
  }
  return found;
}

function stateOf(
  statuses: readonly RuleStatus[],
  count: number,
  isOver: boolean,
): RollbackWatch["state"] {
  if (statuses.some(({ state, alert }) => state === "broken" || alert)) return "alert";
  if (!isOver) return "watching";
  const areOnlyHealth = statuses.every(({ rule }) => rule.health !== undefined);
  return count > 0 || areOnlyHealth ? "complete" : "unobserved";
}

interface WatchedTime {
  readonly from: number;
  readonly until: number;
  readonly now: number;
}

async function figuresOf(
  registry: Registry,
  { data }: Stamped<StageRolledBack>,
  statuses: readonly RuleStatus[],
  { from, until, now }: WatchedTime,
): Promise<Pick<RollbackWatch, "count" | "figures">> {
  const removed = data.displaces.versions.find((id) => id !== data.version);
  const after = await observed(registry, data.version, from, Math.max(now, until));
  const before =
    removed === undefined ? undefined : await observed(registry, removed, 2 * from - until, from);
  const metrics = new Set(statuses.flatMap(({ rule }) => metricOfRule(rule) ?? []));
  const figures = [...metrics].slice(0, mostFigures).map((metric): RollbackFigure => {
    const [old, found] = [before, after].map((each) => each?.metrics.get(observedKey(metric)));
    return {
      metric,
      ...(old && { before: figureOf(old, metric) }),
      ...(found && { after: figureOf(found, metric) }),
    };
  });
  return { count: after.count, figures };
}

async function observed(
  registry: Registry,
  version: VersionId,
  from: number,
  to: number,
): Promise<{ readonly count: number; readonly metrics: ReturnType<typeof mergeMetrics> }> {
  const period = fittingPeriod({ from, to });
  const periods = await readObservations(registry, { versions: [version], from, to, period });
  const count = periods.reduce((sum, each) => sum + each.count, 0);
  return { count, metrics: mergeMetrics(periods) };
}
