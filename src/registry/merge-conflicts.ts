import { conflictRemedy } from "../core/conflict-remedy.ts";
import type { RegistryEvent } from "../core/event.ts";
import type { HistoryEntry, VersionNamer } from "../core/history.ts";
import type { EventId, VersionId } from "../core/ids.ts";
import { conflictText, type ConflictText } from "../core/merge-conflict.ts";
import type { Policy } from "../core/policy.ts";
import type { IndexQueries } from "../storage/index-queries.ts";

/** A conflict and the event that met it. */
export interface EventConflict extends ConflictText {
  readonly event: EventId;
  readonly version: VersionId;
}

/**
 * Returns what merging the clones' ledger files settled: of all events, or of one.
 *
 * @param policy by which the commands are chosen that give the other outcome; none without it
 */
export function eventConflicts(
  state: IndexQueries,
  nameOf: VersionNamer,
  { policy, event }: { readonly policy?: Policy | undefined; readonly event?: EventId } = {},
): readonly EventConflict[] {
  return state.mergeConflicts(event).map((conflict) => {
    const remedy = policy && conflictRemedy(state, policy, conflict);
    return {
      event: conflict.event,
      version: conflict.version,
      text: conflictText(conflict, nameOf),
      ...(remedy !== undefined && { remedy }),
    };
  });
}

/** Returns the texts of the conflicts that one event met. */
export function conflictTexts(
  state: IndexQueries,
  nameOf: VersionNamer,
  event: EventId,
  policy?: Policy,
): readonly ConflictText[] {
  return eventConflicts(state, nameOf, { policy, event }).map(({ text, remedy }) => ({
    text,
    ...(remedy !== undefined && { remedy }),
  }));
}

/** Adds to an entry of a timeline what merging settled about its event. */
export function withConflicts<E extends HistoryEntry>(
  entry: E,
  type: RegistryEvent["type"],
  conflicts: readonly ConflictText[],
): E {
  if (conflicts.length === 0) return entry;
  const texts = conflicts.map(({ text }) => text);
  const title = titleInConflict(entry.title, type);
  return { ...entry, title, effect: [entry.effect, ...texts].filter(Boolean).join(" · ") };
}

/** Returns the title of an event that met a conflict: no version is deleted by such a deletion. */
export function titleInConflict(title: string, type: RegistryEvent["type"]): string {
  return type === "version.deleted" ? title.replace(/^Deleted/, "Deletion") : title;
}
