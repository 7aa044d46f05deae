import * as l10n from "@vscode/l10n";
import { conflictRemedy } from "../../core/audit/conflict-remedy.ts";
import { otherPolicyConflict } from "../../core/audit/other-policy.ts";
import type { RegistryEvent } from "../../core/events/event.ts";
import type { HistoryEntry, VersionNamer } from "../../core/events/history.ts";
import type { EventId, VersionId } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import {
  conflictText,
  type ConflictText,
  type MergeConflict,
} from "../../core/state/merge-conflict.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";

/** A conflict and the event that met it. */
export interface EventConflict extends ConflictText {
  readonly event: EventId;
  readonly version: VersionId;
}

/**
 * Returns what merging the clones' ledger files settled, of all events or of one, in the order of
 * events.
 *
 * @param policy the one in force here, which other clones may not have had, and by which the commands
 *   are chosen that give the other outcome
 */
export function eventConflicts(
  state: IndexQueries,
  nameOf: VersionNamer,
  policy: Policy,
  event?: EventId,
): readonly EventConflict[] {
  const recorded = state.events.conflicts(event);
  const all = [...recorded, ...otherPolicyConflicts(state, policy, event)];
  return all.toSorted(byEvent).map((conflict) => {
    const remedy = conflictRemedy(state, policy, conflict);
    return {
      event: conflict.event,
      version: conflict.version,
      text: conflictText(conflict, nameOf),
      ...(remedy !== undefined && { remedy }),
    };
  });
}

function byEvent(a: MergeConflict, b: MergeConflict): number {
  return a.event < b.event ? -1 : a.event > b.event ? 1 : 0;
}

/** Returns where versions are in stages whose gates another clone did not know, of all events or of one. */
export function otherPolicyConflicts(
  state: IndexQueries,
  policy: Policy,
  event?: EventId,
): readonly MergeConflict[] {
  const gated = policy.stages.filter(({ gates }) => gates !== undefined).map(({ name }) => name);
  return state.events
    .stageEntries(gated, event)
    .flatMap((entry) => otherPolicyConflict(state, policy, entry) ?? []);
}

/** Returns the texts of the conflicts that one event met. */
export function conflictTexts(
  state: IndexQueries,
  nameOf: VersionNamer,
  policy: Policy,
  event: EventId,
): readonly ConflictText[] {
  return eventConflicts(state, nameOf, policy, event).map(({ text, remedy }) => ({
    text,
    ...(remedy !== undefined && { remedy }),
  }));
}

/** Adds to an entry of a timeline what merging settled about its event. */
export function withConflicts<E extends HistoryEntry>(
  entry: E,
  event: RegistryEvent,
  conflicts: readonly ConflictText[],
): E {
  if (conflicts.length === 0) return entry;
  const texts = conflicts.map(({ text }) => text);
  const title = titleInConflict(entry.title, event);
  return { ...entry, title, effect: [entry.effect, ...texts].filter(Boolean).join(" · ") };
}

/** Returns the title of an event that met a conflict: no version is deleted by such a deletion. */
export function titleInConflict(title: string, event: RegistryEvent): string {
  if (event.type !== "version.deleted") return title;
  const { stage, retention } = event.data;
  return retention
    ? l10n.t("Deletion from {0} by retention", stage)
    : l10n.t("Deletion from {0}", stage);
}
