import * as z from "zod";
import type { Stamped } from "../../../core/events/event.ts";
import type {
  ModelCreated,
  ModelDeleted,
  ModelId,
  ModelRenamed,
} from "../../../core/events/model-events.ts";
import type { NoEffectReason } from "../../../core/events/no-effect.ts";
import { ModelName, type EventId } from "../../../core/model/ids.ts";
import { modelMadeBy, modelNamed, modelOf } from "../find-model.ts";
import type { IndexDatabase } from "../index-database.ts";

type ModelEvent = Stamped<ModelCreated | ModelRenamed | ModelDeleted>;

/** Applies what happens to a model as a whole, and returns the model's row, if it is there. */
export function projectModel(db: IndexDatabase, event: ModelEvent): number | undefined {
  switch (event.type) {
    case "model.created":
      return createModel(db, event);
    case "model.renamed":
      return renameModel(db, event);
    case "model.deleted":
      return deleteModel(db, event);
  }
}

/** The event that makes a model. */
interface Maker {
  readonly id: EventId;
  readonly at: string;
}

/**
 * Creates a model. If two clones create a model of one name, it is one model, which keeps its
 * annotations.
 */
function createModel(db: IndexDatabase, event: Stamped<ModelCreated>): number {
  const { name, description, tags = {} } = event.data;
  const known = rowOf(db, "name = ?", [name])?.id;
  if (known !== undefined) reviveModel(db, known);
  const model = known ?? insertModel(db, name, event);
  addOrigin(db, event.id, model);
  if (description !== undefined) {
    db.run("INSERT OR IGNORE INTO annotation VALUES (?, 0, 'description', ?)", [
      model,
      description,
    ]);
  }
  for (const [key, value] of Object.entries(tags)) {
    db.run("INSERT OR IGNORE INTO tag VALUES (?, 0, ?, ?)", [model, key, value]);
  }
  return model;
}

/**
 * Gives a model another name, unless a living model has it: then it keeps its own. A deleted one
 * makes way.
 */
function renameModel(db: IndexDatabase, event: Stamped<ModelRenamed>): number | undefined {
  const { model: modelId, from, to } = event.data;
  const id = modelMadeBy(db, modelId, from) ?? modelNamed(db, from);
  const model = id === undefined ? undefined : rowOf(db, "id = ?", [id]);
  if (!model) {
    recordNoEffect(db, event.id, "unknown-model");
    return undefined;
  }
  if (model.name === to) return model.id;
  const holder = rowOf(db, "name = ?", [to]);
  if (holder?.deleted_by_event === null) {
    recordNoEffect(db, event.id, "name-taken");
    return model.id;
  }
  if (holder) setName(db, holder, freeName(db, to), event);
  setName(db, model, to, event);
  return model.id;
}

function setName(db: IndexDatabase, model: ModelRow, name: ModelName, { id, at }: Maker): void {
  db.run("INSERT OR IGNORE INTO former_name VALUES (?, ?, ?)", [model.name, id, model.id]);
  db.run("UPDATE model SET name = ?, changed_at = ? WHERE id = ?", [name, at, model.id]);
}

/** Returns a name for a deleted model whose own another one takes. */
function freeName(db: IndexDatabase, name: ModelName): ModelName {
  for (let count = 1; ; count += 1) {
    const suffix = count === 1 ? " deleted" : ` deleted ${count}`;
    const candidate = ModelName.parse(`${truncated(name, 256 - suffix.length)}${suffix}`);
    if (!rowOf(db, "name = ?", [candidate])) return candidate;
  }
}

/** Returns the beginning of a text in whole characters, at most so many UTF-16 code units. */
function truncated(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length).replace(/[\uD800-\uDBFF]$/u, "");
}

/** Deletes a model, unless a version of it lives. */
function deleteModel(db: IndexDatabase, event: Stamped<ModelDeleted>): number | undefined {
  const { model: modelId, name } = event.data;
  const id = modelMadeBy(db, modelId, name) ?? modelNamed(db, name);
  const model = id === undefined ? undefined : rowOf(db, "id = ?", [id]);
  if (!model) recordNoEffect(db, event.id, "unknown-model");
  else if (model.version_count > 0) recordNoEffect(db, event.id, "has-versions");
  else {
    db.run(
      `UPDATE model SET deleted_by_event = ?, changed_at = ?
       WHERE id = ? AND deleted_by_event IS NULL`,
      [event.id, event.at, model.id],
    );
  }
  return model?.id;
}

/** Revives a deleted model of which a version lives. */
export function reviveModel(db: IndexDatabase, model: number): void {
  db.run("UPDATE model SET deleted_by_event = NULL WHERE id = ? AND deleted_by_event IS NOT NULL", [
    model,
  ]);
}

/** Returns the row of the model that an event puts something into; it is made if need be. */
export function modelFor(
  db: IndexDatabase,
  about: { readonly modelId?: ModelId | undefined; readonly model: ModelName },
  maker: Maker,
): number {
  const known = modelOf(db, about);
  if (known !== undefined) return known;
  const made = insertModel(db, about.model, maker);
  addOrigin(db, maker.id, made);
  return made;
}

const ModelRow = z.lazy(() =>
  z.object({
    id: z.number(),
    name: ModelName,
    version_count: z.number(),
    deleted_by_event: z.string().nullable(),
  }),
);
type ModelRow = z.infer<typeof ModelRow>;

function rowOf(
  db: IndexDatabase,
  condition: string,
  parameters: readonly (string | number)[],
): ModelRow | undefined {
  const sql = `SELECT id, name, version_count, deleted_by_event FROM model WHERE ${condition}`;
  return db.get(ModelRow, sql, parameters);
}

const Key = z.object({ id: z.number() });

function insertModel(db: IndexDatabase, name: ModelName, { id, at }: Maker): number {
  const made = db.get(
    Key,
    `INSERT INTO model (event_id, name, latest_number, version_count, registered_at, changed_at)
     VALUES (?, ?, 0, 0, ?, ?) RETURNING id`,
    [id, name, at, at],
  );
  if (!made) throw new Error(`the model ${name} was not inserted`);
  return made.id;
}

function addOrigin(db: IndexDatabase, event: EventId, model: number): void {
  db.run("INSERT OR IGNORE INTO model_origin VALUES (?, ?)", [event, model]);
}

function recordNoEffect(db: IndexDatabase, event: EventId, reason: NoEffectReason): void {
  db.run("INSERT OR IGNORE INTO without_effect VALUES (?, ?)", [event, reason]);
}
