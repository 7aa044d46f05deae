import type { EventId } from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";

/** Makes an event part of the history of the version with this id, if there is one. */
export function mention(db: IndexDatabase, event: EventId, version: EventId): void {
  db.run("INSERT OR IGNORE INTO mention SELECT event_id, ? FROM version WHERE event_id = ?", [
    event,
    version,
  ]);
  markChanged(db, event, version);
}

/** Records that an event is the last one about a version. */
export function markChanged(db: IndexDatabase, event: EventId, version: EventId): void {
  db.run("UPDATE version SET changed_event = max(changed_event, ?) WHERE event_id = ?", [
    event,
    version,
  ]);
}
