import * as z from "zod";
import { fieldRule, type QueryField, type QueryKey } from "../../../core/query/query.ts";
import type { IndexDatabase } from "../index-database.ts";

const ValueRow = z.object({ value: z.string() });

const living = "version.deleted_by_event IS NULL";

/** The same of rows of other tables, in the index of the few that have been deleted. */
const ofLiving = "version_id NOT IN (SELECT id FROM version WHERE deleted_by_event IS NOT NULL)";

/** Queries for the values of fields whose values are few enough to choose from; `?` is the name. */
const queries: Partial<Record<QueryField, string>> = {
  model: `SELECT model.name AS value FROM version INDEXED BY version_of_stage
    JOIN model ON model.id = model_id WHERE ${living}`,
  label: `SELECT label AS value FROM version WHERE label IS NOT NULL AND ${living}`,
  stage: `SELECT stage AS value FROM version INDEXED BY version_of_stage WHERE ${living}`,
  source: `SELECT source AS value FROM version WHERE ${living}`,
  alias: "SELECT alias AS value FROM alias",
  tag: "SELECT value FROM tag WHERE key = ?",
  notes: "SELECT value FROM annotation WHERE field = ?",
  dataset: `SELECT name AS value FROM dataset WHERE ${ofLiving}`,
  "dataset.name": `SELECT name AS value FROM dataset WHERE ${ofLiving}`,
  "dataset.path": `SELECT place AS value FROM dataset WHERE ${ofLiving}`,
  file: `SELECT path AS value FROM artifact WHERE ${ofLiving}`,
  python: `SELECT environment ->> 'python' AS value FROM version
    JOIN environment ON environment.id = environment_id
    WHERE environment ->> 'python' IS NOT NULL AND ${living}`,
  packages: `SELECT package.value AS value
    FROM environment, json_each(environment, '$.packages') AS package WHERE package.key = ?`,
  author: `SELECT actor ->> 'name' AS value FROM version
    JOIN actor ON actor.id = author_id WHERE ${living}`,
  approval: `SELECT state AS value FROM approval_request WHERE ${ofLiving}`,
  approved_by: "SELECT actor ->> 'name' AS value FROM approval",
  parent: `SELECT model.name || '@' || version.number AS value FROM parent
    JOIN version ON version.event_id = parent_event JOIN model ON model.id = model_id
    UNION ALL SELECT value FROM recorded
    WHERE key_id = (SELECT id FROM recorded_key WHERE field = 'parent')`,
  registered_by: `SELECT actor ->> 'name' AS value FROM version
    JOIN actor ON actor.id = actor_id WHERE ${living}`,
};

const recorded = `SELECT CAST(value AS TEXT) AS value FROM recorded
  WHERE key_id = (SELECT id FROM recorded_key WHERE field = ? AND name = ?) AND ${ofLiving}`;

const unlisted: readonly QueryField[] = [
  "version",
  "metrics",
  "dataset.sha256",
  "sha256",
  "commit",
  "patch",
  "description",
  "registered",
  "age",
  "size",
];

/** Returns values of a key that living versions have, the most common first; none of measures. */
export function searchValues(
  db: IndexDatabase,
  { field, name = "" }: QueryKey,
  limit: number,
): readonly string[] {
  if (unlisted.includes(field)) return [];
  const known = queries[field];
  const sql = `SELECT value FROM (${known ?? recorded}) GROUP BY value
    ORDER BY count(*) DESC, value LIMIT ?`;
  const parameters = known === undefined ? [field, name] : fieldRule(field).named ? [name] : [];
  return db.all(ValueRow, sql, [...parameters, limit]).map(({ value }) => value);
}
