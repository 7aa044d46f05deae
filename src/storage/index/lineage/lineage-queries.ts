import * as z from "zod";
import type {
  DerivationPair,
  LineageVersion,
  OutlinedUse,
} from "../../../core/lineage/lineage-graph.ts";
import {
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../core/model/ids.ts";
import { Actor } from "../../../core/model/recipe.ts";
import { jsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";
import { firstDependents, type FirstDependents } from "./first-dependents.ts";
import {
  commitUses,
  dataUses,
  dependentVersions,
  type CommitUses,
  type DataUses,
  type DependentsPage,
  type DependentVersions,
} from "./impact-queries.ts";
import {
  reachedFrom,
  versionsWithIds,
  type VersionSet,
  type WalkDirection,
} from "./version-walk.ts";

const IdRow = z.object({ id: VersionId });
const DerivationRow = z.object({ parent: VersionId, child: VersionId });
const UseRow = z.object({ version: VersionId, node: z.string() });
const ModelDerivationRow = z.lazy(() =>
  z.object({
    parent: ModelName,
    child: ModelName,
    versions: z.int().min(1),
  }),
);
/** Derivation of versions of one model from versions of another. */
export type ModelDerivation = z.infer<typeof ModelDerivationRow>;

const OutlineRow = z.lazy(() =>
  z
    .object({
      id: VersionId,
      model: ModelName,
      number: VersionNumber,
      stage: Stage,
      at: Timestamp,
      by: jsonCell(Actor),
      digest: Sha256,
      aliases: z.string().nullable(),
    })
    .transform(({ at, by, aliases, ...row }): LineageVersion => ({
      ...row,
      registeredAt: at,
      registeredBy: by,
      ...(aliases !== null && { aliases: aliases.split(" ") }),
    })),
);

/** Returns living versions in the order of their ids, as far as the index knows them. */
function versionOutlines(db: IndexDatabase, ids: readonly VersionId[]): readonly LineageVersion[] {
  return db.all(
    OutlineRow,
    `SELECT version.event_id AS id, model.name AS model, number, stage, version.registered_at AS at,
       actor.actor AS by, digest,
       (SELECT group_concat(alias, ' ') FROM alias WHERE alias.version_id = version.id) AS aliases
     FROM json_each(?) CROSS JOIN version ON version.event_id = json_each.value
     CROSS JOIN model ON model.id = version.model_id CROSS JOIN actor ON actor.id = version.actor_id
     WHERE version.deleted_by_event IS NULL ORDER BY json_each.key`,
    [JSON.stringify(ids)],
  );
}

/** Returns the ids of a model's newest living versions. */
function newestVersions(db: IndexDatabase, model: ModelName, limit: number): readonly VersionId[] {
  return db
    .all(
      IdRow,
      `SELECT event_id AS id FROM version
       WHERE model_id = (SELECT id FROM model WHERE name = ? AND deleted_by_event IS NULL)
         AND deleted_by_event IS NULL ORDER BY number DESC LIMIT ?`,
      [model, limit],
    )
    .map(({ id }) => id);
}

/**
 * Returns the derivations among some versions. The plus keeps SQLite from looking for each of them
 * among the parents of each.
 */
function derivationsAmong(db: IndexDatabase, ids: readonly VersionId[]): readonly DerivationPair[] {
  return db.all(
    DerivationRow,
    `WITH among(id) AS MATERIALIZED (SELECT value FROM json_each(?))
     SELECT parent_event AS parent, among.id AS child FROM among
     CROSS JOIN version ON version.event_id = among.id
     CROSS JOIN parent ON parent.version_id = version.id
     WHERE +parent_event IN (SELECT id FROM among)`,
    [JSON.stringify(ids)],
  );
}

/**
 * Returns which of some versions use which of some data and commits, named as the nodes of a lineage
 * are.
 */
function usesOfNodes(
  db: IndexDatabase,
  ids: readonly VersionId[],
  nodes: readonly string[],
): readonly OutlinedUse[] {
  const dataset = "'dataset:' || coalesce(content, '') || ':' || place";
  return db.all(
    UseRow,
    `WITH node(id) AS MATERIALIZED (SELECT value FROM json_each(?2)),
       some(id, event) AS MATERIALIZED (SELECT version.id, event_id FROM json_each(?1)
         CROSS JOIN version ON version.event_id = json_each.value)
     SELECT some.event AS version, ${dataset} AS node FROM some
       CROSS JOIN dataset ON dataset.version_id = some.id
       WHERE ${dataset} IN (SELECT id FROM node)
     UNION ALL
     SELECT some.event, 'commit:' || recorded.value FROM some
       CROSS JOIN recorded_key AS key ON key.field = 'commit' AND key.name = ''
       CROSS JOIN recorded ON recorded.version_id = some.id AND recorded.key_id = key.id
       WHERE 'commit:' || recorded.value IN (SELECT id FROM node)`,
    [JSON.stringify(ids), JSON.stringify(nodes)],
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
  usesOfData(text: string): DataUses | undefined {
    return dataUses(this.#db, text);
  }

  /** Returns the versions built from the commit whose hash begins so. */
  usesOfCommit(beginning: string): CommitUses | undefined {
    return commitUses(this.#db, beginning);
  }

  /** Returns what depends on something that some versions use, or are. */
  dependents(using: VersionSet, page: DependentsPage): DependentVersions {
    return dependentVersions(this.#db, using, page);
  }

  /** Returns the first of them, and how many there are or are at least. */
  firstDependents(using: VersionSet, page: DependentsPage): FirstDependents {
    return firstDependents(this.#db, using, page);
  }

  /**
   * Returns what some versions were made from (`up`) or went into (`down`), the nearest first; at most
   * so many versions with those.
   */
  reached(starts: Iterable<VersionId>, way: WalkDirection, most?: number): readonly VersionId[] {
    return reachedFrom(this.#db, versionsWithIds(starts), way, most);
  }

  /** Returns living versions in the order of their ids, as far as the index knows them. */
  outlines(ids: readonly VersionId[]): readonly LineageVersion[] {
    return versionOutlines(this.#db, ids);
  }

  /** Returns the ids of a model's newest living versions. */
  newest(model: ModelName, limit: number): readonly VersionId[] {
    return newestVersions(this.#db, model, limit);
  }

  /** Returns the derivations among some versions. */
  derivationsAmong(ids: readonly VersionId[]): readonly DerivationPair[] {
    return derivationsAmong(this.#db, ids);
  }

  /** Returns which of some versions use which of some data and commits, by the ids of their nodes. */
  usesOf(ids: readonly VersionId[], nodes: readonly string[]): readonly OutlinedUse[] {
    return usesOfNodes(this.#db, ids, nodes);
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
