import type { EventId, Sha256, Stage, Timestamp } from "../model/ids.ts";
import type { GateCheck } from "../model/policy/gate-check.ts";
import { identityDetails, markedIdentity, markedName } from "../model/recipe/identity.ts";
import type { Actor } from "../model/recipe.ts";
import { versionReference, versionTitle } from "../state/version.ts";
import { count } from "../text/format.ts";
import { checkSummary, checkTable } from "./check-table.ts";
import { versionColumns } from "./comparison-document.ts";
import type { ReportedVersion } from "./comparison-report.ts";
import type { Comparison } from "./comparison.ts";
import { metricTable } from "./metric-table.ts";
import {
  cell,
  code,
  knownFacts,
  type Cell,
  type ReportDocument,
  type ReportSection,
  type TimelineEntry,
} from "./report-document.ts";
import { timeText } from "./report-texts.ts";

/** A person's approval of a request, and whether it was for what was decided. */
export interface RecordedApproval {
  readonly at: Timestamp;
  readonly actor: Actor;
  readonly reason?: string | undefined;
  /** The bytes that were approved are those of the version. */
  readonly sameBytes: boolean;
  /** The policy at the approval was that of the decision. */
  readonly samePolicy: boolean;
}

/** Request after which a version was promoted. */
export interface RecordedRequest {
  readonly id: EventId;
  readonly at: Timestamp;
  readonly actor: Actor;
  readonly reason: string;
  readonly approvals: readonly RecordedApproval[];
}

/** A decision that moved a version, with all on which it was based. */
export interface DecisionRecord {
  readonly madeAt: Timestamp;
  /** Name of the workspace folder. */
  readonly folder: string;
  readonly event: EventId;
  readonly at: Timestamp;
  readonly actor: Actor;
  /** `promotion`, `rollback`, `archiving`… */
  readonly decision: string;
  readonly version: ReportedVersion;
  readonly from: Stage;
  readonly to: Stage;
  readonly reason?: string | undefined;
  readonly forced: boolean;
  readonly checks: readonly GateCheck[];
  /** Digest of the policy by which it was decided; older releases did not record it. */
  readonly policy?: Sha256 | undefined;
  /** True if that is the policy in force when this record was made. */
  readonly isPolicyInForce: boolean;
  readonly request?: RecordedRequest | undefined;
  /** Versions that left the stage by it: `fraud 1`. */
  readonly replaced: readonly { readonly title: string; readonly to: Stage }[];
  /** The version beside the one that it replaced, which is the baseline; absent if none is known. */
  readonly comparison?:
    { readonly baseline: ReportedVersion; readonly rows: Comparison } | undefined;
  /** Later events of the version, oldest first. */
  readonly since: readonly TimelineEntry[];
}

/** Returns the title of a decision: `fraud 5: Staging → Production`. */
export function decisionTitle({ version, from, to }: DecisionRecord): string {
  return `${versionTitle(version)}: ${from} → ${to}`;
}

/** Returns a decision record as data for programs. */
export function decisionRecordData({ version, comparison, ...rest }: DecisionRecord): unknown {
  return {
    report: "decision",
    ...rest,
    version: { reference: versionReference(version), ...version },
    comparison: comparison
      ? { baseline: versionReference(comparison.baseline), ...comparison.rows }
      : null,
  };
}

/** Returns a decision record as it is read. */
export function decisionDocument(record: DecisionRecord): ReportDocument {
  const { madeAt, folder, since } = record;
  return {
    kind: "Decision record",
    title: decisionTitle(record),
    summary: [summary(record)],
    facts: facts(record),
    sections: [
      {
        title: "Checks",
        blocks:
          record.checks.length > 0
            ? [checkTable(record.checks, "Checks of the decision")]
            : [{ kind: "text", text: `No checks are recorded for ${record.to}.` }],
      },
      approvals(record),
      ...metrics(record),
      ...(since.length > 0
        ? [{ title: "Since then", blocks: [{ kind: "timeline" as const, entries: since }] }]
        : []),
    ],
    notes: [
      `Made ${timeText(madeAt)} from the model registry of ${folder}. The decision, its checks and the approvals are as recorded in the ledger when they were made. Nobody is authenticated: people are who git or the system said they were.`,
    ],
    isWide: false,
  };
}

function summary({
  version,
  from,
  to,
  actor,
  at,
  replaced,
  forced,
  checks,
}: DecisionRecord): string {
  const moved = `${markedName(actor)} moved ${versionTitle(version)} from ${from} to ${to} on ${timeText(at)}`;
  const instead = replaced.length === 0 ? "" : `, in place of ${replacedText(replaced)}`;
  const how = forced
    ? `It was forced: ${checkSummary(checks)}.`
    : checks.length > 0
      ? `${capital(checkSummary(checks))}.`
      : "";
  return [`${moved}${instead}.`, how].filter(Boolean).join(" ");
}

function replacedText(replaced: DecisionRecord["replaced"]): string {
  return replaced.map(({ title, to }) => `${title}, which moved to ${to}`).join("; ");
}

function facts(record: DecisionRecord): ReportDocument["facts"] {
  const { decision, actor, at, reason, forced, policy, isPolicyInForce, event, version } = record;
  const { git } = version.recipe;
  const force = reason === undefined ? "yes, although checks failed" : `yes: ${reason}`;
  return knownFacts([
    ["Decision", capital(decision)],
    ["Decided by", identity(actor)],
    ["When", timeText(at)],
    ["Reason", forced ? undefined : (reason ?? "none given")],
    ["Forced", forced ? { text: force, tone: "bad" } : "no"],
    [
      "Policy (SHA-256)",
      policy === undefined
        ? "not recorded"
        : {
            ...code(policy),
            note: isPolicyInForce ? "in force when this was made" : "another one is in force now",
          },
    ],
    ["Version digest (SHA-256)", code(version.digest)],
    ["Commit", git && code(git.commit)],
    ["Event", code(event)],
  ]);
}

function identity(actor: Actor): string {
  const { source } = actor;
  // The mark of the environment says the same.
  const details =
    source === "environment" ? undefined : identityDetails({ ...actor, email: undefined });
  return details === undefined ? markedIdentity(actor) : `${markedIdentity(actor)}, ${details}`;
}

function approvals({ request, to }: DecisionRecord): ReportSection {
  if (!request) {
    return {
      title: "Approvals",
      blocks: [{ kind: "text", text: `No approval for ${to} was requested.` }],
    };
  }
  return {
    title: "Approvals",
    blocks: [
      {
        kind: "facts",
        facts: knownFacts([
          ["Requested by", `${identity(request.actor)}, ${timeText(request.at)}`],
          ["Reason", request.reason],
          ["Approved by", count(request.approvals.length, "person").replace("persons", "people")],
        ]),
      },
      ...(request.approvals.length === 0
        ? []
        : [
            {
              kind: "table" as const,
              caption: "Approvals",
              columns: [
                { title: "Who" },
                { title: "When" },
                { title: "Comment" },
                { title: "For" },
              ],
              rows: request.approvals.map((approval): readonly Cell[] => [
                cell(identity(approval.actor)),
                cell(timeText(approval.at)),
                cell(approval.reason ?? ""),
                approvedWhat(approval),
              ]),
            },
          ]),
    ],
  };
}

function approvedWhat({ sameBytes, samePolicy }: RecordedApproval): Cell {
  if (sameBytes && samePolicy) return { text: "these bytes, this policy", tone: "good" };
  const other = [sameBytes ? undefined : "other bytes", samePolicy ? undefined : "another policy"];
  return { text: other.filter(Boolean).join(", "), tone: "bad" };
}

function metrics({ comparison, version }: DecisionRecord): readonly ReportSection[] {
  if (!comparison || comparison.rows.metrics.length === 0) return [];
  const versions = [comparison.baseline, version];
  return [
    {
      title: `Metrics against ${versionTitle(comparison.baseline)}`,
      blocks: [
        {
          ...metricTable(comparison.rows.metrics),
          caption: "Metrics",
          columns: versionColumns({ versions, baseline: 0 }, "Metric", true),
        },
      ],
    },
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
