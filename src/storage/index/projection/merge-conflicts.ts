import * as z from "zod";
import type { EventId } from "../../../core/model/ids.ts";
import { MergeConflict } from "../../../core/state/merge-conflict.ts";
import { jsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";

const ConflictRow = z
  .object({ conflict: jsonCell(MergeConflict) })
  .transform(({ conflict }) => conflict);

/** Records that an event met another state than its clone knew. */
export function recordConflict(db: IndexDatabase, conflict: MergeConflict): void {
  db.run("INSERT OR IGNORE INTO merge_conflict VALUES (?, ?, ?)", [
    conflict.event,
    conflict.version,
    JSON.stringify(conflict),
  ]);
}

/** Returns all conflicts in the order of events, or those of one event. */
export function mergeConflicts(db: IndexDatabase, event?: EventId): readonly MergeConflict[] {
  const order = "ORDER BY event_id, conflict";
  return event === undefined
    ? db.all(ConflictRow, `SELECT conflict FROM merge_conflict ${order}`)
    : db.all(ConflictRow, `SELECT conflict FROM merge_conflict WHERE event_id = ? ${order}`, [
        event,
      ]);
}
