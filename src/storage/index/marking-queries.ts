import * as z from "zod";
import type { VersionId } from "../../core/model/ids.ts";
import { Alias, AnnotationField, type Annotations } from "../../core/model/markings.ts";
import type { IndexDatabase } from "./index-database.ts";

const AliasRow = z.object({ alias: Alias }).transform((row) => row.alias);
const PairRow = z.object({ key: z.string(), value: z.string() });

/** Returns the aliases of the version with this row, sorted. */
export function aliasesOf(db: IndexDatabase, version: number): readonly Alias[] {
  return db.all(AliasRow, "SELECT alias FROM alias WHERE version_id = ? ORDER BY alias", [version]);
}

const PointerRow = z.object({ version: z.number(), alias: Alias });

/** Returns all aliases by the row of the version that they point to, sorted. */
export function allAliases(db: IndexDatabase): ReadonlyMap<number, readonly Alias[]> {
  const aliases = new Map<number, Alias[]>();
  const rows = db.all(PointerRow, "SELECT version_id AS version, alias FROM alias ORDER BY alias");
  for (const { version, alias } of rows) {
    const known = aliases.get(version);
    if (known) known.push(alias);
    else aliases.set(version, [alias]);
  }
  return aliases;
}

/** Returns tags of a model, given by its row, or of one of its versions, sorted by key. */
export function tagsOf(
  db: IndexDatabase,
  model: number,
  version: VersionId | undefined,
): ReadonlyMap<string, string> {
  return new Map(pairs(db, "tag", "key", model, version).map(({ key, value }) => [key, value]));
}

/**
 * Returns the annotations of a model, given by its row, or of one of its versions. Fields of newer
 * releases are left out.
 */
export function annotationsOf(
  db: IndexDatabase,
  model: number,
  version: VersionId | undefined,
): Annotations {
  return Object.fromEntries(
    pairs(db, "annotation", "field", model, version).flatMap(({ key, value }) => {
      const field = AnnotationField.safeParse(key);
      return field.success ? [[field.data, value]] : [];
    }),
  );
}

function pairs(
  db: IndexDatabase,
  table: "tag" | "annotation",
  column: "key" | "field",
  model: number,
  version: VersionId | undefined,
): readonly z.infer<typeof PairRow>[] {
  const versionRow =
    version === undefined ? "0" : "(SELECT version.id FROM version WHERE event_id = ?2)";
  return db.all(
    PairRow,
    `SELECT ${column} AS key, value FROM ${table}
     WHERE model_id = ?1 AND version_id = ${versionRow}
     ORDER BY key`,
    version === undefined ? [model] : [model, version],
  );
}
