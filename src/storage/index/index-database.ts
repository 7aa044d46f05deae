import initSqlJs, { type Database, type SqlJsStatic, type SqlValue, type Statement } from "sql.js";
import type * as z from "zod";
import { parsingOf } from "../../core/model/schema-parsing.ts";
import { ForeignDatabase } from "./foreign-database.ts";
import {
  applicationId,
  contentIndexes,
  indexSchema,
  indexVersion,
  positionTable,
  schemaStatements,
} from "./index-schema.ts";

/** Something about the index is not as this release writes it: it must be rebuilt. */
export class StaleIndexError extends Error {
  override readonly name = "StaleIndexError";
}

export type Row = Record<string, SqlValue>;
type Parameters = readonly (string | number | null)[];

/**
 * The database is a file in this process's memory, which nobody else opens and no crash survives:
 * locks, a journal on "disk" and a small cache would only cost time.
 */
const inMemory = `PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY;
  PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;`;

/** The SQLite library; one instance serves all databases of a process. */
export class SqliteEngine {
  readonly #sql: SqlJsStatic;
  /** File of an empty index: opening it takes a quarter of the time that making one does. */
  #emptyFile: Uint8Array | undefined;

  private constructor(sql: SqlJsStatic) {
    this.#sql = sql;
  }

  /** Compiles `sql-wasm.wasm`, which takes 10–20 ms: not on the way to activation. */
  static async load(wasm: Uint8Array<ArrayBuffer>): Promise<SqliteEngine> {
    return new SqliteEngine(await initSqlJs({ wasmBinary: wasm.buffer }));
  }

  /** An index of nothing; `finishBulkLoad` must follow the rows. */
  forBulkLoad(): IndexDatabase {
    const database = new this.#sql.Database();
    database.run(inMemory);
    database.run(
      `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${indexVersion};`,
    );
    database.run(indexSchema);
    return new IndexDatabase(database);
  }

  /** An index of nothing. */
  empty(): IndexDatabase {
    if (this.#emptyFile) {
      const database = new this.#sql.Database(this.#emptyFile);
      database.run(inMemory);
      return new IndexDatabase(database);
    }
    const made = this.forBulkLoad();
    made.finishBulkLoad();
    this.#emptyFile = made.export();
    return made;
  }

  /**
   * Opens the bytes of an index; `undefined` if its schema is not exactly that of this release.
   *
   * @throws StaleIndexError
   */
  openOfThisRelease(bytes: Uint8Array): IndexDatabase | undefined {
    return this.#open(bytes, isSchemaOfThisRelease);
  }

  /**
   * Opens the bytes of an index of another release, or of anyone, for its positions alone.
   *
   * @throws StaleIndexError
   */
  openForPositions(bytes: Uint8Array): IndexDatabase {
    const found = this.#open(bytes, (database) => positionsSchema(database) === positionTable);
    if (!found) throw new StaleIndexError("it holds no positions");
    return found;
  }

  /**
   * Opens a database of somebody else to read it.
   *
   * @throws Error if it is none
   */
  openForeign(bytes: Uint8Array): ForeignDatabase {
    return new ForeignDatabase(new this.#sql.Database(bytes));
  }

  /** Opens a database of which SQLite is told to trust nothing. */
  #open(bytes: Uint8Array, isExpected: (database: Database) => boolean): IndexDatabase | undefined {
    const database = new this.#sql.Database(bytes);
    try {
      database.run(`PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; ${inMemory}`);
      if (isExpected(database)) return new IndexDatabase(database);
    } catch (error) {
      database.close();
      throw new StaleIndexError("it is not readable", { cause: error });
    }
    database.close();
    return undefined;
  }
}

/** SQLite keeps the statements of a schema as they were written: making one to compare is slow. */
function isSchemaOfThisRelease(database: Database): boolean {
  const read = (sql: string): unknown[] => (database.exec(sql)[0]?.values ?? []).flat();
  const statements = read("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql");
  return (
    read("PRAGMA application_id")[0] === applicationId &&
    read("PRAGMA user_version")[0] === indexVersion &&
    JSON.stringify(statements) === JSON.stringify(schemaStatements())
  );
}

/**
 * Returns the schema of the table of positions. A view, a virtual table or a trigger could make
 * SQLite do more than read rows.
 */
function positionsSchema(database: Database): unknown {
  const sql = `SELECT sql FROM sqlite_schema WHERE name = 'ledger_position' AND type = 'table'`;
  return database.exec(sql)[0]?.values[0]?.[0];
}

/** One database of the index, with its prepared statements. */
export class IndexDatabase {
  readonly database: Database;
  /** Ids of rows looked up again and again, by whoever needs them; forgotten on a rollback. */
  readonly knownIds = new Map<string, number>();
  readonly #statements = new Map<string, Statement>();

  constructor(database: Database) {
    this.database = database;
  }

  /** Runs a statement and answers how many rows it changed. @throws StaleIndexError */
  run(sql: string, parameters: Parameters = []): number {
    try {
      this.#statement(sql).run([...parameters]);
    } catch (error) {
      throw doubt(error);
    }
    return this.database.getRowsModified();
  }

  /**
   * The rows of a query, each parsed with `shape`: cells of a foreign file are not trusted.
   *
   * @throws StaleIndexError
   */
  all<T>(shape: z.ZodType<T>, sql: string, parameters: Parameters = []): T[] {
    const rows: T[] = [];
    let statement: Statement | undefined;
    try {
      statement = this.#statement(sql);
      statement.bind([...parameters]);
      // Read once, not for each row: a list of versions has thousands.
      const names = statement.getColumnNames();
      while (statement.step()) rows.push(parseRow(shape, namedCells(names, statement.get())));
    } catch (error) {
      throw doubt(error);
    } finally {
      statement?.reset();
    }
    return rows;
  }

  get<T>(shape: z.ZodType<T>, sql: string, parameters: Parameters = []): T | undefined {
    return this.all(shape, sql, parameters)[0];
  }

  /** Yields the rows of a query, as arrays and not parsed. @throws StaleIndexError */
  *rows(sql: string): Generator<readonly SqlValue[]> {
    let statement: Statement | undefined;
    try {
      statement = this.#statement(sql);
      while (statement.step()) yield statement.get();
    } catch (error) {
      throw doubt(error);
    } finally {
      statement?.reset();
    }
  }

  /** Runs `body` in one transaction; nothing of it stays if it throws. */
  transaction(body: () => void): void {
    this.run("BEGIN");
    try {
      body();
      this.run("COMMIT");
    } catch (error) {
      this.knownIds.clear();
      try {
        this.run("ROLLBACK");
      } catch {
        // SQLite has rolled back by itself already.
      }
      throw error;
    }
  }

  /** Makes the indexes that a bulk load does without. @throws StaleIndexError */
  finishBulkLoad(): void {
    for (const sql of Object.values(contentIndexes)) this.run(sql);
  }

  /** Gives SQL a function; what it throws, the statement throws. */
  define(name: string, body: (...values: never[]) => string | number): void {
    this.database.create_function(name, body);
  }

  /** The whole database as a file's bytes. */
  export(): Uint8Array {
    return this.database.export();
  }

  close(): void {
    this.#statements.clear();
    this.database.close();
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known) return known;
    const made = this.database.prepare(sql);
    this.#statements.set(sql, made);
    return made;
  }
}

/** SQLite stumbles over damaged pages and over rows that contradict each other. */
function doubt(error: unknown): StaleIndexError {
  if (error instanceof StaleIndexError) return error;
  return new StaleIndexError(`it is damaged: ${String(error)}`, { cause: error });
}

function namedCells(names: readonly string[], cells: readonly SqlValue[]): Row {
  const row: Row = {};
  for (const [place, name] of names.entries()) row[name] = cells[place] ?? null;
  return row;
}

function parseRow<T>(shape: z.ZodType<T>, row: Row): T {
  const parsed = shape.safeParse(row, parsingOf(shape));
  if (!parsed.success) throw new StaleIndexError(`a row is malformed: ${parsed.error.message}`);
  return parsed.data;
}
