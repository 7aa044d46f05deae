import * as z from "zod";
import type { IndexDatabase } from "../index-database.ts";
import { forEachId, IdsCell } from "./ids-cell.ts";
import type { Sql } from "./search-fields.ts";

/** Place of each version in an order, by its id, above 0; equal ones share it, 0 has none. */
export type Ranks = Readonly<Float64Array>;

export interface VersionOrder {
  readonly ranks: Ranks;
  /** Ids of the versions that have a place, in their order. */
  readonly ids: Readonly<Int32Array>;
}

/** Query of an order, which gives `id` and `value`. */
export interface OrderQuery {
  readonly values: Sql;
  readonly collation: "BINARY" | "NOCASE";
  /** An index of the database has the rows by `value`, and those with equal values by `id`. */
  readonly isIndexed?: true;
  /** The ids in order, equal ones with `,` and others with `;` between, where it can be had sooner. */
  readonly ids?: string;
}

/** More changed versions are placed sooner by sorting all. */
const mostPlaced = 64;

const SignRow = z.object({ sign: z.number() });
const ValueRow = z.object({ has: z.number() });
const CountRow = z.object({ count: z.number() });

/** Sorts all versions. */
export function sortVersions(db: IndexDatabase, query: OrderQuery, length: number): VersionOrder {
  const { values, collation, isIndexed } = query;
  if (isIndexed) return readIndexed(db, values, length);
  const sorted = `SELECT group_concat(ids, ';') AS ids FROM
    (SELECT group_concat(id) AS ids FROM (${values.sql})
     GROUP BY value COLLATE ${collation} ORDER BY value COLLATE ${collation})`;
  const found = db.get(IdsCell, query.ids ?? sorted, values.parameters);
  const ranks = new Float64Array(length);
  const ids = new Int32Array(length);
  let count = 0;
  forEachId(found?.ids ?? "", (id, group) => {
    ranks[id] = group;
    ids[count++] = id;
  });
  return { ranks, ids: ids.slice(0, count) };
}

/** Reads an order from an index: a text for each of 100,000 values would take most of the time. */
function readIndexed(db: IndexDatabase, { sql, parameters }: Sql, length: number): VersionOrder {
  const sorted = `SELECT group_concat(id) AS ids FROM (SELECT id FROM (${sql}) ORDER BY value, id)`;
  const ids = new Int32Array(length);
  let count = 0;
  forEachId(db.get(IdsCell, sorted, parameters)?.ids ?? "", (id) => (ids[count++] = id));
  const ranks = new Float64Array(length);
  const ties = readTies(db, { sql, parameters }, count);
  let rank = 0;
  for (let index = 0; index < count; rank += 1) {
    const end = index + (ties.get(ids[index] ?? 0) ?? 1);
    for (; index < end; index += 1) ranks[ids[index] ?? 0] = rank + 1;
  }
  return { ranks, ids: ids.slice(0, count) };
}

/** Returns how many versions have a value that several have, by the lowest id of each value. */
function readTies(
  db: IndexDatabase,
  { sql, parameters }: Sql,
  count: number,
): ReadonlyMap<number, number> {
  const ties = new Map<number, number>();
  // Measured values are often all different, which is known sooner than which ones are not.
  const distinct = `SELECT count(DISTINCT value) AS count FROM (${sql})`;
  if (db.get(CountRow, distinct, parameters)?.count === count) return ties;
  const tied = `SELECT group_concat(first || ',' || count) AS ids FROM
    (SELECT min(id) AS first, count(*) AS count FROM (${sql}) GROUP BY value HAVING count(*) > 1)`;
  let first: number | undefined;
  forEachId(db.get(IdsCell, tied, parameters)?.ids ?? "", (number) => {
    if (first !== undefined) ties.set(first, number);
    first = first === undefined ? number : undefined;
  });
  return ties;
}

/** Puts changed versions into their places in an order; `undefined` if sorting all is as quick. */
export function placeVersions(
  db: IndexDatabase,
  query: OrderQuery,
  order: VersionOrder,
  changed: readonly number[],
  length: number,
): VersionOrder | undefined {
  if (changed.length > mostPlaced) return undefined;
  const ranks = new Float64Array(length);
  ranks.set(order.ranks);
  for (const id of changed) ranks[id] = 0;
  let ids = order.ids.filter((id) => ranks[id] !== 0);
  for (const id of changed) {
    if (!hasValue(db, query, id)) continue;
    const place = placeIn(ids, (other) => sign(db, query, id, other));
    const [before, after] = [ranks[ids[place.index - 1] ?? 0] ?? 0, ranks[ids[place.index] ?? 0]];
    const between = after === undefined || after === 0 ? before + 1 : (before + after) / 2;
    // There is no number between two of them any more.
    if (!place.isEqual && (between === before || between === after)) return undefined;
    ranks[id] = place.isEqual ? (after ?? 0) : between;
    ids = inserted(ids, id, place.index);
  }
  return { ranks, ids };
}

function hasValue(db: IndexDatabase, { values }: OrderQuery, id: number): boolean {
  const sql = `SELECT EXISTS (SELECT 1 FROM (${values.sql}) WHERE id = ?) AS has`;
  return db.get(ValueRow, sql, [...values.parameters, id])?.has === 1;
}

/** Tells by a number below, above or equal to 0 in which order two versions are. */
function sign(
  db: IndexDatabase,
  { values, collation }: OrderQuery,
  one: number,
  other: number,
): number {
  const valueOf = `SELECT value FROM (${values.sql}) WHERE id = ?`;
  const sql = `SELECT (one > other COLLATE ${collation}) - (one < other COLLATE ${collation}) AS sign
    FROM (SELECT (${valueOf}) AS one, (${valueOf}) AS other)`;
  const parameters = [...values.parameters, one, ...values.parameters, other];
  return db.get(SignRow, sql, parameters)?.sign ?? 0;
}

/** Returns the place of the first id that is not before a version, and whether it is equal. */
function placeIn(
  ids: Readonly<Int32Array>,
  compare: (other: number) => number,
): { readonly index: number; readonly isEqual: boolean } {
  let [low, high] = [0, ids.length];
  let isEqual = false;
  // A new version is often the last.
  let middle = high - 1;
  while (low < high) {
    const found = compare(ids[middle] ?? 0);
    if (found > 0) {
      low = middle + 1;
    } else {
      high = middle;
      isEqual = found === 0;
    }
    middle = (low + high) >> 1;
  }
  return { index: low, isEqual };
}

function inserted(ids: Readonly<Int32Array>, id: number, index: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(ids.length + 1);
  result.set(ids.subarray(0, index));
  result[index] = id;
  result.set(ids.subarray(index), index + 1);
  return result;
}
