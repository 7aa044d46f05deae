import * as z from "zod";
import { VersionNumber } from "../../../core/model/ids.ts";
import { Alias } from "../../../core/model/markings.ts";
import type { ModelRecord, RecordPage } from "../../../core/state/records.ts";
import { jsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";
import { ModelRow, selectModelWith } from "../index-rows.ts";
import { filterCondition, filterOrder, type FilterColumns } from "./filter-condition.ts";
import { latestRecords, type RecordQuery } from "./version-records.ts";

const select = selectModelWith(`
  (SELECT value FROM annotation WHERE annotation.model_id = model.id
    AND version_id = 0 AND field = 'description') AS description,
  (SELECT json_group_object(key, value) FROM (SELECT key, value FROM tag
    WHERE tag.model_id = model.id AND version_id = 0 ORDER BY key)) AS tags,
  (SELECT json_group_array(json_object('alias', alias, 'number', number)) FROM (
    SELECT alias, number FROM alias JOIN version ON version.id = version_id
    WHERE alias.model_id = model.id ORDER BY alias)) AS aliases`);

const Extra = z.lazy(() =>
  z.object({
    id: z.number(),
    description: z.string().nullable(),
    tags: jsonCell(z.record(z.string(), z.string())),
    aliases: jsonCell(z.array(z.object({ alias: Alias, number: VersionNumber }))),
  }),
);

const RecordRow = z.looseObject({}).transform((cells) => {
  const { id, tags, aliases, description } = Extra.parse(cells);
  const model = ModelRow.parse(cells);
  return {
    id,
    record: { model, ...(description !== null && { description }), tags, aliases },
  };
});

const columns: FilterColumns = {
  attributes: {
    name: "model.name",
    creation_timestamp: "model.registered_at",
    last_updated_timestamp: "model.changed_at",
    timestamp: "model.changed_at",
  },
  entities: {
    tag: "SELECT 1 FROM tag WHERE tag.model_id = model.id AND version_id = 0 AND key = ?",
  },
};

/** Finds models that have not been deleted, by name unless another order is given. */
export function findModelRecords(
  db: IndexDatabase,
  { comparisons, order, limit, offset }: RecordQuery,
): RecordPage<ModelRecord> {
  const { sql, parameters } = filterCondition(comparisons, columns);
  const rows = db.all(
    RecordRow,
    `${select} WHERE deleted_by_event IS NULL AND ${sql}
     ORDER BY ${filterOrder(order, columns, ["model.name"])} LIMIT ? OFFSET ?`,
    [...parameters, limit + 1, offset],
  );
  const records = rows
    .slice(0, limit)
    .map(({ id, record }) => ({ ...record, latest: latestRecords(db, id) }));
  return { records, hasMore: rows.length > limit };
}

/** Returns the living model of a row. */
export function modelRecord(db: IndexDatabase, row: number): ModelRecord | undefined {
  const found = db.get(RecordRow, `${select} WHERE id = ? AND deleted_by_event IS NULL`, [row]);
  return found && { ...found.record, latest: latestRecords(db, found.id) };
}
