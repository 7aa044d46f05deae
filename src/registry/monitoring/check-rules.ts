import { evidenceText } from "../../core/events/monitoring-title.ts";
import type { Stage, VersionId } from "../../core/model/ids.ts";
import type { MonitoringRule } from "../../core/model/policy/monitoring.ts";
import type { Policy } from "../../core/model/policy.ts";
import type { Alert } from "../../core/monitoring/alert.ts";
import {
  evaluateRule,
  observedKey,
  windowOf,
  type RuleFacts,
  type RuleResult,
} from "../../core/monitoring/evaluate-rule.ts";
import {
  decodeAggregate,
  StoredAggregate,
  type Aggregate,
} from "../../core/observations/aggregate.ts";
import {
  periodLengths,
  type ObservedPeriod,
  type Period,
} from "../../core/observations/observation-table.ts";
import { mergeMetrics } from "../../core/observations/summary.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { readObservations } from "../observations/read-observations.ts";
import type { Registry } from "../registry.ts";
import { healthKey, knownHealth } from "./run-health.ts";

/** A version in a stage that a rule is about. */
export interface WatchedVersion {
  readonly rule: MonitoringRule;
  readonly version: Version;
  readonly stage: Stage;
}

/** Result of a rule for a version in the stage that it watches. */
export interface RuleStatus extends RuleResult {
  readonly rule: MonitoringRule;
  readonly version: Version;
  /** `fraud 5`. */
  readonly title: string;
  readonly stage: Stage;
  /** Finding in one sentence. */
  readonly text: string;
  /** The open alert. */
  readonly alert?: Alert;
}

/** Most versions that are watched in one stage. */
const mostVersions = 10_000;
/** Time (ms) up to which windows are read by minute. */
const longestByMinute = 2 * periodLengths.day;

/** Returns the versions that the rules of a policy are about. */
export async function watchedVersions(
  registry: Registry,
  policy: Policy,
): Promise<readonly WatchedVersion[]> {
  const rules = policy.monitoring?.rules ?? [];
  const production = productionStage(policy);
  const stageOf = (rule: MonitoringRule): Stage | undefined => rule.stage ?? production;
  return registry.read((state) => {
    const stages = new Set(rules.flatMap((rule) => stageOf(rule) ?? []));
    const byStage = new Map(
      [...stages].map((stage) => [stage, state.versions({ stage, limit: mostVersions })] as const),
    );
    return rules.flatMap((rule) => {
      const stage = stageOf(rule);
      if (stage === undefined) return [];
      const isMeant = ({ model }: Version): boolean => rule.models?.includes(model) ?? true;
      return (byStage.get(stage) ?? [])
        .filter(isMeant)
        .map((version) => ({ rule, version, stage }));
    });
  });
}

/**
 * Evaluates rules by what was observed until now, and by what health commands have found last.
 *
 * @throws RegistryError `artifact-missing`, `artifact-changed`
 */
export async function checkRules(
  registry: Registry,
  watched: readonly WatchedVersion[],
  now: number,
): Promise<readonly RuleStatus[]> {
  const windows = await readWindows(registry, watched, now);
  const previous = await readPrevious(registry, watched);
  const health = knownHealth(registry);
  return registry.read((state) =>
    watched.map((each): RuleStatus => {
      const { rule, version, stage } = each;
      const since = Date.parse(version.stageSince);
      const window = windowOf(rule);
      const from = Math.max(now - window, since);
      const own = windows(version, from);
      const sketch = rule.drift && state.monitoring.sketch(version.id);
      const column = rule.drift && (rule.drift.column ?? observedKey(rule.drift.metric));
      const facts: RuleFacts = {
        from,
        to: now,
        count: own.reduce((sum, { count }) => sum + count, 0),
        metrics: mergeMetrics(own),
        registered: version.metrics,
        previous: mergeMetrics(previous.get(each) ?? []),
        sketch: column === undefined ? undefined : columnOf(sketch?.columns, column),
        isSettled: now - since >= window,
        health: health.get(healthKey(version, rule.name)),
      };
      const result = evaluateRule(rule, facts);
      const alert = state.monitoring.openAlert(version.id, rule.name);
      return {
        ...result,
        rule,
        version,
        title: versionTitle(version),
        stage,
        text: evidenceText(result.evidence),
        ...(alert && { alert }),
      };
    }),
  );
}

function columnOf(
  columns: Readonly<Record<string, unknown>> | undefined,
  name: string,
): Aggregate | undefined {
  if (!columns || !Object.hasOwn(columns, name)) return undefined;
  const stored = StoredAggregate.safeParse(columns[name]).data;
  return stored && decodeAggregate(stored);
}

type Windows = (version: Version, from: number) => readonly ObservedPeriod[];

/** Returns a function that gives what was observed of a version since a time, read once for all rules. */
async function readWindows(
  registry: Registry,
  watched: readonly WatchedVersion[],
  now: number,
): Promise<Windows> {
  const longest = Math.max(0, ...watched.map(({ rule }) => windowOf(rule)));
  if (longest === 0) return () => [];
  const versions = new Set(watched.map(({ version }) => version.id));
  const found = await readTime(registry, [...versions], now - longest, now);
  const byVersion = new Map<string, ObservedPeriod[]>();
  for (const period of found) {
    const known = byVersion.get(period.version);
    if (known) known.push(period);
    else byVersion.set(period.version, [period]);
  }
  const length = periodLengths[periodOf(longest)];
  return ({ id }, from) => (byVersion.get(id) ?? []).filter(({ at }) => at + length > from);
}

/** Returns what was observed of the versions before, in a window before they left, by rule. */
async function readPrevious(
  registry: Registry,
  watched: readonly WatchedVersion[],
): Promise<ReadonlyMap<WatchedVersion, readonly ObservedPeriod[]>> {
  const found = new Map<WatchedVersion, readonly ObservedPeriod[]>();
  for (const each of watched) {
    const { rule, version, stage } = each;
    if (rule.drop?.than !== "previous") continue;
    const before = await registry.read((state) =>
      state.formerHolders(version.model, stage).find(({ rolledBackAt }) => !rolledBackAt),
    );
    const until = Date.parse(version.stageSince);
    if (before) {
      found.set(each, await readTime(registry, [before.id], until - windowOf(rule), until));
    }
  }
  return found;
}

function periodOf(window: number): Period {
  return window <= longestByMinute ? "minute" : "hour";
}

function readTime(
  registry: Registry,
  versions: readonly VersionId[],
  from: number,
  to: number,
): Promise<readonly ObservedPeriod[]> {
  return readObservations(registry, { versions, from, to, period: periodOf(to - from) });
}
