import * as z from "zod";
import type { Environment } from "../../core/model/recipe/environment.ts";
import type { Actor, Metrics } from "../../core/model/recipe.ts";
import type { SearchableFact } from "../../core/query/searchable-facts.ts";
import type { IndexDatabase } from "./index-database.ts";

/** Values that repeat often: the index stores each once and refers to it by number. */

const Key = z.object({ id: z.number() });

/** Returns the number of a person or program that acts. */
export function actorId(db: IndexDatabase, actor: Actor): number {
  return idOf(db, "actor", "actor", JSON.stringify(actor));
}

/** Returns the number of what a search can ask for of an environment: Python and its packages. */
export function environmentId(
  db: IndexDatabase,
  { packages, python }: Environment,
): number | undefined {
  if (Object.keys(packages).length === 0 && python?.version === undefined) return undefined;
  const searched = { python: python?.version, packages };
  return idOf(db, "environment", "environment", JSON.stringify(searched));
}

/** Returns the number of a ledger file. */
export function ledgerFileId(db: IndexDatabase, name: string): number {
  return idOf(db, "ledger_file", "name", name);
}

function idOf(
  db: IndexDatabase,
  table: "actor" | "environment" | "ledger_file" | "metric_key",
  column: "actor" | "environment" | "name" | "key",
  value: string,
): number {
  return findOrInsert(db, table, { [column]: value });
}

/** Returns the number of a key of runs. */
export function runKeyId(
  db: IndexDatabase,
  field: "metric" | "parameter" | "tag",
  name: string,
): number {
  return findOrInsert(db, "run_key", { field, name });
}

/** Returns the number of the row with these cells, which make it unique. */
function findOrInsert(
  db: IndexDatabase,
  table: "actor" | "environment" | "ledger_file" | "metric_key" | "recorded_key" | "run_key",
  cells: Readonly<Record<string, string>>,
): number {
  const values = Object.values(cells);
  const place = `${table} ${values.join("\u0000")}`;
  const known = db.knownIds.get(place);
  if (known !== undefined) return known;
  const columns = Object.keys(cells);
  const places = columns.map(() => "?").join(", ");
  db.run(`INSERT OR IGNORE INTO ${table} (${columns.join(", ")}) VALUES (${places})`, values);
  const condition = columns.map((column) => `${column} = ?`).join(" AND ");
  const row = db.get(Key, `SELECT id FROM ${table} WHERE ${condition}`, values);
  if (!row) throw new Error(`${place} was not inserted into ${table}`);
  db.knownIds.set(place, row.id);
  return row.id;
}

/** Inserts the metrics of the version with this row. */
export function insertMetrics(db: IndexDatabase, version: number, metrics: Metrics): void {
  const rows = Object.entries(metrics).map(([key, value]) => [
    version,
    idOf(db, "metric_key", "key", key),
    value,
  ]);
  insertRows(db, "metric", rows);
}

/** Inserts what a search can ask for of the version with this row. */
export function insertFacts(
  db: IndexDatabase,
  version: number,
  facts: readonly SearchableFact[],
): void {
  const rows = facts.map(({ field, name, value }) => [
    version,
    findOrInsert(db, "recorded_key", { field, name }),
    value,
  ]);
  insertRows(db, "recorded", rows);
}

/** Rows of one statement: a call costs more than a row. */
const rowsAtOnce = 15;

function insertRows(
  db: IndexDatabase,
  table: "metric" | "recorded",
  rows: readonly (readonly (string | number)[])[],
): void {
  for (let start = 0; start < rows.length;) {
    const left = rows.length - start;
    const count = left >= rowsAtOnce ? rowsAtOnce : left >= 5 ? 5 : 1;
    const values = Array.from({ length: count }, () => "(?, ?, ?)").join(", ");
    db.run(
      `INSERT OR IGNORE INTO ${table} VALUES ${values}`,
      rows.slice(start, start + count).flat(),
    );
    start += count;
  }
}
