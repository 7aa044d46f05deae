import type { NoEffectReason } from "../../core/events/no-effect.ts";
import type { EventId, ModelName } from "../../core/model/ids.ts";
import type { Model } from "../../core/state/version.ts";
import type { IndexDatabase } from "./index-database.ts";
import { CountRow, ModelRow, NameRow, NoEffectRow, selectModel } from "./index-rows.ts";

/** Returns models that have not been deleted, by name. */
export function livingModels(db: IndexDatabase): readonly Model[] {
  return db.all(ModelRow, `${selectModel} WHERE deleted_by_event IS NULL ORDER BY name`);
}

/** Returns the model of a row, unless it has been deleted. */
export function livingModel(db: IndexDatabase, row: number): Model | undefined {
  return db.get(ModelRow, `${selectModel} WHERE id = ? AND deleted_by_event IS NULL`, [row]);
}

/** Returns the highest number given to a version of a model, 0 if there is none. */
export function highestNumber(db: IndexDatabase, row: number): number {
  return db.get(CountRow, "SELECT latest_number AS n FROM model WHERE id = ?", [row])?.n ?? 0;
}

/** Returns the name of the model that an event is about, as it is now. */
export function modelOfEvent(db: IndexDatabase, id: EventId): ModelName | undefined {
  const sql = "SELECT name FROM event JOIN model ON model.id = event.model_id WHERE event.id = ?";
  return db.get(NameRow, sql, [id])?.name;
}

/** Returns why an event could not do what it says; undefined for most. */
export function noEffectOf(db: IndexDatabase, id: EventId): NoEffectReason | undefined {
  return db.get(NoEffectRow, "SELECT reason FROM without_effect WHERE event_id = ?", [id])?.reason;
}
