import type {
  ApprovalApproved,
  ApprovalDenied,
  ApprovalRequested,
  ApprovalWithdrawn,
} from "./approval-events.ts";
import { commandText } from "./command-text.ts";
import type {
  RegistryEvent,
  StageRolledBack,
  VersionDeleted,
  VersionRegistered,
  VersionTransitioned,
} from "./event.ts";
import { count } from "./format.ts";
import type { VersionId } from "./ids.ts";
import type { AliasRemoved, AliasSet, AnnotationsChanged, TagRemoved, TagSet } from "./markings.ts";

/** What an event says, in a line, and why it was done. */
export interface EventTitle {
  readonly title: string;
  readonly reason?: string;
}

const longest = 80;

/** What happened, without who and when; `nameOf` names versions: `fraud 4`. */
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
    case "hook.failed": {
      const { to, command, problem } = event.data;
      return { title: `Hook after ${to} failed: ${short(commandText(command))} ${problem}` };
    }
    case "ledger.started":
      return { title: `Ledger of ${event.data.machine} started by release ${event.data.release}` };
    case "ledger.loss-accepted": {
      const { files, events } = event.data;
      const lost = events === undefined ? "events" : count(events, "event");
      return { title: `Went on without ${lost} of ${files.join(", ")}` };
    }
    case "unknown":
      return { title: `${event.recordedType} (from a newer release)` };
    default:
      return markingTitle(event, nameOf);
  }
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

/** `known-issues` → `Known issues` */
export function fieldTitle(field: string): string {
  if (Object.hasOwn(titles, field)) return titles[field] ?? field;
  return field.charAt(0).toUpperCase() + field.slice(1).replaceAll("-", " ");
}

/** `known issues`, as it is called within a sentence. */
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
