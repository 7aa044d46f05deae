import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { EventId, Timestamp, VersionId, type Stage } from "../model/ids.ts";
import { skippedText } from "../model/policy/gate-check.ts";
import { Actor } from "../model/recipe.ts";
import { eventTitle, rollbackTitle } from "./event-title.ts";
import type { RegistryEvent } from "./event.ts";

/** Entry of a timeline: what happened, who did it, and why. */
export const HistoryEntry = z.lazy(() =>
  z
    .object({
      id: EventId,
      at: Timestamp,
      actor: Actor,
      kind: z.enum([
        "registered",
        "entered",
        "left",
        "rolled-back",
        "requested",
        "approved",
        "denied",
        "withdrawn",
        "alias",
        "tag",
        "annotation",
        "hook-failed",
        "deleted",
        "reproduced",
        "renamed",
        "redacted",
        "alert",
        "recovered",
        "other",
      ]),
      /** `Staging → Production`, `Registered`. */
      title: z.string(),
      /** Effect on other versions: `archived fraud 4`. */
      effect: z.string().optional(),
      reason: z.string().optional(),
      /** The version that the entry is about, where a timeline is about several. */
      version: VersionId.optional(),
      /** Set while the shared registry does not have it yet. */
      isUnshared: z.literal(true).optional(),
    })
    .readonly(),
);
export type HistoryEntry = z.infer<typeof HistoryEntry>;

/** Names a version for a person: `fraud 4`. */
export type VersionNamer = (id: VersionId) => string;

/** Kinds of entries for the events that mean the same for every version that they are about. */
const kinds = {
  "ledger.started": "other",
  "approval.requested": "requested",
  "approval.approved": "approved",
  "approval.denied": "denied",
  "approval.withdrawn": "withdrawn",
  "alias.set": "alias",
  "alias.removed": "alias",
  "tag.set": "tag",
  "tag.removed": "tag",
  "annotations.changed": "annotation",
  "hook.failed": "hook-failed",
  "ledger.loss-accepted": "other",
  "ledger.repaired": "other",
  "ledger.redacted": "redacted",
  "version.deleted": "deleted",
  "version.reproduced": "reproduced",
  "model.created": "other",
  "model.renamed": "renamed",
  "model.deleted": "deleted",
  "run.started": "other",
  "run.finished": "other",
  "run.deleted": "other",
  "run.restored": "other",
  "experiment.created": "other",
  "experiment.changed": "other",
  "experiment.deleted": "other",
  "experiment.restored": "other",
  "observations.sealed": "other",
  "abtest.created": "other",
  "abtest.split": "other",
  "abtest.concluded": "other",
  "monitoring.alerted": "alert",
  "monitoring.recovered": "recovered",
  "monitoring.rollback-failed": "alert",
  "monitoring.rollback-completed": "recovered",
  "monitoring.sketched": "other",
  unknown: "other",
} as const;

/**
 * Returns the entry that an event adds to the history of a version.
 *
 * @param about the version whose history it is
 */
export function versionHistoryEntry(
  event: RegistryEvent,
  about: VersionId,
  nameOf: VersionNamer,
): HistoryEntry {
  const { id, at, actor } = event;
  const stamp = { id, at, actor };
  switch (event.type) {
    case "version.registered":
      return {
        ...stamp,
        kind: "registered",
        ...eventTitle(event, nameOf),
        ...effects(skippedText(event.data.gates)),
      };
    case "version.transitioned": {
      const { version, to, displaces } = event.data;
      if (version !== about && displaces) return left(stamp, to, displaces.to, nameOf(version));
      return {
        ...stamp,
        kind: "entered",
        ...eventTitle(event, nameOf),
        ...displaced(displaces?.versions, displaces?.to, nameOf),
      };
    }
    case "stage.rolled-back": {
      const { version, stage, displaces, reason, gates } = event.data;
      if (version !== about) {
        const entry = left(stamp, stage, displaces.to, nameOf(version));
        return {
          ...entry,
          kind: "rolled-back",
          title: l10n.t("Rolled back from this version: {0}", entry.title),
          reason,
        };
      }
      return {
        ...stamp,
        kind: "rolled-back",
        title: rollbackTitle(event),
        ...effects(displaced(displaces.versions, displaces.to, nameOf).effect, skippedText(gates)),
        reason,
      };
    }
    default:
      return { ...stamp, kind: kinds[event.type], ...eventTitle(event, nameOf) };
  }
}

/**
 * Returns the entry that an event adds to the history of one stage of a model; undefined if it does
 * not concern the stage.
 */
export function stageHistoryEntry(
  event: RegistryEvent,
  stage: Stage,
  nameOf: VersionNamer,
): HistoryEntry | undefined {
  if (event.type === "version.transitioned") {
    const { version, from, to } = event.data;
    const entry = { ...versionHistoryEntry(event, version, nameOf), version };
    if (to === stage) return { ...entry, title: l10n.t("{0} promoted", nameOf(version)) };
    return from === stage
      ? { ...entry, kind: "left", title: `${nameOf(version)} → ${to}` }
      : undefined;
  }
  if (event.type === "stage.rolled-back" && event.data.stage === stage) {
    const { version } = event.data;
    const entry = versionHistoryEntry(event, version, nameOf);
    return { ...entry, version, title: l10n.t("Rolled back to {0}", nameOf(version)) };
  }
  return undefined;
}

function left(
  stamp: Pick<HistoryEntry, "id" | "at" | "actor">,
  from: Stage,
  to: Stage,
  successor: string,
): HistoryEntry {
  const effect = l10n.t("replaced by {0}", successor);
  return { ...stamp, kind: "left", title: `${from} → ${to}`, effect };
}

function displaced(
  versions: readonly VersionId[] | undefined,
  to: Stage | undefined,
  nameOf: VersionNamer,
): { effect?: string } {
  if (!versions || versions.length === 0 || !to) return {};
  return { effect: l10n.t("{0} moved to {1}", versions.map(nameOf).join(", "), to) };
}

/** Joins several effects into one text. */
function effects(...parts: readonly (string | undefined)[]): { effect?: string } {
  const effect = parts.filter((part) => part !== undefined).join(" · ");
  return effect === "" ? {} : { effect };
}
