import { createHash } from "node:crypto";
import * as z from "zod";
import { StaleIndexError, type IndexDatabase } from "../index-database.ts";

const NameRow = z.object({ name: z.string() });
const CheckRow = z.object({ integrity_check: z.string() });

/**
 * Returns the names of the tables whose rows differ from those of another index; `structure` if
 * SQLite finds that the lookup structures contradict the rows.
 */
export function differingTables(db: IndexDatabase, expected: IndexDatabase): readonly string[] {
  const tables = expected.all(
    NameRow,
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
       AND name <> 'settled_redaction' ORDER BY name`,
  );
  const differing = tables
    .map(({ name }) => name)
    .filter((table) => readable(db, table) !== rowsDigest(expected, table));
  return isWhole(db) ? differing : [...differing, "structure"];
}

function isWhole(db: IndexDatabase): boolean {
  try {
    return db.get(CheckRow, "PRAGMA integrity_check(1)")?.integrity_check === "ok";
  } catch (error) {
    if (error instanceof StaleIndexError) return false;
    throw error;
  }
}

/** Returns the digest of a table's rows, if they can be read. */
function readable(db: IndexDatabase, table: string): string | undefined {
  try {
    return rowsDigest(db, table);
  } catch (error) {
    if (error instanceof StaleIndexError) return undefined;
    throw error;
  }
}

/** Returns the SHA-256 of all rows of a table, in the order of its primary key. */
function rowsDigest(db: IndexDatabase, table: string): string {
  const key = db.all(
    NameRow,
    `SELECT name FROM pragma_table_info('${table}') WHERE pk > 0 ORDER BY pk`,
  );
  const order = key.map(({ name }) => `"${name}"`).join(", ");
  const hash = createHash("sha256");
  for (const row of db.rows(`SELECT * FROM ${table} ORDER BY ${order}`)) {
    hash.update(`${JSON.stringify(row)}\n`);
  }
  return hash.digest("hex");
}
