import * as z from "zod";
import type { ModelId } from "../../core/events/model-events.ts";
import type { EventId, ModelName } from "../../core/model/ids.ts";
import type { IndexDatabase } from "./index-database.ts";

const NamedRow = z.object({ id: z.number(), deleted_by_event: z.string().nullable() });
const Key = z.object({ id: z.number() });

/**
 * Returns the row of the model that a name leads to: the living one that has it, else the living
 * one that had it last, else a deleted one that has or had it.
 */
export function modelNamed(db: IndexDatabase, name: ModelName | string): number | undefined {
  const sql = "SELECT id, deleted_by_event FROM model WHERE name = ?";
  const current = db.get(NamedRow, sql, [name]);
  if (current?.deleted_by_event === null) return current.id;
  const former = (condition: string): number | undefined =>
    db.get(
      Key,
      `SELECT model.id AS id FROM former_name JOIN model ON model.id = model_id
       WHERE former_name.name = ? ${condition} ORDER BY former_name.event_id DESC LIMIT 1`,
      [name],
    )?.id;
  return former("AND deleted_by_event IS NULL") ?? current?.id ?? former("");
}

/** Returns the row of the model that an event made or registered a version of. */
export function modelMadeBy(db: IndexDatabase, id: ModelId, name: ModelName): number | undefined {
  // One event may have made several models, of lost events: the name tells which.
  return db.get(
    Key,
    `SELECT model.id AS id FROM model WHERE model.id IN (
       SELECT model_id FROM version WHERE event_id = ?1
       UNION ALL SELECT model_id FROM model_origin WHERE event_id = ?1)
     ORDER BY model.name = ?2 DESC, model.id LIMIT 1`,
    [id, name],
  )?.id;
}

/**
 * Returns the row of the model that an event is about, by its id if that is known, else by name.
 */
export function modelOf(
  db: IndexDatabase,
  { modelId, model }: { readonly modelId?: ModelId | undefined; readonly model: ModelName },
): number | undefined {
  return (modelId && modelMadeBy(db, modelId, model)) ?? modelNamed(db, model);
}

/** Returns the row of the model of a version. */
export function modelOfVersion(db: IndexDatabase, version: EventId): number | undefined {
  return db.get(Key, "SELECT model_id AS id FROM version WHERE event_id = ?", [version])?.id;
}

/** Returns the row of the model that a name leads to; 0, which no model has, if there is none. */
export function modelRow(db: IndexDatabase, name: ModelName): number {
  return modelNamed(db, name) ?? 0;
}
