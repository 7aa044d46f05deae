import type { VersionId } from "../model/ids.ts";
import type {
  AliasRemoved,
  AliasSet,
  AnnotationsChanged,
  TagRemoved,
  TagSet,
} from "../model/markings.ts";
import { reproductionTitle } from "../reproduction/reproduction-text.ts";
import { commandText } from "../text/command-text.ts";
import { count } from "../text/format.ts";
import type {
  ApprovalApproved,
  ApprovalDenied,
  ApprovalRequested,
  ApprovalWithdrawn,
} from "./approval-events.ts";
import type {
  RegistryEvent,
  StageRolledBack,
  VersionDeleted,
  VersionRegistered,
  VersionTransitioned,
} from "./event.ts";
import { hookTime } from "./hook-phase.ts";
import type { LedgerStarted } from "./ledger-events.ts";
import type { LossAccepted } from "./loss-events.ts";
import type { ModelCreated, ModelDeleted, ModelRenamed } from "./model-events.ts";
import type { LedgerRepaired } from "./repair-events.ts";
import type { RunFinished, RunStarted } from "./run-events.ts";

/** One-line title of an event, and the reason that was given for it. */
export interface EventTitle {
  readonly title: string;
  readonly reason?: string;
}

const longest = 80;

/**
 * Returns what happened, without the actor and the time.
 *
 * @param nameOf returns the title of a version: `fraud 4`
 */
export function eventTitle(event: RegistryEvent, nameOf: (id: VersionId) => string): EventTitle {
  switch (event.type) {
    case "version.registered":
    case "version.transitioned":
    case "stage.rolled-back":
    case "version.deleted":
      return lifeTitle(event);
    case "approval.requested":
    case "approval.approved":
    case "approval.denied":
    case "approval.withdrawn":
      return approvalTitle(event);
    case "unknown":
      return { title: `${event.recordedType} (from a newer release)` };
    default:
      return otherTitle(event, nameOf);
  }
}

type OtherEvent = Exclude<RegistryEvent, LifeEvent | ApprovalEvent | { type: "unknown" }>;

function otherTitle(event: OtherEvent, nameOf: (id: VersionId) => string): EventTitle {
  switch (event.type) {
    case "hook.failed": {
      const { to, phase = "post", command, problem } = event.data;
      return {
        title: `Hook ${hookTime(phase, to)} failed: ${short(commandText(command))} ${problem}`,
      };
    }
    case "model.created":
    case "model.renamed":
    case "model.deleted":
      return modelTitle(event);
    case "run.started":
    case "run.finished":
      return runTitle(event);
    case "version.reproduced":
      return { title: reproductionTitle(event.data) };
    case "ledger.started":
    case "ledger.loss-accepted":
    case "ledger.repaired":
      return ledgerTitle(event);
    default:
      return markingTitle(event, nameOf);
  }
}

function ledgerTitle({ type, data }: LedgerStarted | LossAccepted | LedgerRepaired): EventTitle {
  if (type === "ledger.started") {
    return { title: `Ledger of ${data.machine} started by release ${data.release}` };
  }
  if (type === "ledger.repaired") return { title: repairTitle(data) };
  const lost = data.events === undefined ? "events" : count(data.events, "event");
  return { title: `Went on without ${lost} of ${data.files.join(", ")}` };
}

function modelTitle(event: ModelCreated | ModelRenamed | ModelDeleted): EventTitle {
  switch (event.type) {
    case "model.created":
      return { title: "Model created" };
    case "model.renamed": {
      const { from, to, reason } = event.data;
      return { title: `Renamed from ${from} to ${to}`, ...(reason && { reason }) };
    }
    case "model.deleted": {
      const { reason } = event.data;
      return { title: "Model deleted", ...(reason && { reason }) };
    }
  }
}

function runTitle({ type, data }: RunStarted | RunFinished): EventTitle {
  const run = short(data.name ?? data.run);
  return { title: `Run ${run} ${type === "run.started" ? "started" : `ended: ${data.status}`}` };
}

/** Returns a title such as `Repaired 01….jsonl: 12 events kept, 1 line dropped`. */
function repairTitle({ files, lost }: LedgerRepaired["data"]): string {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  const kept = count(sum(files.map(({ events }) => events)), "event");
  const dropped = count(sum(files.map((file) => file.dropped)), "line");
  const gone = lost.length === 0 ? "" : `, ${count(lost.length, "event")} lost`;
  return `Repaired ${files.map(({ file }) => file).join(", ")}: ${kept} kept, ${dropped} dropped${gone}`;
}

type LifeEvent = VersionRegistered | VersionTransitioned | StageRolledBack | VersionDeleted;

function lifeTitle(event: LifeEvent): EventTitle {
  switch (event.type) {
    case "version.registered": {
      const { forced, reason } = event.data;
      return { title: `Registered${forced ? " (forced)" : ""}`, ...(reason && { reason }) };
    }
    case "version.transitioned":
      return transitionTitle(event.data);
    case "stage.rolled-back":
      return { title: rollbackTitle(event), reason: event.data.reason };
    case "version.deleted": {
      const { stage, reason, retention } = event.data;
      return { title: `Deleted from ${stage}${retention ? " by retention" : ""}`, reason };
    }
  }
}

/** Titles a rollback for the version that came back to the stage. */
export function rollbackTitle({ data: { from, stage } }: StageRolledBack): string {
  return `Rolled back to this version: ${from} → ${stage}`;
}

function transitionTitle({ from, to, reason, forced }: VersionTransitioned["data"]): EventTitle {
  return { title: `${from} → ${to}${forced ? " (forced)" : ""}`, ...(reason && { reason }) };
}

type ApprovalEvent = ApprovalRequested | ApprovalApproved | ApprovalDenied | ApprovalWithdrawn;

function approvalTitle({ type, data: { to, reason } }: ApprovalEvent): EventTitle {
  const titles = {
    "approval.requested": `Approval for ${to} requested`,
    "approval.approved": `Approved for ${to}`,
    "approval.denied": `Denied for ${to}`,
    "approval.withdrawn": `Request for ${to} withdrawn`,
  };
  return { title: titles[type], ...(reason !== undefined && { reason }) };
}

type MarkingEvent = AliasSet | AliasRemoved | TagSet | TagRemoved | AnnotationsChanged;

function markingTitle(event: MarkingEvent, nameOf: (id: VersionId) => string): EventTitle {
  switch (event.type) {
    case "alias.set": {
      const { alias, version, previous } = event.data;
      const before = previous ? `, before ${nameOf(previous)}` : "";
      return { title: `Alias ${alias} → ${nameOf(version)}${before}` };
    }
    case "alias.removed":
      return { title: `Alias ${event.data.alias} removed from ${nameOf(event.data.previous)}` };
    case "tag.set":
    case "tag.removed": {
      const { key, previous } = event.data;
      const value = event.type === "tag.set" ? event.data.value : undefined;
      return { title: change(`Tag ${key}`, previous, value) };
    }
    case "annotations.changed":
      return {
        title: event.data.changes
          .map(({ field, from, to }) => change(fieldTitle(field), from, to))
          .join(" · "),
      };
  }
}

const titles: Readonly<Record<string, string>> = {
  // Packages are the environment of the recipe.
  environment: "Deployment environment",
  pii: "PII present",
  gdpr: "GDPR",
};

/** Turns the key of a field into a title: `known-issues` → `Known issues`. */
export function fieldTitle(field: string): string {
  if (Object.hasOwn(titles, field)) return titles[field] ?? field;
  return field.charAt(0).toUpperCase() + field.slice(1).replaceAll("-", " ");
}

/** Turns the key of a field into words within a sentence: `known issues`. */
export function fieldName(field: string): string {
  return fieldTitle(field).replace(/^\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLowerCase());
}

function change(what: string, from: string | undefined, to: string | undefined): string {
  if (to === undefined) return `${what} removed, before “${short(from ?? "")}”`;
  return `${what}: “${short(to)}”${from === undefined ? "" : `, before “${short(from)}”`}`;
}

function short(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
