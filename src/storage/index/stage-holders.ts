import type { Stage, VersionId } from "../../core/model/ids.ts";
import type { Version } from "../../core/state/version.ts";
import type { IndexDatabase } from "./index-database.ts";
import { livingVersions } from "./select-versions.ts";

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
