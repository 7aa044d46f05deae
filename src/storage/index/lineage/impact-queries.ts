import * as z from "zod";
import type { ImpactedVersion, StageCount } from "../../../core/lineage/impact.ts";
import {
  CommitId,
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../core/model/ids.ts";
import { jsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";
import { whileReached, type VersionSet } from "./version-walk.ts";

/** Versions that use data, and the data: its place and, of many contents, the first of them. */
export interface DataUses {
  readonly place: string;
  readonly contents: readonly string[];
  readonly versions: VersionSet;
}

/** Versions that were built from a commit. */
export interface CommitUses {
  readonly commit: CommitId;
  /** True if another commit begins the same. */
  readonly isAmbiguous: boolean;
  readonly versions: VersionSet;
}

/** Versions that depend on something: how many, and the first of them. */
export interface DependentVersions {
  readonly total: number;
  /** Versions that use it themselves; if it is a version, those that were made from it. */
  readonly direct: number;
  /** Living versions by stage. */
  readonly stages: readonly StageCount[];
  readonly versions: readonly ImpactedVersion[];
}

/** Order and number of the versions that are read. */
export interface DependentsPage {
  /** Stages whose versions come first, in this order; after them the nearest, then the newest. */
  readonly important: readonly Stage[];
  readonly limit: number;
  /** Steps from the subject at which versions begin to count: 1 leaves out the subject itself. */
  readonly from: 0 | 1;
}

/** Contents of one place that are named at most, and the newest uses of it that are looked at. */
const maxContents = 100;
const contentsAmong = 2000;

const PlaceRow = z.object({ place: z.string() });
const ContentRow = z.object({ content: z.string() });
const CommitRow = z.lazy(() => z.object({ first: CommitId.nullable(), last: CommitId.nullable() }));
const TotalRow = z.object({ total: z.number(), direct: z.number() });
const StageRow = z.object({ stage: Stage, count: z.number() });
const StepsRow = z.object({ id: VersionId, steps: z.number() });
const DependentRow = z.lazy(() =>
  z
    .object({
      id: VersionId,
      model: ModelName,
      number: VersionNumber,
      stage: Stage,
      registered_at: Timestamp,
      deleted: z.number(),
      steps: z.number(),
      through: jsonCell(z.array(VersionId)),
    })
    .transform(({ registered_at, deleted, ...row }): ImpactedVersion => ({
      ...row,
      registeredAt: registered_at,
      deleted: deleted === 1,
    })),
);

/**
 * Returns the uses of data by its path, URI, name, `name@version` or the beginning of its digest;
 * undefined if no version was recorded with it.
 */
export function dataUses(db: IndexDatabase, text: string): DataUses | undefined {
  const at = text.lastIndexOf("@");
  const named: readonly (readonly [condition: string, parameters: readonly string[]])[] = [
    ["place = ?", [text]],
    ["name = ?", [text]],
    ...(at > 0
      ? [["name = ? AND version = ?", [text.slice(0, at), text.slice(at + 1)]] as const]
      : []),
    ...(/^([a-z0-9-]+:)?[0-9a-f]{6,128}$/.test(text)
      ? [["content >= ? AND content < ?", [text, `${text}\u{10ffff}`]] as const]
      : []),
  ];
  for (const [condition, parameters] of named) {
    const found = db.get(
      PlaceRow,
      `SELECT place FROM dataset WHERE ${condition} LIMIT 1`,
      parameters,
    );
    if (!found) continue;
    const contents = db.all(
      ContentRow,
      `SELECT DISTINCT content FROM (SELECT content FROM dataset WHERE ${condition}
         ORDER BY version_id DESC LIMIT ${contentsAmong}) WHERE content IS NOT NULL
       LIMIT ${maxContents}`,
      parameters,
    );
    return {
      place: found.place,
      contents: contents.map(({ content }) => content),
      versions: {
        sql: `SELECT version_id AS id FROM dataset WHERE ${condition}`,
        parameters,
        isDistinct: condition === "place = ?",
      },
    };
  }
  return undefined;
}

/** Returns the versions that were built from the commit whose hash begins so, if there are some. */
export function commitUses(db: IndexDatabase, beginning: string): CommitUses | undefined {
  const built = "key_id = (SELECT id FROM recorded_key WHERE field = 'commit' AND name = '')";
  const parameters = [beginning, `${beginning}g`];
  const end = (order: "ASC" | "DESC"): string =>
    `(SELECT value FROM recorded WHERE ${built} AND value >= ? AND value < ?
      ORDER BY value ${order} LIMIT 1)`;
  const found = db.get(CommitRow, `SELECT ${end("ASC")} AS first, ${end("DESC")} AS last`, [
    ...parameters,
    ...parameters,
  ]);
  const commit = found?.first ?? undefined;
  if (commit === undefined) return undefined;
  return {
    commit,
    isAmbiguous: commit !== found?.last,
    versions: {
      sql: `SELECT version_id AS id FROM recorded WHERE ${built} AND value = ?`,
      parameters: [commit],
      isDistinct: true,
    },
  };
}

/** Returns what depends on something that some versions use, or are. */
export function dependentVersions(
  db: IndexDatabase,
  using: VersionSet,
  page: DependentsPage,
): DependentVersions {
  const { important, from } = page;
  return whileReached(db, using, "down", () => {
    const stages = db.all(
      StageRow,
      `SELECT stage, count(*) AS count FROM ${reachedVersions}
       WHERE steps >= ? AND deleted_by_event IS NULL
       GROUP BY stage ORDER BY min(${rankOf(important)}), min(steps), max(reached.id) DESC`,
      [from, ...important],
    );
    return { ...countReached(db, from), stages, versions: pageOfReached(db, page) };
  });
}

const reachedVersions = "temp.reached CROSS JOIN version ON version.id = reached.id";

/** Returns the place of a version by its stage, as an expression with a parameter for each stage. */
function rankOf(important: readonly Stage[]): string {
  const last = important.length;
  const places = important.map((_stage, place) => `WHEN stage = ? THEN ${place}`).join(" ");
  return `CASE WHEN deleted_by_event IS NOT NULL THEN ${last} ${places} ELSE ${last} END`;
}

/** Counts what a walk has reached, and of it what is as near as can be. */
export function countReached(
  db: IndexDatabase,
  from: DependentsPage["from"],
): { readonly total: number; readonly direct: number } {
  const count = `SELECT count(*) AS total, coalesce(sum(steps = ?1), 0) AS direct
    FROM temp.reached WHERE steps >= ?1`;
  return db.get(TotalRow, count, [from]) ?? { total: 0, direct: 0 };
}

/** Selects the first of what a walk has reached; its parameters are `pageParameters`. */
function firstReached({ important }: DependentsPage): string {
  return `SELECT reached.id AS row, event_id, steps, ${rankOf(important)} AS place
    FROM ${reachedVersions}
    WHERE steps >= ? ORDER BY place, steps, reached.id DESC LIMIT ?`;
}

function pageParameters({ important, from, limit }: DependentsPage): readonly (string | number)[] {
  return [...important, from, limit];
}

/** Returns the first of what a walk has reached, and by how many steps. */
export function idsOfReached(
  db: IndexDatabase,
  page: DependentsPage,
): readonly Pick<ImpactedVersion, "id" | "steps">[] {
  return db.all(
    StepsRow,
    `SELECT event_id AS id, steps FROM (${firstReached(page)})`,
    pageParameters(page),
  );
}

/** Returns the first of what a walk has reached, with what is known of it. */
function pageOfReached(db: IndexDatabase, page: DependentsPage): readonly ImpactedVersion[] {
  return db.all(
    DependentRow,
    `WITH page AS (${firstReached(page)})
     SELECT version.event_id AS id, model.name AS model, number, stage, version.registered_at,
       version.deleted_by_event IS NOT NULL AS deleted, steps,
       (SELECT json_group_array(parent_event) FROM parent
          CROSS JOIN version AS origin ON origin.event_id = parent.parent_event
          CROSS JOIN temp.reached AS before ON before.id = origin.id
          WHERE parent.version_id = page.row AND before.steps = page.steps - 1) AS through
     FROM page CROSS JOIN version ON version.id = page.row
     CROSS JOIN model ON model.id = version.model_id
     ORDER BY place, steps, page.row DESC`,
    pageParameters(page),
  );
}
