import type { Order, QueryField } from "../../../core/query/query.ts";
import type { SearchSets } from "./search-sets.ts";
import type { Ranks } from "./version-order.ts";
import type { VersionSet } from "./version-set.ts";

/** Ranks of all versions by a term of an order. */
interface Term {
  readonly ranks: Ranks;
  readonly descending: boolean;
}

/**
 * Returns the ids of the first versions of a set in an order, of equal ones the newest first.
 * Versions without a value come last in either direction.
 *
 * @param count how many at most
 */
export function firstOf(
  sets: SearchSets,
  set: VersionSet,
  order: readonly Order[],
  count: number,
): readonly number[] {
  const terms = [
    ...order.flatMap((by) => termsOf(sets, by)),
    { ranks: sets.byEvent(), descending: true },
  ];
  const compare = (a: number, b: number): number => compareBy(terms, a, b);
  // Sorting all would take longer than all else: what comes behind the last of `count` is left out.
  let first: number[] = [];
  let last: number | undefined;
  for (let id = set.length - 1; id > 0; id -= 1) {
    if (set[id] !== 1 || (last !== undefined && compare(id, last) > 0)) continue;
    first.push(id);
    if (first.length < 2 * count + 100) continue;
    first = first.sort(compare).slice(0, count);
    last = first.at(-1);
  }
  return first.sort(compare).slice(0, count);
}

function compareBy(terms: readonly Term[], a: number, b: number): number {
  for (const { ranks, descending } of terms) {
    const [one, other] = [ranks[a] ?? 0, ranks[b] ?? 0];
    if (one === other) continue;
    if (one === 0) return 1;
    if (other === 0) return -1;
    return descending ? other - one : one - other;
  }
  return 0;
}

/** Queries for the values of fields with a column; texts are sorted without regard to case. */
const columns: Partial<Record<QueryField, { readonly sql: string; readonly isText?: true }>> = {
  model: {
    sql: "SELECT version.id, name AS value FROM version JOIN model ON model.id = model_id",
    isText: true,
  },
  version: { sql: "SELECT id, number AS value FROM version" },
  stage: { sql: "SELECT id, stage AS value FROM version", isText: true },
  source: { sql: "SELECT id, source AS value FROM version", isText: true },
  registered: { sql: "SELECT id, registered_at AS value FROM version" },
  size: { sql: "SELECT id, size AS value FROM version" },
  registered_by: {
    sql: `SELECT version.id, actor ->> 'name' AS value FROM version
      JOIN actor ON actor.id = actor_id WHERE actor ->> 'name' IS NOT NULL`,
    isText: true,
  },
};

function termsOf(sets: SearchSets, { key: { field, name = "" }, descending }: Order): Term[] {
  const term = (sql: string, parameters: readonly string[], isText = false): Term => ({
    ranks: sets.ranks({ sql, parameters }, isText ? "NOCASE" : "BINARY"),
    descending,
  });
  const indexed = (sql: string, parameters: readonly string[]): Term => ({
    ranks: sets.indexedRanks({ sql, parameters }),
    descending,
  });
  const column = columns[field];
  if (column) return [term(column.sql, [], column.isText)];
  switch (field) {
    case "age":
      return termsOf(sets, { key: { field: "registered" }, descending: !descending });
    case "label":
      return [
        // Labels that are no version numbers come behind all that are.
        term("SELECT id, label_order AS value FROM version WHERE label_order IS NOT NULL", []),
        term("SELECT id, label AS value FROM version WHERE label IS NOT NULL", [], true),
      ];
    case "metrics":
      return [
        indexed(
          `SELECT version_id AS id, value FROM metric
           WHERE key_id = (SELECT id FROM metric_key WHERE key = ?)`,
          [name],
        ),
      ];
    default: {
      // Numbers sort before the empty text, and texts behind it: an index gives either.
      const ofKey = "key_id = (SELECT id FROM recorded_key WHERE field = ? AND name = ?)";
      return [
        indexed(`SELECT version_id AS id, value FROM recorded WHERE ${ofKey} AND value < ''`, [
          field,
          name,
        ]),
        term(
          `SELECT version_id AS id, min(lower(value)) AS value FROM recorded
           WHERE ${ofKey} AND value >= '' GROUP BY version_id`,
          [field, name],
        ),
      ];
    }
  }
}
