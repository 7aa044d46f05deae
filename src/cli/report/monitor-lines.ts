import type { Stamped } from "../../core/events/event.ts";
import type { AlertRaised, AlertRecovered } from "../../core/events/monitoring-events.ts";
import { figureText, monitoringTitle } from "../../core/events/monitoring-title.ts";
import { kindOf } from "../../core/monitoring/evaluate-rule.ts";
import { versionTitle } from "../../core/state/version.ts";
import { count } from "../../core/text/format.ts";
import type { RuleStatus } from "../../registry/monitoring/check-rules.ts";
import type { MonitorReport } from "../../registry/monitoring/monitor.ts";
import type { RollbackWatch } from "../../registry/monitoring/rollback-watch.ts";
import { tableLines } from "../terminal/table.ts";
import { canaryText } from "./ab-lines.ts";
import { eventDocument, versionDocument } from "./documents.ts";

/** Returns what an evaluation found as programs get it. */
export function monitorDocument(report: MonitorReport): Record<string, unknown> {
  const { at, rules, watches, raised, recovered, rollbacks, completed, canaries } = report;
  return {
    at: iso(at),
    alerts: openAlerts(report).length,
    rules: rules.map(ruleDocument),
    raised: raised.map(alertDocument),
    canaries,
    recovered: recovered.map((event) => ({
      alert: event.data.alert,
      rule: event.data.rule,
      version: event.data.version,
      cause: event.data.cause,
      event: eventDocument(event),
    })),
    rollbacks: rollbacks.map(({ alert, event, restored, problem }) => ({
      alert: alert.id,
      rule: alert.data.rule,
      restored: restored ?? null,
      event: event ? eventDocument(event) : null,
      ...(event?.hooks && { hooks: event.hooks }),
      ...(problem !== undefined && { problem }),
    })),
    watches: watches.map(watchDocument),
    completed: completed.map((event) => ({
      rollback: event.data.rollback,
      version: event.data.version,
      observations: event.data.count,
      figures: event.data.figures,
      event: eventDocument(event),
    })),
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function ruleDocument({ rule, version, stage, state, text, evidence, alert }: RuleStatus): object {
  return {
    rule: rule.name,
    kind: kindOf(rule),
    version: versionDocument(version),
    stage,
    state,
    text,
    evidence,
    alert: alert ? { id: alert.id, since: iso(alert.at) } : null,
  };
}

function alertDocument(event: Stamped<AlertRaised>): object {
  const { rule, version, stage, evidence } = event.data;
  return { alert: event.id, rule, version, stage, evidence, event: eventDocument(event) };
}

function watchDocument({
  rollback,
  version,
  from,
  until,
  state,
  count: n,
  figures,
}: RollbackWatch): object {
  return {
    rollback: rollback.id,
    version: versionDocument(version),
    from: iso(from),
    until: iso(until),
    state,
    observations: n,
    figures,
  };
}

/** Returns the rules for which an alert is open. */
export function openAlerts({ rules }: Pick<MonitorReport, "rules">): readonly RuleStatus[] {
  return rules.filter(({ alert }) => alert !== undefined);
}

/** Returns the state of all rules, after what has changed. */
export function monitorLines(report: MonitorReport): readonly string[] {
  const { rules, watches } = report;
  const changes = changeLines(report);
  return [
    ...changes,
    ...(changes.length > 0 ? [""] : []),
    ...tableLines(
      [{ title: "RULE" }, { title: "VERSION" }, { title: "STATE" }, { title: "FOUND" }],
      rules.map((status) => [status.rule.name, status.title, stateWord(status), status.text]),
    ),
    ...watches.map(watchLine),
  ];
}

function stateWord({ state, alert }: RuleStatus): string {
  if (alert) return `alert since ${iso(alert.at)}`;
  return state === "unknown" ? "not known" : state === "broken" ? "broken" : "ok";
}

/** Returns a line for each thing that an evaluation has recorded. */
export function changeLines({
  raised,
  recovered,
  rollbacks,
  completed,
  canaries,
  rules,
}: MonitorReport): readonly string[] {
  const titles = new Map<string, string>(rules.map(({ version, title }) => [version.id, title]));
  const line = (event: Stamped<AlertRaised | AlertRecovered>): string => {
    const { title, reason } = monitoringTitle(event);
    return `${titles.get(event.data.version) ?? event.data.model}: ${title}: ${reason ?? ""}`;
  };
  return [
    ...canaries
      .filter(({ isRecorded, problem }) => isRecorded || problem !== undefined)
      .map((checked) => `${checked.test}: ${canaryText(checked)}`),
    ...raised.map(line),
    ...recovered.map(line),
    ...rollbacks.map(({ alert, event, restored, problem }) =>
      event
        ? `${restored ?? ""}: back in ${alert.data.stage} by the alert “${alert.data.rule}”, bytes verified`
        : `${alert.data.model}: not rolled back for the alert “${alert.data.rule}”: ${problem ?? ""}`,
    ),
    ...completed.map((event) => {
      const { title, reason } = monitoringTitle(event);
      return `${titles.get(event.data.version) ?? event.data.model}: ${title}${reason === undefined ? "" : `: ${reason}`}`;
    }),
  ];
}

const watchWords = {
  watching: "is watched",
  alert: "has an alert",
  unobserved: "was not observed since",
  complete: "is complete",
} as const;

function watchLine({ rollback, title, until, state, count: n, figures }: RollbackWatch): string {
  const found = figures.flatMap((figure) => figureText(figure) ?? []);
  return [
    `Rollback to ${title} of ${rollback.at} ${watchWords[state]}, until ${iso(until)}`,
    count(n, "observation"),
    ...found,
  ].join(" · ");
}

/** Returns `2 alerts: slow of fraud 5, silent of churn 2`. */
export function alertSummary(statuses: readonly RuleStatus[]): string {
  const names = statuses.map(({ rule, version }) => `${rule.name} of ${versionTitle(version)}`);
  return `${count(statuses.length, "alert")}: ${names.join(", ")}`;
}
