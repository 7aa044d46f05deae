import type { EventId } from "../../core/model/ids.ts";
import type { IndexDatabase } from "./index-database.ts";

/** Makes an event part of the history of the version with this id, if there is one. */
export function mention(db: IndexDatabase, event: EventId, version: EventId): void {
  db.run("INSERT OR IGNORE INTO mention SELECT event_id, ? FROM version WHERE event_id = ?", [
    event,
    version,
  ]);
}
