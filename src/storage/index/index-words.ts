import * as z from "zod";
import type { Actor, Metrics } from "../../core/recipe.ts";
import type { IndexDatabase } from "./index-database.ts";

/** Values that repeat often: the index stores each once and refers to it by number. */

const Key = z.object({ id: z.number() });

/** Returns the number of a person or program that acts. */
export function actorId(db: IndexDatabase, actor: Actor): number {
  return idOf(db, "actor", "actor", JSON.stringify(actor));
}

/** Returns the number of a ledger file. */
export function ledgerFileId(db: IndexDatabase, name: string): number {
  return idOf(db, "ledger_file", "name", name);
}

function idOf(
  db: IndexDatabase,
  table: "actor" | "ledger_file" | "metric_key",
  column: "actor" | "name" | "key",
  value: string,
): number {
  const known = db.knownIds.get(`${table} ${value}`);
  if (known !== undefined) return known;
  db.run(`INSERT OR IGNORE INTO ${table} (${column}) VALUES (?)`, [value]);
  const row = db.get(Key, `SELECT id FROM ${table} WHERE ${column} = ?`, [value]);
  if (!row) throw new Error(`${value} was not inserted into ${table}`);
  db.knownIds.set(`${table} ${value}`, row.id);
  return row.id;
}

/** Rows of one statement: a call costs more than a row. */
const metricsAtOnce = 15;

/** Inserts the metrics of the version with this row. */
export function insertMetrics(db: IndexDatabase, version: number, metrics: Metrics): void {
  const rows = Object.entries(metrics).map(([key, value]) => [
    version,
    idOf(db, "metric_key", "key", key),
    value,
  ]);
  for (let start = 0; start < rows.length;) {
    const count = rows.length - start >= metricsAtOnce ? metricsAtOnce : 1;
    const values = Array.from({ length: count }, () => "(?, ?, ?)").join(", ");
    db.run(
      `INSERT OR IGNORE INTO metric VALUES ${values}`,
      rows.slice(start, start + count).flat(),
    );
    start += count;
  }
}
