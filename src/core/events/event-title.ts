import * as l10n from "@vscode/l10n";
import type { VersionId } from "../model/ids.ts";
import type {
  AliasRemoved,
  AliasSet,
  AnnotationsChanged,
  TagRemoved,
  TagSet,
} from "../model/markings.ts";
import type { LedgerRedacted } from "../redaction/redaction-events.ts";
import { redactionTitle } from "../redaction/redaction-title.ts";
import { reproductionTitle } from "../reproduction/reproduction-text.ts";
import { commandText } from "../text/command-text.ts";
import { formatNumber } from "../text/language.ts";
import { abTestTitle } from "./abtest-title.ts";
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
import { fieldTitle } from "./field-name.ts";
import { hookTime } from "./hook-phase.ts";
import type { LedgerStarted } from "./ledger-events.ts";
import type { LossAccepted } from "./loss-events.ts";
import type { ModelCreated, ModelDeleted, ModelRenamed } from "./model-events.ts";
import { monitoringTitle } from "./monitoring-title.ts";
import { observationTitle } from "./observation-title.ts";
import type { LedgerRepaired } from "./repair-events.ts";
import type { RunEvent } from "./run-events.ts";
import { experimentTitle, runTitle } from "./run-title.ts";
import { short } from "./short-text.ts";

/** One-line title of an event, and the reason that was given for it. */
export interface EventTitle {
  readonly title: string;
  readonly reason?: string;
}

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
    case "run.started":
    case "run.finished":
    case "run.deleted":
    case "run.restored":
      return runTitle(event);
    case "unknown":
      return { title: l10n.t("{0} (from a newer release)", event.recordedType) };
    default:
      return otherTitle(event, nameOf);
  }
}

type OtherEvent = Exclude<
  RegistryEvent,
  LifeEvent | ApprovalEvent | RunEvent | { type: "unknown" }
>;

function otherTitle(event: OtherEvent, nameOf: (id: VersionId) => string): EventTitle {
  switch (event.type) {
    case "hook.failed": {
      const { to, phase = "post", command, problem } = event.data;
      const program = short(commandText(command));
      return { title: l10n.t("Hook {0} failed: {1} {2}", hookTime(phase, to), program, problem) };
    }
    case "model.created":
    case "model.renamed":
    case "model.deleted":
      return modelTitle(event);
    case "version.reproduced":
      return { title: reproductionTitle(event.data) };
    case "ledger.started":
    case "ledger.loss-accepted":
    case "ledger.repaired":
    case "ledger.redacted":
      return ledgerTitle(event);
    default:
      return titleInUse(event, nameOf);
  }
}

type EventInUse = Extract<
  RegistryEvent,
  | MarkingEvent
  | {
      type:
        | `experiment.${string}`
        | `abtest.${string}`
        | `monitoring.${string}`
        | "observations.sealed";
    }
>;

function titleInUse(event: EventInUse, nameOf: (id: VersionId) => string): EventTitle {
  switch (event.type) {
    case "experiment.created":
    case "experiment.changed":
    case "experiment.deleted":
    case "experiment.restored":
      return experimentTitle(event);
    case "abtest.created":
    case "abtest.split":
    case "abtest.concluded":
      return abTestTitle(event, nameOf);
    case "observations.sealed":
      return { title: observationTitle(event.data) };
    case "monitoring.alerted":
    case "monitoring.recovered":
    case "monitoring.rollback-failed":
    case "monitoring.rollback-completed":
    case "monitoring.sketched":
      return monitoringTitle(event);
    default:
      return markingTitle(event, nameOf);
  }
}

type LedgerEvent = LedgerStarted | LossAccepted | LedgerRepaired | LedgerRedacted;

function ledgerTitle({ type, data }: LedgerEvent): EventTitle {
  if (type === "ledger.redacted") {
    return { title: redactionTitle(data), reason: data.reason };
  }
  if (type === "ledger.started") {
    return { title: l10n.t("Ledger of {0} started by release {1}", data.machine, data.release) };
  }
  if (type === "ledger.repaired") return { title: repairTitle(data) };
  return { title: lossTitle(data) };
}

function lossTitle({ events, files }: LossAccepted["data"]): string {
  const named = files.join(", ");
  if (events === undefined) return l10n.t("Continued without events of {0}", named);
  return events === 1
    ? l10n.t("Continued without 1 event of {0}", named)
    : l10n.t("Continued without {0} events of {1}", formatNumber(events), named);
}

function modelTitle(event: ModelCreated | ModelRenamed | ModelDeleted): EventTitle {
  switch (event.type) {
    case "model.created":
      return { title: l10n.t("Model created") };
    case "model.renamed": {
      const { from, to, reason } = event.data;
      return { title: l10n.t("Renamed from {0} to {1}", from, to), ...(reason && { reason }) };
    }
    case "model.deleted": {
      const { reason } = event.data;
      return { title: l10n.t("Model deleted"), ...(reason && { reason }) };
    }
  }
}

/** Returns a title such as `Repaired 01….jsonl: 12 events kept, 1 line dropped`. */
function repairTitle({ files, lost }: LedgerRepaired["data"]): string {
  const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
  return l10n.t(
    "Repaired {0}: {1}",
    files.map(({ file }) => file).join(", "),
    [
      keptText(sum(files.map(({ events }) => events))),
      droppedText(sum(files.map((file) => file.dropped))),
      ...(lost.length === 0 ? [] : [lostText(lost.length)]),
    ].join(", "),
  );
}

function keptText(n: number): string {
  return n === 1 ? l10n.t("1 event kept") : l10n.t("{0} events kept", formatNumber(n));
}

function droppedText(n: number): string {
  return n === 1 ? l10n.t("1 line dropped") : l10n.t("{0} lines dropped", formatNumber(n));
}

function lostText(n: number): string {
  return n === 1 ? l10n.t("1 event lost") : l10n.t("{0} events lost", formatNumber(n));
}

type LifeEvent = VersionRegistered | VersionTransitioned | StageRolledBack | VersionDeleted;

function lifeTitle(event: LifeEvent): EventTitle {
  switch (event.type) {
    case "version.registered": {
      const { forced, reason } = event.data;
      return {
        title: forced ? l10n.t("Registered (forced)") : l10n.t("Registered"),
        ...(reason && { reason }),
      };
    }
    case "version.transitioned":
      return transitionTitle(event.data);
    case "stage.rolled-back":
      return { title: rollbackTitle(event), reason: event.data.reason };
    case "version.deleted": {
      const { stage, reason, retention } = event.data;
      return {
        title: retention
          ? l10n.t("Deleted from {0} by retention", stage)
          : l10n.t("Deleted from {0}", stage),
        reason,
      };
    }
  }
}

/** Titles a rollback for the version that came back to the stage. */
export function rollbackTitle({ data: { from, stage } }: StageRolledBack): string {
  return l10n.t("Rolled back to this version: {0} → {1}", from, stage);
}

function transitionTitle({ from, to, reason, forced }: VersionTransitioned["data"]): EventTitle {
  return {
    title: forced ? l10n.t("{0} → {1} (forced)", from, to) : `${from} → ${to}`,
    ...(reason && { reason }),
  };
}

type ApprovalEvent = ApprovalRequested | ApprovalApproved | ApprovalDenied | ApprovalWithdrawn;

function approvalTitle({ type, data: { to, reason } }: ApprovalEvent): EventTitle {
  const titles = {
    "approval.requested": l10n.t("Approval for {0} requested", to),
    "approval.approved": l10n.t("Approved for {0}", to),
    "approval.denied": l10n.t("Denied for {0}", to),
    "approval.withdrawn": l10n.t("Request for {0} withdrawn", to),
  };
  return { title: titles[type], ...(reason !== undefined && { reason }) };
}

type MarkingEvent = AliasSet | AliasRemoved | TagSet | TagRemoved | AnnotationsChanged;

function markingTitle(event: MarkingEvent, nameOf: (id: VersionId) => string): EventTitle {
  switch (event.type) {
    case "alias.set": {
      const { alias, version, previous } = event.data;
      return {
        title: previous
          ? l10n.t("Alias {0} → {1}, before {2}", alias, nameOf(version), nameOf(previous))
          : l10n.t("Alias {0} → {1}", alias, nameOf(version)),
      };
    }
    case "alias.removed":
      return {
        title: l10n.t("Alias {0} removed from {1}", event.data.alias, nameOf(event.data.previous)),
      };
    case "tag.set":
    case "tag.removed": {
      const { key, previous } = event.data;
      const value = event.type === "tag.set" ? event.data.value : undefined;
      return { title: change(l10n.t("Tag {0}", key), previous, value) };
    }
    case "annotations.changed":
      return {
        title: event.data.changes
          .map(({ field, from, to }) => change(fieldTitle(field), from, to))
          .join(" · "),
      };
  }
}

function change(what: string, from: string | undefined, to: string | undefined): string {
  if (to === undefined) return l10n.t("{0} removed, before “{1}”", what, short(from ?? ""));
  return from === undefined
    ? l10n.t("{0}: “{1}”", what, short(to))
    : l10n.t("{0}: “{1}”, before “{2}”", what, short(to), short(from));
}
