import type { Database, SqlValue } from "sql.js";

/**
 * A database that somebody else wrote, opened to be read. Only plain tables are: a view or a virtual
 * table could make SQLite do more than read rows.
 */
export class ForeignDatabase {
  readonly #database: Database;
  readonly #tables: ReadonlySet<string>;

  constructor(database: Database) {
    this.#database = database;
    try {
      database.run("PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;");
      database.run("PRAGMA query_only = ON;");
      const plain = database.exec(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'",
      );
      this.#tables = new Set((plain[0]?.values ?? []).map(([name]) => String(name).toLowerCase()));
    } catch (error) {
      database.close();
      throw error;
    }
  }

  /** Returns whether it has all of these tables. */
  hasTables(...names: readonly string[]): boolean {
    return names.every((name) => this.#tables.has(name));
  }

  /**
   * Returns the rows of a query on these tables; none if one of them is not there, or has not the
   * columns.
   */
  query(
    tables: readonly string[],
    sql: string,
    parameters: readonly (string | number)[] = [],
  ): readonly Readonly<Record<string, SqlValue>>[] {
    if (!this.hasTables(...tables)) return [];
    const rows: Record<string, SqlValue>[] = [];
    let statement;
    try {
      statement = this.#database.prepare(sql, [...parameters]);
    } catch {
      return [];
    }
    try {
      while (statement.step()) rows.push(statement.getAsObject());
    } finally {
      statement.free();
    }
    return rows;
  }

  close(): void {
    this.#database.close();
  }
}
