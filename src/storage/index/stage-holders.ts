import * as z from "zod";
import { Timestamp, type Stage, type VersionId } from "../../core/model/ids.ts";
import { Actor } from "../../core/model/recipe.ts";
import type { Version } from "../../core/state/version.ts";
import { jsonCell } from "../files/json-cell.ts";
import type { IndexDatabase } from "./index-database.ts";
import { livingVersions } from "./select-versions.ts";

const EntryRow = z.object({ at: Timestamp, actor: jsonCell(Actor) });

/** Returns the event by which a version entered the stage it is in; undefined for its first one. */
export function stageEntry(
  db: IndexDatabase,
  version: VersionId,
): z.infer<typeof EntryRow> | undefined {
  return db.get(
    EntryRow,
    `SELECT event.at AS at, actor.actor AS actor FROM version
     JOIN event ON event.id = version.stage_event JOIN actor ON actor.id = event.actor_id
     WHERE version.event_id = ? AND version.stage_event <> version.event_id`,
    [version],
  );
}

/** Returns the versions of the model with this row in a stage, the one that entered last first. */
export function holders(db: IndexDatabase, model: number, stage: Stage): readonly Version[] {
  return livingVersions(
    db,
    "WHERE version.model_id = ? AND version.stage = ? ORDER BY version.stage_event DESC, version.id DESC",
    [model, stage],
  );
}

/** Returns the one that entered last of those in a stage, other than `except`. */
export function latestHolder(
  db: IndexDatabase,
  model: number,
  stage: Stage,
  except?: VersionId,
): Version | undefined {
  return livingVersions(
    db,
    `WHERE version.model_id = ? AND version.stage = ? AND version.event_id <> ?
     ORDER BY version.stage_event DESC, version.id DESC LIMIT 1`,
    [model, stage, except ?? ""],
  )[0];
}

/** Returns the versions that have left a stage, the one that left last first; all if `limit` is -1. */
export function formerHolders(
  db: IndexDatabase,
  model: number,
  stage: Stage,
  limit: number,
): readonly Version[] {
  return livingVersions(
    db,
    `JOIN (SELECT stage_change.version_id AS id, max(stage_change.event_id) AS left_at
           FROM stage_change
           WHERE stage_change.model_id = ? AND stage_change.from_stage = ? GROUP BY 1) AS former
       ON former.id = version.id
     WHERE version.stage <> ? ORDER BY former.left_at DESC LIMIT ?`,
    [model, stage, stage, limit],
  );
}
