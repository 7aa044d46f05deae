import * as z from "zod";
import type { FilterComparison, FilterOrder } from "../../../core/filter/filter.ts";
import { Timestamp } from "../../../core/model/ids.ts";
import { Alias } from "../../../core/model/markings.ts";
import type { RecordPage, VersionRecord } from "../../../core/state/records.ts";
import { repeatedJsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";
import { selectVersionWith, VersionRow } from "../version-columns.ts";
import { filterCondition, filterOrder, type FilterColumns } from "./filter-condition.ts";

const select = selectVersionWith(`version.source AS "source", version.run AS "run",
    (SELECT at FROM event WHERE event.id = version.changed_event) AS "changedAt",
    (SELECT value FROM annotation WHERE annotation.model_id = version.model_id
      AND annotation.version_id = version.id AND field = 'description') AS "description",
    (SELECT json_group_object(key, value) FROM (SELECT key, value FROM tag
      WHERE tag.model_id = version.model_id AND tag.version_id = version.id ORDER BY key)) AS "tags",
    (SELECT json_group_array(alias) FROM (SELECT alias FROM alias
      WHERE alias.version_id = version.id ORDER BY alias)) AS "aliases"`);

const Tags = repeatedJsonCell(z.record(z.string(), z.string()));

const Extra = z.lazy(() =>
  z.object({
    source: z.string(),
    run: z.string().nullable(),
    changedAt: Timestamp,
    description: z.string().nullable(),
    tags: Tags,
    aliases: repeatedJsonCell(z.array(Alias)),
  }),
);

/** A row of `select`. */
const RecordRow = z.unknown().transform((cells): VersionRecord => {
  const { tags, aliases, source, run, changedAt, description } = Extra.parse(cells);
  const { fields } = VersionRow.parse(cells);
  return {
    version: aliases.length > 0 ? { ...fields, aliases } : fields,
    source,
    ...(run !== null && { run }),
    changedAt,
    ...(description !== null && { description }),
    tags,
  };
});

const columns: FilterColumns = {
  attributes: {
    name: "model.name",
    version_number: "CAST(version.number AS INTEGER)",
    run_id: "version.run",
    source_path: "version.source",
    creation_timestamp: "version.registered_at",
    last_updated_timestamp: "version.changed_event",
  },
  entities: {
    tag: `SELECT 1 FROM tag WHERE tag.model_id = version.model_id
      AND tag.version_id = version.id AND key = ?`,
  },
};

/** A filter with an order, and the part of what it finds that is wanted. */
export interface RecordQuery {
  readonly comparisons: readonly FilterComparison[];
  readonly order: readonly FilterOrder[];
  readonly limit: number;
  readonly offset: number;
}

/**
 * Finds versions that have not been deleted; unless another order is given, the last changed first.
 *
 * @param model row of the only model to search; absent for all
 */
export function findVersionRecords(
  db: IndexDatabase,
  { comparisons, order, limit, offset }: RecordQuery,
  model?: number,
): RecordPage<VersionRecord> {
  const { sql, parameters } = filterCondition(comparisons, columns);
  const scope = model === undefined ? "TRUE" : "version.model_id = ?";
  const rest = [
    ...(order.length > 0 ? [] : ["version.changed_event DESC"]),
    "model.name",
    "version.number DESC",
  ];
  const rows = db.all(
    RecordRow,
    `${select} WHERE version.deleted_by_event IS NULL AND ${scope} AND ${sql}
     ORDER BY ${filterOrder(order, columns, rest)} LIMIT ? OFFSET ?`,
    [...(model === undefined ? [] : [model]), ...parameters, limit + 1, offset],
  );
  return { records: rows.slice(0, limit), hasMore: rows.length > limit };
}

/** Returns a living version of a model, given by its row. */
export function versionRecord(
  db: IndexDatabase,
  model: number,
  number: number,
): VersionRecord | undefined {
  const which = "version.model_id = ? AND version.number = ? AND version.deleted_by_event IS NULL";
  return db.get(RecordRow, `${select} WHERE ${which}`, [model, number]);
}

const LatestRow = z.object({ stage: z.string(), number: z.number().nullable() });

/** Returns the living version with the highest number in each stage of a model, given by its row. */
export function latestRecords(db: IndexDatabase, model: number): readonly VersionRecord[] {
  // From one stage to the next in their index, however many versions each has.
  const stages = `WITH RECURSIVE stages (stage) AS (
      SELECT min(stage) FROM version WHERE model_id = ?1 AND deleted_by_event IS NULL
      UNION ALL
      SELECT (SELECT min(stage) FROM version WHERE model_id = ?1 AND deleted_by_event IS NULL
        AND version.stage > stages.stage)
      FROM stages WHERE stages.stage IS NOT NULL)
    SELECT stage, (SELECT max(number) FROM version WHERE model_id = ?1
      AND deleted_by_event IS NULL AND version.stage = stages.stage) AS number
    FROM stages WHERE stage IS NOT NULL`;
  return db
    .all(LatestRow, stages, [model])
    .flatMap(({ number }) => (number === null ? [] : (versionRecord(db, model, number) ?? [])));
}
