import * as z from "zod";
import type { IndexDatabase } from "../index-database.ts";

/** At most so many changes are kept: more are made by an import, after which all is read anew. */
const mostChanges = 2000;

const CountRow = z.object({ length: z.number() });
const IdRow = z.object({ id: z.number() });

/** Tables that searches read, and the versions that a changed row of each is about. */
const versionsOf: Readonly<Record<string, string>> = {
  version: `SELECT changed_version(ROW.id);
    SELECT changed_version(version_id) FROM parent WHERE parent_event = ROW.event_id`,
  approval: `SELECT changed_version(version_id) FROM approval_request
    WHERE event_id = ROW.request_id`,
  ...Object.fromEntries(
    ["artifact", "metric", "recorded", "dataset", "parent", "alias", "approval_request"].map(
      (table) => [table, "SELECT changed_version(ROW.version_id)"],
    ),
  ),
  ...Object.fromEntries(
    ["tag", "annotation"].map((table) => [
      table,
      `SELECT changed_version(ROW.version_id) WHERE ROW.version_id > 0;
       SELECT changed_model(ROW.model_id) WHERE ROW.version_id = 0`,
    ]),
  ),
};

/** A word of SQL for a row before or after a change, and what is done to one. */
const changes = [
  ["INSERT", "NEW"],
  ["UPDATE", "OLD"],
  ["UPDATE", "NEW"],
  ["DELETE", "OLD"],
] as const;

/**
 * Triggers of this connection alone: the database that is saved has none. One fires for each row,
 * also for one that another takes the place of.
 */
function triggers(): readonly string[] {
  const trigger = (name: string, when: string, body: string): string =>
    `CREATE TEMP TRIGGER ${name} AFTER ${when} BEGIN ${body}; END`;
  return [
    "PRAGMA recursive_triggers = ON",
    ...Object.entries(versionsOf).flatMap(([table, sql]) =>
      changes.map(([change, row]) =>
        trigger(
          `${table}_${change}_${row}`.toLowerCase(),
          `${change} ON ${table}`,
          sql.replaceAll("ROW", row),
        ),
      ),
    ),
    trigger("renamed_model", "UPDATE OF name ON model", "SELECT changed_model(NEW.id)"),
  ];
}

/**
 * Versions of which a search may find something else than before. A write touches few of many, so
 * that what was found out about the others still holds.
 */
export class ChangedVersions {
  readonly #db: IndexDatabase;
  #ids: number[] = [];
  /** Number of the ids that somebody may know of. */
  #asked = 0;
  /** Position of the first of the ids. */
  #first = 0;
  readonly #models = new Set<number>();
  #length: number;

  private constructor(db: IndexDatabase) {
    this.#db = db;
    db.define("changed_version", (id: number) => this.#add(id));
    db.define("changed_model", (id: number) => {
      this.#models.add(id);
      return 0;
    });
    for (const sql of triggers()) db.run(sql);
    const sql = "SELECT ifnull(max(id), 0) + 1 AS length FROM version";
    this.#length = db.get(CountRow, sql)?.length ?? 1;
  }

  /** Returns the changes of a database, noted from the first call on. */
  static of(db: IndexDatabase): ChangedVersions {
    const known = noted.get(db) ?? new ChangedVersions(db);
    noted.set(db, known);
    return known;
  }

  /** Returns how many changes there have been. */
  position(): number {
    for (const model of this.#models) this.#addModel(model);
    this.#models.clear();
    this.#asked = this.#ids.length;
    return this.#first + this.#ids.length;
  }

  /** One more than the highest id of a version. */
  get length(): number {
    return this.#length;
  }

  /** Returns the versions changed since a position, each once; `undefined` if that is not known. */
  since(position: number): readonly number[] | undefined {
    if (position < this.#first) return undefined;
    return [...new Set(this.#ids.slice(position - this.#first))];
  }

  #add(id: number): number {
    this.#length = Math.max(this.#length, id + 1);
    // Each row of a registration is about the same version.
    if (this.#ids.at(-1) !== id || this.#asked === this.#ids.length) this.#ids.push(id);
    if (this.#ids.length > mostChanges) this.#forget();
    return 0;
  }

  #addModel(model: number): void {
    const sql = `SELECT id FROM version WHERE model_id = ? LIMIT ${mostChanges}`;
    const versions = this.#db.all(IdRow, sql, [model]);
    if (versions.length < mostChanges) for (const { id } of versions) this.#add(id);
    else this.#forget();
  }

  #forget(): void {
    // One more, so that no position before is known.
    this.#first += this.#ids.length + 1;
    this.#ids = [];
    this.#asked = 0;
  }
}

/** A database has one list of changes, whoever reads it. */
const noted = new WeakMap<IndexDatabase, ChangedVersions>();
