import * as z from "zod";
import { ModelName, Stage } from "../../../core/model/ids.ts";
import type { Order, Query, QueryField } from "../../../core/query/query.ts";
import type { Version } from "../../../core/state/version.ts";
import type { IndexDatabase } from "../index-database.ts";
import { livingVersions } from "../select-versions.ts";
import { searchCondition } from "./search-condition.ts";
import { always, searchFields, type Sql } from "./search-fields.ts";

export interface SearchPage {
  /** Only versions of the model with this name. */
  readonly model?: ModelName;
  readonly stage?: Stage;
  /** At most so many; a lower limit of the query holds. */
  readonly limit: number;
  readonly offset: number;
  /** Milliseconds since 1970, which ages are counted from. */
  readonly now: number;
}

/** Versions that a search found. */
export interface FoundVersions {
  readonly versions: readonly Version[];
  /** Number of all that meet the condition, within the limit of the query. */
  readonly total: number;
}

const CountRow = z.object({ total: z.number() });

/** Finds versions that have not been deleted, in the order of the query, of equal ones the newest first. */
export function searchVersions(
  db: IndexDatabase,
  query: Query,
  { limit, offset, now, ...scope }: SearchPage,
): FoundVersions {
  const where = within(scope, query.where ? searchCondition(query.where, now) : always);
  const counted = db.get(
    CountRow,
    `SELECT count(*) AS total FROM version WHERE deleted_by_event IS NULL AND ${where.sql}`,
    where.parameters,
  );
  const total = Math.min(counted?.total ?? 0, query.limit ?? Infinity);
  const wanted = Math.min(limit, total - offset);
  return { versions: wanted > 0 ? select(db, where, query.order, wanted, offset) : [], total };
}

/** Adds the conditions that hold besides the query; names are exact here. */
function within(
  { model, stage }: Pick<SearchPage, "model" | "stage">,
  { sql, parameters }: Sql,
): Sql {
  const parts = [
    ...(model === undefined
      ? []
      : [["version.model_id = (SELECT id FROM model WHERE name = ?)", model] as const]),
    ...(stage === undefined ? [] : [["version.stage = ?", stage] as const]),
  ];
  return {
    sql: [...parts.map(([condition]) => condition), sql].join(" AND "),
    parameters: [...parts.map(([, value]) => value), ...parameters],
  };
}

function select(
  db: IndexDatabase,
  where: Sql,
  order: readonly Order[],
  limit: number,
  offset: number,
): readonly Version[] {
  const [first, ...others] = order;
  const metric = first?.key.field === "metrics" ? first.key.name : undefined;
  if (!first || metric === undefined) return sorted(db, where, order, limit, offset);
  // The rows of a metric stand in their order: only as many are read as are wanted.
  const has = searchFields.metrics.has(metric);
  const measured = sorted(db, where, others, offset + limit, 0, {
    join: `JOIN metric AS sorted ON sorted.version_id = version.id
      AND sorted.key_id = (SELECT id FROM metric_key WHERE key = ?)`,
    parameters: [metric],
    term: `sorted.value ${first.descending ? "DESC" : "ASC"}`,
  });
  const missing = offset + limit - measured.length;
  if (missing <= 0) return measured.slice(offset);
  const rest = {
    sql: `${where.sql} AND NOT ${has.sql}`,
    parameters: [...where.parameters, ...has.parameters],
  };
  return [...measured, ...sorted(db, rest, others, missing, 0)].slice(offset);
}

/** A join and a term that sort before the order of a query. */
interface Leading {
  readonly join: string;
  readonly parameters: readonly string[];
  readonly term: string;
}

function sorted(
  db: IndexDatabase,
  where: Sql,
  order: readonly Order[],
  limit: number,
  offset: number,
  leading?: Leading,
): readonly Version[] {
  const terms = order.map(orderTerm);
  const all = [...(leading ? [leading.term] : []), ...terms.map(({ sql }) => sql)];
  return livingVersions(
    db,
    `${leading?.join ?? ""} WHERE ${where.sql}
     ORDER BY ${[...all, "version.event_id DESC"].join(", ")} LIMIT ? OFFSET ?`,
    [
      ...(leading?.parameters ?? []),
      ...where.parameters,
      ...terms.flatMap(({ parameters }) => parameters),
      limit,
      offset,
    ],
  );
}

/** Expressions to sort by, of fields with a column. */
const columns: Partial<Record<QueryField, string>> = {
  model: "model.name COLLATE NOCASE",
  version: "version.number",
  stage: "version.stage COLLATE NOCASE",
  source: "version.source COLLATE NOCASE",
  registered: "version.registered_at",
  size: "version.size",
  registered_by: "(actor.actor ->> 'name') COLLATE NOCASE",
};

/** Returns terms of ORDER BY; versions without a value come last in either direction. */
function orderTerm({ key: { field, name = "" }, descending }: Order): Sql {
  const direction = descending ? "DESC" : "ASC";
  const column = columns[field];
  if (column !== undefined) return { sql: `${column} ${direction}`, parameters: [] };
  switch (field) {
    case "age":
      return { sql: `version.registered_at ${descending ? "ASC" : "DESC"}`, parameters: [] };
    case "label":
      return {
        sql: `version.label IS NULL, version.label_order ${direction} NULLS LAST,
          version.label COLLATE NOCASE ${direction}`,
        parameters: [],
      };
    case "metrics":
      return {
        sql: `(SELECT value FROM metric WHERE version_id = version.id
          AND key_id = (SELECT id FROM metric_key WHERE key = ?)) ${direction} NULLS LAST`,
        parameters: [name],
      };
    default: {
      const value = (expression: string, type: string): string => `(SELECT ${expression}
        FROM recorded WHERE version_id = version.id AND typeof(value) ${type}
          AND key_id = (SELECT id FROM recorded_key WHERE field = ? AND name = ?))`;
      return {
        sql: `${value("min(value)", "<> 'text'")} ${direction} NULLS LAST,
          ${value("min(lower(value))", "= 'text'")} ${direction} NULLS LAST`,
        parameters: [field, name, field, name],
      };
    }
  }
}

/** Models and stages of the versions that a query finds. */
export interface FoundGroups {
  readonly models: readonly ModelName[];
  readonly stages: readonly Stage[];
}

const NameRow = z.object({ name: ModelName });
const StageRow = z.object({ stage: Stage });

/** Finds the models and stages of living versions that meet a condition. */
export function searchGroups(
  db: IndexDatabase,
  { where }: Pick<Query, "where">,
  now: number,
): FoundGroups {
  const { sql, parameters } = where ? searchCondition(where, now) : always;
  const living = `version.deleted_by_event IS NULL AND ${sql}`;
  const models = `SELECT name FROM model WHERE id IN (SELECT model_id FROM version WHERE ${living})`;
  const stages = `SELECT DISTINCT stage FROM version WHERE ${living}`;
  return {
    models: db.all(NameRow, models, parameters).map(({ name }) => name),
    stages: db.all(StageRow, stages, parameters).map(({ stage }) => stage),
  };
}
