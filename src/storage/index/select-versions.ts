import type * as z from "zod";
import type { Artifact } from "../../core/model/artifact.ts";
import type { ModelName, Sha256, Stage, VersionId } from "../../core/model/ids.ts";
import type { Alias } from "../../core/model/markings.ts";
import type { Metrics } from "../../core/model/recipe.ts";
import type { Version, VersionOutline } from "../../core/state/version.ts";
import type { IndexDatabase } from "./index-database.ts";
import { ArtifactRow, CountRow, MetricRow, Sha256Row } from "./index-rows.ts";
import { aliasesOf, allAliases } from "./marking-queries.ts";
import { selectVersion, VersionRow } from "./version-columns.ts";

/** Filter for the versions that a list shows, newest first. */
export interface VersionFilter {
  readonly model?: ModelName;
  readonly stage?: Stage;
  readonly limit: number;
  readonly offset?: number;
}

type Parameters = readonly (string | number)[];

/** Returns versions that have not been deleted; `rest` continues the statement after its joins. */
export function livingVersions(
  db: IndexDatabase,
  rest: string,
  parameters: Parameters,
): readonly Version[] {
  return select(db, `${selectVersion} AND version.deleted_by_event IS NULL ${rest}`, parameters);
}

/**
 * Returns the living versions that a list shows, newest first.
 *
 * @param model row of the model of the filter
 */
export function listVersions(
  db: IndexDatabase,
  { stage, limit, offset = 0 }: VersionFilter,
  model: number | undefined,
): readonly Version[] {
  const conditions = [
    ...(model === undefined ? [] : [["version.model_id = ?", model] as const]),
    ...(stage === undefined ? [] : [["version.stage = ?", stage] as const]),
  ];
  const where = conditions.map(([sql]) => sql).join(" AND ");
  const order = model === undefined ? "version.event_id" : "version.number";
  const rest = `${where && `WHERE ${where}`} ORDER BY ${order} DESC LIMIT ? OFFSET ?`;
  return livingVersions(db, rest, [...conditions.map(([, value]) => value), limit, offset]);
}

/** Returns all versions that have not been deleted, newest first, in a few statements. */
export function allLivingVersions(db: IndexDatabase): readonly VersionOutline[] {
  const aliases = allAliases(db);
  return db
    .all(
      VersionRow,
      `${selectVersion} AND version.deleted_by_event IS NULL ORDER BY version.event_id DESC`,
      [],
    )
    .map((row) => outline(row, aliases.get(row.row) ?? []));
}

/**
 * Returns the version of a model, given by its row, whose label is the highest semantic version
 * number, deleted or not.
 */
export function highestLabelled(db: IndexDatabase, model: number): Version | undefined {
  const rest = `WHERE version.model_id = ? AND version.label_order IS NOT NULL
    ORDER BY version.label_order DESC LIMIT 1`;
  return select(db, `${selectVersion} ${rest}`, [model])[0];
}

function select(db: IndexDatabase, sql: string, parameters: Parameters): readonly Version[] {
  return db.all(VersionRow, sql, parameters).map((row) => ({
    ...outline(row, aliasesOf(db, row.row)),
    metrics: metricsOf(db, row.row),
  }));
}

function outline(
  { fields }: z.infer<typeof VersionRow>,
  aliases: readonly Alias[],
): VersionOutline {
  return aliases.length > 0 ? { ...fields, aliases } : fields;
}

function metricsOf(db: IndexDatabase, version: number): Metrics {
  const rows = db.all(
    MetricRow,
    "SELECT key, value FROM metric JOIN metric_key ON metric_key.id = metric.key_id WHERE version_id = ? ORDER BY key",
    [version],
  );
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

/** Returns versions with exactly these bytes, oldest first. */
export function versionsWithContent(
  db: IndexDatabase,
  digests: readonly Sha256[],
): readonly Version[] {
  const wanted = [...digests].sort().join();
  const [first] = digests;
  if (first === undefined) return [];
  return versionsWithFile(db, first).filter(({ id }) => {
    const sql = `SELECT sha256 FROM artifact JOIN version ON version.id = artifact.version_id
      WHERE version.event_id = ? ORDER BY sha256`;
    return db.all(Sha256Row, sql, [id]).join() === wanted;
  });
}

/** Returns versions that have a file with these bytes, oldest first. */
export function versionsWithFile(db: IndexDatabase, digest: Sha256): readonly Version[] {
  return livingVersions(
    db,
    `WHERE version.id IN (SELECT version_id FROM artifact WHERE sha256 = ?) ORDER BY version.event_id`,
    [digest],
  );
}

/** Returns whether a version has a file of so many bytes. */
export function hasFileOfSize(db: IndexDatabase, size: number): boolean {
  const sql = "SELECT count(*) AS n FROM (SELECT 1 FROM artifact WHERE size = ? LIMIT 1)";
  return db.get(CountRow, sql, [size])?.n === 1;
}

/** Returns the files of a version, by path. */
export function artifactsOf(db: IndexDatabase, id: VersionId): readonly Artifact[] {
  const sql = `SELECT path, role, sha256, artifact.size AS size, reference
    FROM artifact JOIN version ON version.id = artifact.version_id
    WHERE version.event_id = ? ORDER BY path`;
  return db.all(ArtifactRow, sql, [id]);
}
