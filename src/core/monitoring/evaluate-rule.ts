import { parseAbMetric } from "../abtests/parse-metric.ts";
import type { AbMetric } from "../events/abtest-events.ts";
import type { RuleEvidence } from "../events/monitoring-events.ts";
import { findNamedMetric } from "../metrics/find-metric.ts";
import { directionByName } from "../metrics/metric-direction.ts";
import { Timestamp } from "../model/ids.ts";
import { ruleKinds, type RuleKind } from "../model/policy/monitoring-defaults.ts";
import type { DriftRule, DropRule, MonitoringRule } from "../model/policy/monitoring.ts";
import type { Metrics } from "../model/recipe.ts";
import { quantile, type Aggregate } from "../observations/aggregate.ts";
import { parseDuration } from "../text/duration.ts";
import { kolmogorovSmirnov, populationStability } from "./drift.ts";

/** Result of a rule for a version: nothing can be said without values to go by. */
export interface RuleResult {
  readonly state: "holds" | "broken" | "unknown";
  readonly evidence: RuleEvidence;
}

/** Values that a rule is evaluated with. */
export interface RuleFacts {
  /** Milliseconds since the epoch: time that was looked at. */
  readonly from: number;
  readonly to: number;
  /** Observations of the version in that time. */
  readonly count: number;
  readonly metrics: ReadonlyMap<string, Aggregate>;
  /** Metrics that the version was registered with. */
  readonly registered: Metrics;
  /** Observed of the version before, in a time as long before it left. */
  readonly previous: ReadonlyMap<string, Aggregate>;
  /** Distribution of the column of the training data. */
  readonly sketch: Aggregate | undefined;
  /** True if the version is in the stage for as long as the rule looks back. */
  readonly isSettled: boolean;
  /** Result of the health command: `undefined` if it was not run, null if it succeeded. */
  readonly health: string | null | undefined;
}

/** Returns the kind of a rule. */
export function kindOf(rule: MonitoringRule): RuleKind {
  const kind = ruleKinds.find((each) => rule[each] !== undefined);
  if (kind === undefined) throw new Error(`the rule ${rule.name} says nothing`);
  return kind;
}

/** Returns how far back a rule looks, in milliseconds. */
export function windowOf({ threshold, drop, silence, drift }: MonitoringRule): number {
  const text = threshold?.window ?? drop?.window ?? drift?.window ?? silence;
  return (text === undefined ? undefined : parseDuration(text)) ?? 0;
}

/** Returns the metric that a rule is about, as the policy names it. */
export function metricOfRule({ threshold, drop, drift }: MonitoringRule): string | undefined {
  return threshold?.metric ?? drop?.metric ?? drift?.metric;
}

/** Evaluates a rule. */
export function evaluateRule(rule: MonitoringRule, facts: RuleFacts): RuleResult {
  const { threshold, drop, drift } = rule;
  if (threshold) return evaluateThreshold(threshold, facts);
  if (drop) return evaluateDrop(drop, facts);
  if (drift) return evaluateDrift(drift, facts);
  return rule.health ? evaluateHealth(facts) : evaluateSilence(facts);
}

function seen({ from, to }: RuleFacts, count: number): Pick<RuleEvidence, "count" | "from" | "to"> {
  const at = (time: number): Timestamp => Timestamp.parse(new Date(time).toISOString());
  return { count, from: at(from), to: at(to) };
}

interface ObservedMetric {
  readonly metric: string;
  readonly minCount: number;
}

/** Returns the figure of a metric in the window, or the result if there are too few values. */
function observed(
  kind: RuleKind,
  { metric, minCount }: ObservedMetric,
  facts: RuleFacts,
): { readonly value: number; readonly about: RuleEvidence } | RuleResult {
  const { key } = parseMonitored(metric);
  const found = facts.metrics.get(key);
  const about = { kind, metric, ...seen(facts, found?.count ?? 0) };
  if (!found || found.count < minCount) {
    return { state: "unknown", evidence: { ...about, problem: "few-values" } };
  }
  return { value: figureOf(found, metric), about };
}

/** Splits a metric as the policy names it: `p95:latency_ms`. */
function parseMonitored(metric: string): Pick<AbMetric, "key" | "quantile"> {
  return parseAbMetric(metric, "higher") ?? { key: metric };
}

/** Returns the mean or the percentile that a metric of the policy means. */
export function figureOf(found: Aggregate, metric: string): number {
  const part = parseMonitored(metric).quantile;
  return part === undefined ? found.mean : quantile(found, part);
}

/** Returns the key under which a metric of the policy is observed. */
export function observedKey(metric: string): string {
  return parseMonitored(metric).key;
}

function evaluateThreshold(
  rule: NonNullable<MonitoringRule["threshold"]>,
  facts: RuleFacts,
): RuleResult {
  const found = observed("threshold", rule, facts);
  if ("state" in found) return found;
  const { value, about } = found;
  const { min = -Infinity, max = Infinity } = rule;
  const isBroken = value < min || value > max;
  // Of two bounds the one that is broken is shown, else the nearer one.
  const isLower = value < min || (value <= max && value - min < max - value);
  const bound = isLower
    ? ({ limit: min, bound: "min" } as const)
    : ({ limit: max, bound: "max" } as const);
  return { state: isBroken ? "broken" : "holds", evidence: { ...about, value, ...bound } };
}

function evaluateDrop(rule: DropRule, facts: RuleFacts): RuleResult {
  const found = observed("drop", rule, facts);
  if ("state" in found) return found;
  const { value, about } = found;
  const { metric, than } = rule;
  const unknown = (problem: string): RuleResult => ({
    state: "unknown",
    evidence: { ...about, value: undefined, than, problem },
  });
  const reference = referenceOf(rule, facts);
  if (reference === undefined) return unknown("no-reference");
  const better = rule.better ?? directionByName(observedKey(metric));
  if (better !== "higher" && better !== "lower") return unknown("no-direction");
  const allowed = allowedDrop(rule.by, reference);
  const limit = better === "higher" ? reference - allowed : reference + allowed;
  const isBroken = better === "higher" ? value < limit : value > limit;
  const bound = better === "higher" ? "min" : "max";
  return {
    state: isBroken ? "broken" : "holds",
    evidence: { ...about, value, limit, bound, than, reference },
  };
}

function referenceOf(
  { metric, than, recorded, minCount }: DropRule,
  { registered, previous }: RuleFacts,
): number | undefined {
  if (than === "registration") {
    return findNamedMetric(registered, recorded ?? observedKey(metric))?.value;
  }
  const before = previous.get(observedKey(metric));
  return before && before.count >= minCount ? figureOf(before, metric) : undefined;
}

function allowedDrop(by: DropRule["by"], reference: number): number {
  if (typeof by === "number") return by;
  return (Math.abs(reference) * Number(by.replace(/\s*%$/, ""))) / 100;
}

function evaluateDrift(rule: DriftRule, facts: RuleFacts): RuleResult {
  const { metric, method, max, minCount } = rule;
  const found = facts.metrics.get(metric);
  const about = { kind: "drift", metric, than: method, ...seen(facts, found?.count ?? 0) };
  if (!facts.sketch) return { state: "unknown", evidence: { ...about, problem: "no-sketch" } };
  if (!found || found.count < minCount) {
    return { state: "unknown", evidence: { ...about, problem: "few-values" } };
  }
  const measure = method === "ks" ? kolmogorovSmirnov : populationStability;
  const value = measure(facts.sketch, found);
  const state = value > max ? "broken" : "holds";
  return { state, evidence: { ...about, value, limit: max, bound: "max" } };
}

function evaluateSilence(facts: RuleFacts): RuleResult {
  const evidence = { kind: "silence", ...seen(facts, facts.count) };
  if (facts.count > 0) return { state: "holds", evidence };
  return { state: facts.isSettled ? "broken" : "unknown", evidence };
}

function evaluateHealth(facts: RuleFacts): RuleResult {
  const { health } = facts;
  const { from, to } = seen(facts, 0);
  const about = { kind: "health", from, to };
  if (health === undefined) return { state: "unknown", evidence: about };
  if (health === null) return { state: "holds", evidence: about };
  return { state: "broken", evidence: { ...about, problem: health } };
}
