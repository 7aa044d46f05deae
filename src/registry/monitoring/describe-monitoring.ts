import type { RegistryEvent } from "../../core/events/event.ts";
import { Timestamp, type ModelName, type VersionId } from "../../core/model/ids.ts";
import type { Alert } from "../../core/monitoring/alert.ts";
import { figureOf, metricOfRule, observedKey } from "../../core/monitoring/evaluate-rule.ts";
import { periodLengths, type ObservedPeriod } from "../../core/observations/observation-table.ts";
import { mergeMetrics } from "../../core/observations/summary.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { readObservations } from "../observations/read-observations.ts";
import type { Registry } from "../registry.ts";
import type { RuleStatus } from "./check-rules.ts";
import { readMonitoring, type MonitoringState } from "./read-monitoring.ts";

/** An observed metric of a model over time, by version. */
export interface MetricOverTime {
  readonly model: ModelName;
  /** As the policy names it. */
  readonly metric: string;
  readonly series: readonly {
    readonly version: Version;
    /** Begin of each period (milliseconds since the epoch), and the figure in it. */
    readonly points: readonly (readonly [at: number, value: number])[];
  }[];
  /** Promotions and rollbacks in that time. */
  readonly moves: readonly {
    readonly at: number;
    readonly kind: "promotion" | "rollback";
    /** `fraud 5`, which came into the stage. */
    readonly title: string;
  }[];
}

/** Everything that the page of monitoring shows. */
export interface DescribedMonitoring extends MonitoringState {
  /** The newest alerts, open or not. */
  readonly alerts: readonly (Alert & { readonly title: string })[];
  readonly metrics: readonly MetricOverTime[];
  /** Time (ms) of the charts, up to now. */
  readonly shown: number;
  /** True if anything was ever observed. */
  readonly hasObservations: boolean;
}

const mostAlerts = 200;
/** Most charts of a page, and events of a stage that are looked through. */
const mostCharts = 24;
const mostMoves = 50;
/** Time that charts show if nobody says (ms). */
const usualTime = periodLengths.day;
/** Periods of a chart: more are not told apart. */
const periodsShown = 96;

/**
 * Reads the state of monitoring with its alerts and what was observed over time.
 *
 * @throws RegistryError `invalid-policy`, `artifact-missing`, `artifact-changed`
 */
export async function describeMonitoring(
  registry: Registry,
  { shown: wanted = usualTime }: { readonly shown?: number | "all" },
): Promise<DescribedMonitoring> {
  const found = await readMonitoring(registry, {});
  const alerts = await registry.read((state) =>
    state.monitoring.newest(mostAlerts).map((alert) => {
      const version = state.version(alert.data.version);
      return { ...alert, title: version ? versionTitle(version) : alert.data.model };
    }),
  );
  const shown = wanted === "all" ? await sinceFirst(registry, found.at) : wanted;
  const metrics: MetricOverTime[] = [];
  for (const [metric, status] of charted(found.rules).slice(0, mostCharts)) {
    metrics.push(await overTime(registry, metric, status, found.at - shown, found.at));
  }
  const hasObservations =
    (await registry.read((state) => state.observations.versions().size > 0)) ||
    (await registry.observationLogs.unsealed()).some(({ periods }) => periods.length > 0);
  return { ...found, alerts, metrics, shown, hasObservations };
}

/** Returns the milliseconds since the first observation, at least an hour. */
async function sinceFirst(registry: Registry, now: number): Promise<number> {
  const live = await registry.observationLogs.unsealed();
  const ever = Timestamp.parse(new Date(0).toISOString());
  const sealed = await registry.read((state) => state.observations.sealed(ever));
  const starts = [
    ...live.flatMap(({ periods }) => periods.map(({ at }) => at)),
    ...sealed.map(({ from }) => Date.parse(from)),
  ];
  const first = starts.reduce((least, at) => Math.min(least, at), now);
  return Math.max(periodLengths.hour, now - first);
}

/** Returns a rule for each metric of a model that rules are about. */
function charted(rules: readonly RuleStatus[]): readonly (readonly [string, RuleStatus])[] {
  const found = new Map<string, readonly [string, RuleStatus]>();
  for (const status of rules) {
    const metric = metricOfRule(status.rule);
    if (metric !== undefined) found.set(`${status.version.model} ${metric}`, [metric, status]);
  }
  return [...found.values()];
}

async function overTime(
  registry: Registry,
  metric: string,
  { version: { model }, stage }: RuleStatus,
  from: number,
  to: number,
): Promise<MetricOverTime> {
  const { events, versions } = await registry.read((state) => {
    const moved = state.events.ofStage(model, stage, mostMoves);
    const ids = new Set(moved.flatMap((event) => (entered(event) ? [entered(event)] : [])));
    return {
      events: moved,
      versions: [...ids].flatMap((id) => (id ? (state.version(id) ?? []) : [])),
    };
  });
  const periods = await readObservations(registry, {
    versions: versions.map(({ id }) => id),
    from,
    to,
    period: to - from <= 2 * periodLengths.day ? "minute" : "hour",
  });
  const length = Math.max(periodLengths.minute, Math.ceil((to - from) / periodsShown));
  const titles = new Map<string, string>(versions.map((each) => [each.id, versionTitle(each)]));
  return {
    model,
    metric,
    series: versions
      .map((version) => {
        const own = periods.filter((period) => period.version === version.id);
        return { version, points: pointsOf(own, metric, length) };
      })
      .filter(({ points }) => points.length > 0)
      .sort((a, b) => a.version.number - b.version.number),
    moves: events
      .map((event) => ({ event, id: entered(event), at: Date.parse(event.at) }))
      .flatMap(({ event, id, at }) => {
        const title = id && titles.get(id);
        if (title === undefined || title === "" || at < from) return [];
        const isRollback = event.type === "stage.rolled-back";
        return [{ at, kind: isRollback ? ("rollback" as const) : ("promotion" as const), title }];
      })
      .sort((a, b) => a.at - b.at),
  };

  function entered(event: RegistryEvent): VersionId | undefined {
    if (event.type === "stage.rolled-back") return event.data.version;
    if (event.type !== "version.transitioned" || event.data.to !== stage) return undefined;
    return event.data.version;
  }
}

/** Returns the figures of a metric in periods of a length, which need not divide a day. */
function pointsOf(
  periods: readonly ObservedPeriod[],
  metric: string,
  length: number,
): readonly (readonly [number, number])[] {
  const bins = new Map<number, [first: ObservedPeriod, ...others: ObservedPeriod[]]>();
  for (const period of periods) {
    const bin = Math.floor(period.at / length);
    const known = bins.get(bin);
    if (known) known.push(period);
    else bins.set(bin, [period]);
  }
  return [...bins.values()].flatMap((own) => {
    const found = mergeMetrics(own).get(observedKey(metric));
    // A point stands at its first observation, never before the promotion that led to it.
    return found ? [[own[0].at, figureOf(found, metric)] as const] : [];
  });
}
