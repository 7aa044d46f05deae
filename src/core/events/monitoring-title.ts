import * as l10n from "@vscode/l10n";
import { formatNumber } from "../text/language.ts";
import type { MonitoringEvent, RuleEvidence } from "./monitoring-events.ts";
import { short } from "./short-text.ts";

/** Returns what happened by monitoring, and the reason that was found. */
export function monitoringTitle(event: MonitoringEvent): {
  readonly title: string;
  readonly reason?: string;
} {
  switch (event.type) {
    case "monitoring.alerted": {
      const { rule, evidence } = event.data;
      return { title: l10n.t("Alert “{0}”", rule), reason: evidenceText(evidence) };
    }
    case "monitoring.recovered": {
      const { rule, cause, evidence } = event.data;
      const title = l10n.t("Alert “{0}” ended", rule);
      return { title, reason: causeText(cause, evidence) };
    }
    case "monitoring.rollback-failed": {
      const { rule, problem } = event.data;
      return {
        title: l10n.t("Automatic rollback for the alert “{0}” was refused", rule),
        reason: problem,
      };
    }
    case "monitoring.rollback-completed": {
      const { stage, figures } = event.data;
      const found = figures.flatMap((figure) => figureText(figure) ?? []);
      return {
        title: l10n.t("Rollback of {0} complete", stage),
        ...(found.length > 0 && { reason: found.join(" · ") }),
      };
    }
    case "monitoring.sketched": {
      const { dataset, rows } = event.data;
      return {
        title: l10n.t(
          "Distributions of {0} recorded: {1} rows",
          short(dataset),
          formatNumber(rows),
        ),
      };
    }
  }
}

/** Returns an observed metric before and after a rollback. */
export function figureText({
  metric,
  before,
  after,
}: {
  readonly metric: string;
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}): string | undefined {
  if (after === undefined) return undefined;
  return before === undefined
    ? l10n.t("{0}: {1}", metric, figure(after))
    : l10n.t("{0}: {1}, before {2}", metric, figure(after), figure(before));
}

function causeText(cause: string, evidence: RuleEvidence | undefined): string {
  if (cause === "left") return l10n.t("The version has left the stage.");
  if (cause === "unwatched") return l10n.t("The policy has no such rule any more.");
  return evidence ? evidenceText(evidence) : l10n.t("The rule holds again.");
}

/**
 * Returns what was found by a rule in a sentence: `p95:latency_ms is 312, more than 200 (1,204 values
 * in 1 h).`
 */
export function evidenceText(evidence: RuleEvidence): string {
  const { kind, metric = "", value } = evidence;
  switch (kind) {
    case "silence":
      return silenceText(evidence);
    case "health":
      return evidence.problem === undefined
        ? l10n.t("The health command succeeded.")
        : l10n.t("The health command {0}.", short(evidence.problem));
    case "drift":
      return driftText(evidence);
    default:
      if (value === undefined) return unknownText(evidence) ?? "";
      return l10n.t(
        "{0} is {1}, {2} ({3}).",
        metric,
        figure(value),
        [boundText(evidence), ...referenceText(evidence)].join(", "),
        valuesText(evidence),
      );
  }
}

function driftText(evidence: RuleEvidence): string {
  const { metric = "", value, than } = evidence;
  if (value === undefined) return unknownText(evidence) ?? "";
  const found = [metric, figure(value), boundText(evidence), valuesText(evidence)] as const;
  return than === "ks"
    ? l10n.t("{0} against the training data: KS distance {1}, {2} ({3}).", ...found)
    : l10n.t("{0} against the training data: stability index {1}, {2} ({3}).", ...found);
}

function silenceText({ count = 0, from, to }: RuleEvidence): string {
  const span = spanText(from, to);
  if (count === 0) return l10n.t("Nothing was observed for {0}.", span);
  return count === 1
    ? l10n.t("1 observation in {0}.", span)
    : l10n.t("{0} observations in {1}.", formatNumber(count), span);
}

/** Returns why nothing can be said yet. */
function unknownText({ metric = "", problem, count, from, to }: RuleEvidence): string | undefined {
  switch (problem) {
    case "few-values":
      return count === 1
        ? l10n.t("Too few values of {0}: 1 in {1}.", metric, spanText(from, to))
        : l10n.t(
            "Too few values of {0}: {1} in {2}.",
            metric,
            formatNumber(count ?? 0),
            spanText(from, to),
          );
    case "no-reference":
      return l10n.t("{0} has nothing to be compared with.", metric);
    case "no-sketch":
      return l10n.t("No training data of {0} is on record to compare with.", metric);
    case "no-direction":
      return l10n.t(
        "Whether more of {0} is better is not known: say “better” in the rule.",
        metric,
      );
    default:
      return problem;
  }
}

function boundText({ value = 0, limit, bound }: RuleEvidence): string {
  if (limit === undefined) return "";
  const text = figure(limit);
  if (bound === "min") {
    return value < limit ? l10n.t("less than {0}", text) : l10n.t("at least {0}", text);
  }
  return value > limit ? l10n.t("more than {0}", text) : l10n.t("at most {0}", text);
}

function referenceText({ than, reference }: RuleEvidence): readonly string[] {
  if (reference === undefined) return [];
  const text = figure(reference);
  return [
    than === "previous"
      ? l10n.t("the version before had {0}", text)
      : l10n.t("registered with {0}", text),
  ];
}

function valuesText({ count = 0, from, to }: RuleEvidence): string {
  const span = spanText(from, to);
  return count === 1
    ? l10n.t("1 value in {0}", span)
    : l10n.t("{0} values in {1}", formatNumber(count), span);
}

const minute = 60_000;

/** Writes a span of time in its largest fitting unit: `45 min`, `24 h`, `7 d`. */
function spanText(from: string | undefined, to: string | undefined): string {
  const length = from === undefined || to === undefined ? 0 : Date.parse(to) - Date.parse(from);
  if (length < 2 * minute) return l10n.t("{0} s", Math.round(length / 1000));
  if (length < 2 * 60 * minute) return l10n.t("{0} min", Math.round(length / minute));
  const hours = length / (60 * minute);
  return hours <= 72 ? l10n.t("{0} h", Math.round(hours)) : l10n.t("{0} d", Math.round(hours / 24));
}

/** Writes a figure with four digits that count. */
function figure(value: number): string {
  const rounded = Number(value.toPrecision(4));
  return Number.isInteger(rounded) ? formatNumber(rounded) : String(rounded);
}
