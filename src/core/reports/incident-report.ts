import { addTo } from "../add-to.ts";
import type { EventId, ModelName, Sha256, Stage, Timestamp } from "../model/ids.ts";
import type { GateCheck } from "../model/policy/gate-check.ts";
import { markedIdentity, markedName } from "../model/recipe/identity.ts";
import type { Actor } from "../model/recipe.ts";
import { versionTitle } from "../state/version.ts";
import { count } from "../text/format.ts";
import { checkSummary, checkTable } from "./check-table.ts";
import { comparisonSections } from "./comparison-document.ts";
import { comparisonReportData, type ComparisonReport } from "./comparison-report.ts";
import {
  cell,
  code,
  knownFacts,
  type Cell,
  type ReportBlock,
  type ReportChart,
  type ReportDocument,
  type ReportSection,
  type TimelineEntry,
} from "./report-document.ts";
import { spanText, timeText } from "./report-texts.ts";
import type { PeriodEnd, StagePeriod } from "./stage-periods.ts";

/** Entry of the version that was rolled back from into the stage. */
export interface IncidentEntry {
  readonly event: EventId;
  readonly at: Timestamp;
  readonly actor: Actor;
  readonly reason?: string | undefined;
  readonly forced: boolean;
  readonly checks: readonly GateCheck[];
}

/** An alert of the version that an incident is about. */
export interface IncidentAlert {
  readonly event: EventId;
  readonly rule: string;
  readonly at: Timestamp;
  /** The finding, in a sentence. */
  readonly found: string;
  /** Absent while it is open. */
  readonly ended?: Timestamp | undefined;
}

/** Events and versions around a rollback, or around an alert that nobody rolled back for. */
export interface IncidentReport {
  readonly madeAt: Timestamp;
  /** Name of the workspace folder. */
  readonly folder: string;
  readonly model: ModelName;
  readonly stage: Stage;
  /** Absent if the incident is an alert without a rollback. */
  readonly rollback?: {
    readonly event: EventId;
    readonly at: Timestamp;
    readonly actor: Actor;
    readonly reason: string;
    readonly policy?: Sha256 | undefined;
    readonly checks: readonly GateCheck[];
  };
  /** Alerts of the version with the fault, oldest first. */
  readonly alerts: readonly IncidentAlert[];
  /** `fraud 4`: the version that is back in the stage, or was there before. */
  readonly restored?: string | undefined;
  /** `fraud 5`: the version with the fault; absent if the stage was empty. */
  readonly removed?: string | undefined;
  readonly entry?: IncidentEntry | undefined;
  /** Versions in the stage by period, oldest first, with their titles. */
  readonly periods: readonly (StagePeriod & { readonly title: string })[];
  /** Both versions, the restored one as the baseline; absent if one was deleted. */
  readonly comparison?: ComparisonReport | undefined;
  /** Oldest first. */
  readonly timeline: readonly TimelineEntry[];
  /** Number of events of the period that are not in the timeline. */
  readonly omitted: number;
}

/** Returns the title of an incident: `Rollback from fraud 5 to fraud 4`. */
export function incidentTitle({
  rollback,
  restored = "",
  removed,
  stage,
  alerts,
}: IncidentReport): string {
  if (!rollback) return `Alert ${alertNames(alerts)} of ${removed ?? stage}`;
  return removed === undefined
    ? `Rollback of ${stage} to ${restored}`
    : `Rollback from ${removed} to ${restored}`;
}

/** Returns the names of the rules of alerts, each once: `“slow”, “silent”`. */
function alertNames(alerts: readonly IncidentAlert[]): string {
  return [...new Set(alerts.map(({ rule }) => `“${rule}”`))].join(", ");
}

/** Returns an incident report as data for programs. */
export function incidentReportData({ comparison, ...report }: IncidentReport): unknown {
  return {
    report: "incident",
    ...report,
    comparison: comparison ? comparisonReportData(comparison) : null,
  };
}

/** Returns an incident report as it is read. */
export function incidentDocument(
  report: IncidentReport,
  charts: readonly ReportChart[] = [],
): ReportDocument {
  const { madeAt, folder, stage, comparison, entry, removed, rollback } = report;
  const sections: readonly ReportSection[] = [
    { title: `What was in ${stage} when`, blocks: [periodTable(report)] },
    { title: "Alerts", blocks: alertTable(report) },
    { title: "Timeline", blocks: timeline(report) },
    { title: "People", blocks: [peopleTable(report.timeline)] },
    ...(entry && removed !== undefined
      ? [{ title: `Checks when ${removed} entered ${stage}`, blocks: checks(entry.checks) }]
      : []),
    ...(rollback ? [{ title: "Checks at the rollback", blocks: checks(rollback.checks) }] : []),
    ...(comparison
      ? comparisonSections(comparison, charts).map(({ title, blocks }) => ({
          title: `What changed: ${title.charAt(0).toLowerCase()}${title.slice(1)}`,
          blocks,
        }))
      : []),
    {
      title: "To be added",
      blocks: [
        {
          kind: "text",
          text: "The registry does not know these:\n- Impact: who and what was affected\n- Detection: how it was noticed, and when\n- Cause\n- What will be done so that it doesn't happen again",
        },
      ],
    },
  ];
  return {
    kind: "Incident report",
    title: incidentTitle(report),
    summary: [summary(report)],
    facts: facts(report),
    sections,
    notes: [
      `Made ${timeText(madeAt)} from the model registry of ${folder}. Events, checks, reasons and people are as recorded in the ledger. Nobody is authenticated: people are who git or the system said they were.`,
    ],
    isWide: false,
  };
}

function summary(report: IncidentReport): string {
  const { rollback, removed, restored, stage, entry, model, alerts } = report;
  if (!rollback) {
    const open = alerts.some(({ ended }) => ended === undefined) ? "is open" : "has ended";
    return `The alert ${alertNames(alerts)} of ${removed ?? model} ${open}.${stayText(report)}`;
  }
  const { actor, at } = rollback;
  if (removed === undefined) {
    return `${markedName(actor)} rolled ${stage} of ${model} back to ${restored ?? ""} on ${timeText(at)}.`;
  }
  const stay = entry ? ` It had been in ${stage} for ${spanText(entry.at, at)}.` : "";
  const forced = entry?.forced
    ? ` It had been promoted by force: ${checkSummary(entry.checks)}.`
    : "";
  return `${markedName(actor)} rolled ${stage} of ${model} back from ${removed} to ${restored ?? ""} on ${timeText(at)}.${stay}${forced}`;
}

/** Says how long a version that was not rolled back has been in the stage, or was. */
function stayText({ entry, removed, periods, stage, madeAt }: IncidentReport): string {
  if (!entry) return "";
  const stay = periods.find(({ from, title }) => from === entry.at && title === removed);
  return stay?.until === undefined
    ? ` It has been in ${stage} for ${spanText(entry.at, madeAt)}, and was not rolled back.`
    : ` It was in ${stage} for ${spanText(entry.at, stay.until)}, and was not rolled back.`;
}

function facts(report: IncidentReport): ReportDocument["facts"] {
  const { model, stage, rollback, removed, entry, comparison, alerts } = report;
  const bad = comparison?.versions.find((version) => versionTitle(version) === removed);
  return knownFacts([
    ["Model", model],
    ["Stage", stage],
    ...rollbackFacts(report),
    ["Entered the stage", entry && `${timeText(entry.at)}, by ${markedIdentity(entry.actor)}`],
    ["Reason then", entry?.reason],
    [
      "Forced",
      entry && (entry.forced ? { text: "yes, although checks failed", tone: "bad" } : "no"),
    ],
    ["Known issues", bad?.annotations["known-issues"]],
    ["Alerts", alerts.length === 0 ? "none" : alertNames(alerts)],
    ["Policy of the rollback (SHA-256)", rollback?.policy && code(rollback.policy)],
    ["Event", rollback && code(rollback.event)],
  ]);
}

type Facts = Parameters<typeof knownFacts>[0];

function rollbackFacts({ rollback, removed, restored }: IncidentReport): Facts {
  if (!rollback) {
    return [
      ["Version", removed],
      ["Rolled back", "no"],
      ["There before", restored],
    ];
  }
  return [
    ["Rolled back from", removed ?? "nothing: the stage was empty"],
    ["Restored", restored],
    ["Reason", rollback.reason],
    ["Rolled back by", `${markedIdentity(rollback.actor)}, ${timeText(rollback.at)}`],
  ];
}

function alertTable({ alerts }: IncidentReport): readonly ReportBlock[] {
  if (alerts.length === 0) return [{ kind: "text", text: "None are recorded." }];
  return [
    {
      kind: "table",
      caption: "Alerts",
      columns: [{ title: "Rule" }, { title: "Raised" }, { title: "Ended" }, { title: "Found" }],
      rows: alerts.map(({ rule, at, ended, found }): readonly Cell[] => [
        cell(rule),
        cell(timeText(at)),
        cell(ended === undefined ? "open" : timeText(ended)),
        cell(found),
      ]),
    },
  ];
}

function periodTable({ periods, stage, madeAt }: IncidentReport): ReportBlock {
  return {
    kind: "table",
    caption: `Versions in ${stage}`,
    columns: [
      { title: "Version" },
      { title: "From" },
      { title: "Until" },
      { title: "How long" },
      { title: "Entered" },
      { title: "Left" },
    ],
    rows: periods.map(({ title, from, until, entered, left }): readonly Cell[] => [
      cell(title),
      cell(timeText(from)),
      cell(until === undefined ? "still there" : timeText(until)),
      cell(spanText(from, until ?? madeAt)),
      endCell(entered, { moved: "promoted", forced: "promoted by force", replaced: "promoted" }),
      left
        ? endCell(left, { moved: "moved out", forced: "moved out", replaced: "replaced" })
        : cell(""),
    ]),
  };
}

function endCell(
  { how, actor }: PeriodEnd,
  words: Readonly<Record<Exclude<PeriodEnd["how"], "rolled-back">, string>>,
): Cell {
  return {
    text: how === "rolled-back" ? "rolled back" : words[how],
    note: `by ${markedName(actor)}`,
  };
}

function timeline({ timeline: entries, omitted }: IncidentReport): readonly ReportBlock[] {
  if (omitted === 0) return [{ kind: "timeline", entries }];
  const note = `${count(omitted, "event")} of this period ${omitted === 1 ? "is" : "are"} left out; the audit trail has all.`;
  return [
    { kind: "text", text: note },
    { kind: "timeline", entries },
  ];
}

/** More acts of one person than this are counted. */
const mostActs = 6;

function peopleTable(entries: readonly TimelineEntry[]): ReportBlock {
  const acts = new Map<string, string[]>();
  for (const { who, title } of entries) addTo(acts, who, title);
  return {
    kind: "table",
    caption: "People and what they did",
    columns: [{ title: "Who" }, { title: "What" }],
    rows: [...acts].map(([who, titles]) => {
      const more = titles.length - mostActs;
      const named = titles.slice(0, mostActs).join("; ");
      return [cell(who), cell(more > 0 ? `${named} and ${more} more` : named)];
    }),
  };
}

function checks(all: readonly GateCheck[]): readonly ReportBlock[] {
  if (all.length === 0) return [{ kind: "text", text: "None are recorded." }];
  return [checkTable(all, "Checks")];
}
