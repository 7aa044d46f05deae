import * as z from "zod";
import type { Moment } from "../../../core/audit/stages-at.ts";
import {
  EventId,
  ModelName,
  Sha256,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../core/model/ids.ts";
import { Actor } from "../../../core/model/recipe.ts";
import { VersionLabel } from "../../../core/model/version-label.ts";
import type { DeletedVersion } from "../../../core/state/deleted-version.ts";
import { jsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";

const DeletedRow = z.lazy(() =>
  z
    .object({
      id: VersionId,
      model: ModelName,
      number: VersionNumber,
      label: VersionLabel.nullable(),
      digest: Sha256,
      deletion: EventId,
      at: Timestamp,
      actor: jsonCell(Actor),
      reason: z.string(),
    })
    .transform(({ label, at, actor, ...row }): DeletedVersion => ({
      ...row,
      ...(label !== null && { label }),
      deletedAt: at,
      deletedBy: actor,
    })),
);

/** Returns versions that were deleted. */
export function deletedVersions(
  db: IndexDatabase,
  condition: string,
  parameters: readonly (string | number)[],
): readonly DeletedVersion[] {
  return db.all(
    DeletedRow,
    `SELECT version.event_id AS id, model.name AS model, number, label, digest,
       event.id AS deletion, event.at AS at, actor.actor AS actor, event.reason AS reason
     FROM version JOIN model ON model.id = version.model_id
     JOIN event ON event.id = version.deleted_by_event
     JOIN actor ON actor.id = event.actor_id WHERE ${condition}`,
    parameters,
  );
}

/** Returns versions that had been deleted at a moment, and are deleted still. */
export function deletedUntil(db: IndexDatabase, until: Moment): ReadonlySet<VersionId> {
  const [condition, value] =
    "at" in until ? ["event.at <= ?", until.at] : ["event.id <= ?", until.event];
  return new Set(deletedVersions(db, condition, [value]).map(({ id }) => id));
}
