import * as z from "zod";
import type { DependentVersion, Derivation } from "../../core/lineage/impact.ts";
import {
  CommitId,
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../core/model/ids.ts";
import type { IndexDatabase } from "./index-database.ts";

const IdRow = z.object({ id: VersionId });
const DatasetRow = z.object({ id: VersionId, place: z.string(), content: z.string().nullable() });
const CommitRow = z.object({ id: VersionId, commit: CommitId });
const DerivationRow = z.object({ parent: VersionId, child: VersionId });
const ModelDerivationRow = z.object({
  parent: ModelName,
  child: ModelName,
  versions: z.int().min(1),
});
/** Derivation of versions of one model from versions of another. */
export type ModelDerivation = z.infer<typeof ModelDerivationRow>;
const DependentRow = z
  .object({
    id: VersionId,
    model: ModelName,
    number: VersionNumber,
    stage: Stage,
    registered_at: Timestamp,
    deleted: z.number(),
  })
  .transform(({ registered_at, deleted, ...row }): DependentVersion => ({
    ...row,
    registeredAt: registered_at,
    deleted: deleted === 1,
  }));

/** Version that was built from a commit. */
export type CommitUse = z.infer<typeof CommitRow>;

/** Use of data by a version. */
export interface DatasetUse {
  readonly id: VersionId;
  readonly place: string;
  readonly content: string | null;
}

const datasetUse = `SELECT version.event_id AS id, place, content FROM dataset
  JOIN version ON version.id = dataset.version_id`;

/** Returns the uses of data at a place: its path, URI or name. */
function usesOfPlace(db: IndexDatabase, place: string): readonly DatasetUse[] {
  return db.all(DatasetRow, `${datasetUse} WHERE place = ?`, [place]);
}

/** Returns the uses of data under a name; with a content, of that alone. */
function usesOfName(db: IndexDatabase, name: string, content?: string): readonly DatasetUse[] {
  return content === undefined
    ? db.all(DatasetRow, `${datasetUse} WHERE name = ?`, [name])
    : db.all(DatasetRow, `${datasetUse} WHERE content = ? AND name = ?`, [content, name]);
}

/** Returns the uses of data whose digest, or version, begins so. */
function usesOfContent(db: IndexDatabase, beginning: string): readonly DatasetUse[] {
  return db.all(DatasetRow, `${datasetUse} WHERE content >= ? AND content < ?`, [
    beginning,
    `${beginning}\u{10ffff}`,
  ]);
}

/** Returns the versions that were built from a commit whose hash begins so. */
function versionsOfCommit(db: IndexDatabase, beginning: string): readonly CommitUse[] {
  return db.all(
    CommitRow,
    `SELECT version.event_id AS id, value AS "commit" FROM recorded
     JOIN version ON version.id = recorded.version_id
     WHERE key_id = (SELECT id FROM recorded_key WHERE field = 'commit' AND name = '')
       AND value >= ? AND value < ?`,
    [beginning, `${beginning}g`],
  );
}

/** CROSS JOIN keeps SQLite from going through all versions instead of those that were reached. */
const walks = {
  up: `SELECT parent_event FROM reached CROSS JOIN version ON version.event_id = reached.id
    CROSS JOIN parent ON parent.version_id = version.id`,
  down: `SELECT version.event_id FROM reached CROSS JOIN parent ON parent.parent_event = reached.id
    CROSS JOIN version ON version.id = parent.version_id`,
};

function reached(way: "up" | "down"): string {
  return `WITH RECURSIVE reached(id) AS (SELECT value FROM json_each(?) UNION ${walks[way]})`;
}

/**
 * Returns the versions that were made from some (`down`), or that some were made from (`up`),
 * directly or not, those included; deleted ones too, and of each only what the index has.
 */
function reachedVersions(
  db: IndexDatabase,
  starts: Iterable<VersionId>,
  way: "up" | "down",
): readonly DependentVersion[] {
  return db.all(
    DependentRow,
    `${reached(way)} SELECT version.event_id AS id, model.name AS model, number, stage,
       version.registered_at, version.deleted_by_event IS NOT NULL AS deleted
     FROM reached CROSS JOIN version ON version.event_id = reached.id
     CROSS JOIN model ON model.id = version.model_id`,
    [JSON.stringify([...starts])],
  );
}

/** Returns the derivations among the versions that can be reached from some. */
function reachedDerivations(
  db: IndexDatabase,
  starts: Iterable<VersionId>,
  way: "up" | "down",
): readonly Derivation[] {
  return db.all(
    DerivationRow,
    `${reached(way)} SELECT parent_event AS parent, version.event_id AS child
     FROM reached CROSS JOIN version ON version.event_id = reached.id
     CROSS JOIN parent ON parent.version_id = version.id
     WHERE parent_event IN (SELECT id FROM reached)`,
    [JSON.stringify([...starts])],
  );
}

/** Returns other versions that share data or the commit with one, newest first. */
function versionsSharingRecipe(
  db: IndexDatabase,
  id: VersionId,
  limit: number,
): readonly VersionId[] {
  return db
    .all(
      IdRow,
      `WITH self(id) AS (SELECT id FROM version WHERE event_id = ?1)
       SELECT event_id AS id FROM version WHERE deleted_by_event IS NULL AND event_id <> ?1 AND id IN (
         SELECT other.version_id FROM self JOIN dataset ON dataset.version_id = self.id
           JOIN dataset AS other ON other.content = dataset.content AND other.place = dataset.place
         UNION
         SELECT other.version_id FROM self JOIN recorded ON recorded.version_id = self.id
           JOIN recorded_key ON recorded_key.id = recorded.key_id AND field = 'commit'
           JOIN recorded AS other ON other.key_id = recorded.key_id AND other.value = recorded.value)
       ORDER BY event_id DESC LIMIT ?2`,
      [id, limit],
    )
    .map((row) => row.id);
}

/** Returns how models derive from each other, by how many of their versions. */
function modelDerivations(db: IndexDatabase): readonly ModelDerivation[] {
  return db.all(
    ModelDerivationRow,
    `SELECT source.name AS parent, target.name AS child, count(*) AS versions
     FROM parent JOIN version AS made ON made.id = parent.version_id
     JOIN version AS origin ON origin.event_id = parent.parent_event
     JOIN model AS source ON source.id = origin.model_id
     JOIN model AS target ON target.id = made.model_id
     WHERE made.model_id <> origin.model_id AND made.deleted_by_event IS NULL
       AND source.deleted_by_event IS NULL
     GROUP BY source.id, target.id`,
  );
}

/** Queries about what was made of what; deleted versions are in their answers, marked as such. */
export class LineageQueries {
  readonly #db: IndexDatabase;

  constructor(db: IndexDatabase) {
    this.#db = db;
  }

  /**
   * Returns the uses of data by its path, URI, name, `name@version` or the beginning of its digest.
   */
  usesOfData(text: string): readonly DatasetUse[] {
    const placed = usesOfPlace(this.#db, text);
    if (placed.length > 0) return placed;
    const named = usesOfName(this.#db, text);
    if (named.length > 0) return named;
    const at = text.lastIndexOf("@");
    if (at > 0) return usesOfName(this.#db, text.slice(0, at), text.slice(at + 1));
    return /^([a-z0-9-]+:)?[0-9a-f]{6,128}$/.test(text) ? usesOfContent(this.#db, text) : [];
  }

  /** Returns the versions built from a commit whose hash begins so. */
  versionsOfCommit(beginning: string): readonly CommitUse[] {
    return versionsOfCommit(this.#db, beginning);
  }

  /** Returns some versions and all that they were made from (`up`) or went into (`down`). */
  reached(starts: Iterable<VersionId>, way: "up" | "down"): readonly DependentVersion[] {
    return reachedVersions(this.#db, starts, way);
  }

  /** Returns the derivations among those. */
  derivations(starts: Iterable<VersionId>, way: "up" | "down"): readonly Derivation[] {
    return reachedDerivations(this.#db, starts, way);
  }

  /** Returns other versions that share data or the commit with one, newest first. */
  sharingRecipe(id: VersionId, limit: number): readonly VersionId[] {
    return versionsSharingRecipe(this.#db, id, limit);
  }

  /** Returns how models derive from each other, by how many of their versions. */
  ofModels(): readonly ModelDerivation[] {
    return modelDerivations(this.#db);
  }
}
