import * as z from "zod";
import type { Stamped, VersionDeleted } from "../../../core/events/event.ts";
import { EventId, VersionId } from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";
import { mention } from "./mention.ts";
import { recordConflict } from "./merge-conflicts.ts";

/**
 * Deletes a version, unless it is in use at this place in the order of events, which the clone that
 * deleted it can't have known: it is no longer where that clone saw it, an alias points to it, an
 * approval is requested, or a living version was made from it.
 */
export function projectDeletion(db: IndexDatabase, event: Stamped<VersionDeleted>): void {
  const { version, stage, stageSince } = event.data;
  mention(db, event.id, version);
  const deleted = db.run(
    `UPDATE version SET deleted_by_event = ?1
     WHERE event_id = ?2 AND deleted_by_event IS NULL AND stage = ?3 AND stage_since = ?4
       AND NOT EXISTS (SELECT 1 FROM alias WHERE alias.version_id = version.id)
       AND NOT EXISTS (SELECT 1 FROM approval_request
         WHERE approval_request.version_id = version.id AND state = 'open')
       AND NOT EXISTS (SELECT 1 FROM parent JOIN version AS child ON child.id = parent.version_id
         WHERE parent_event = ?2 AND child.deleted_by_event IS NULL AND child.id <> version.id)`,
    [event.id, version, stage, stageSince],
  );
  if (deleted === 0) {
    const living = "SELECT 1 FROM version WHERE event_id = ? AND deleted_by_event IS NULL";
    if (db.get(z.unknown(), living, [version])) {
      recordConflict(db, { event: event.id, version, kind: "no-effect", why: "in-use" });
    }
    return;
  }
  db.run(
    `UPDATE model SET version_count = version_count - 1, changed_at = ?
     WHERE id = (SELECT model_id FROM version WHERE event_id = ?)`,
    [event.at, version],
  );
}

const Deletion = z.object({ deleted_by_event: EventId });
const Parents = z.object({ parent_event: EventId });

/**
 * Restores a deleted version that an event of a clone that did not know of the deletion has put to
 * use, and the versions that it was made from.
 *
 * @param by the event that put it to use
 */
export function takeDeletionBack(db: IndexDatabase, id: VersionId | EventId, by: EventId): void {
  const version = VersionId.parse(id);
  const deleted = db.get(
    Deletion,
    "SELECT deleted_by_event FROM version WHERE event_id = ? AND deleted_by_event IS NOT NULL",
    [version],
  );
  if (!deleted) return;
  const { deleted_by_event: event } = deleted;
  recordConflict(db, { event, version, kind: "deletion-undone", other: by });
  db.run("UPDATE version SET deleted_by_event = NULL WHERE event_id = ?", [version]);
  db.run(
    `UPDATE model SET version_count = version_count + 1, deleted_by_event = NULL
     WHERE id = (SELECT model_id FROM version WHERE event_id = ?)`,
    [version],
  );
  const parents = db.all(
    Parents,
    "SELECT parent_event FROM parent JOIN version ON version.id = version_id WHERE event_id = ?",
    [version],
  );
  for (const { parent_event } of parents) takeDeletionBack(db, parent_event, by);
}
