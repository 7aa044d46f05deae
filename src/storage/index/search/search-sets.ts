import * as z from "zod";
import { ModelName, Stage } from "../../../core/model/ids.ts";
import type { QueryKey } from "../../../core/query/query.ts";
import { LruCache } from "../../../core/text/lru-cache.ts";
import type { IndexDatabase } from "../index-database.ts";
import { ChangedVersions } from "./changed-versions.ts";
import { forEachId, IdsCell } from "./ids-cell.ts";
import { recordedNames, type RecordedNames } from "./recorded-names.ts";
import { stageIndex, type Sql } from "./search-fields.ts";
import { searchValues } from "./search-values.ts";
import { inNames, inTexts, textsOfVersions } from "./search-word.ts";
import { SearchedTexts } from "./searched-texts.ts";
import {
  placeVersions,
  sortVersions,
  type OrderQuery,
  type Ranks,
  type VersionOrder,
} from "./version-order.ts";
import { difference, resized, union, type VersionSet } from "./version-set.ts";

/** The living versions of a model in one stage. */
interface StageGroup {
  readonly model: ModelName;
  readonly stage: Stage;
}

/** Groups of versions, and by the id of each version the number of its group from 1 on, else 0. */
interface StageGroups {
  readonly groups: readonly StageGroup[];
  readonly groupOf: Readonly<Int32Array>;
}

/** Something that holds for the index at a position of its changes. */
interface Kept<T> {
  readonly value: T;
  readonly position: number;
}

const GroupRow = z.object({ model: ModelName, stage: Stage, ids: z.string() });

/** More versions are looked through sooner by gathering all texts again. */
const mostApart = 500;

/** Only the changed versions of what a query gives: their rows are looked up one by one. */
function ofChanged(sql: string): string {
  return `SELECT found.id FROM json_each(?) AS changed
    CROSS JOIN (${sql.replaceAll(stageIndex, "")}) AS found ON found.id = changed.value`;
}

/**
 * Sets and orders of versions that parts of a search gave: a query that is being typed differs in one
 * part from the one before, and a write changes few versions, for which alone they are read again.
 */
export class SearchSets {
  readonly #db: IndexDatabase;
  readonly #sets = new LruCache<Kept<VersionSet>>(48);
  readonly #orders = new LruCache<Kept<VersionOrder>>(8);
  readonly #groups = new LruCache<Kept<StageGroups>>(1);
  readonly #texts = new LruCache<Kept<SearchedTexts>>(1);
  readonly #values = new LruCache<Kept<readonly string[]>>(20);
  readonly #names = new LruCache<Kept<RecordedNames>>(1);
  /** The first words that were looked for. */
  readonly #words = new Set<string>();

  constructor(db: IndexDatabase) {
    this.#db = db;
  }

  /** Returns the versions that have not been deleted. */
  living(): VersionSet {
    return difference(
      new Uint8Array(this.#changes.length).fill(1, 1),
      // Few are: their index has no other rows.
      this.#read("SELECT id FROM version WHERE deleted_by_event IS NOT NULL", []),
    );
  }

  /** Returns the versions whose ids one of the queries gives as `id`. */
  of(queries: readonly Sql[]): VersionSet {
    const sets = queries.map(({ sql, parameters }) => this.#read(sql, parameters));
    return sets.length === 1 && sets[0] ? sets[0] : union(sets);
  }

  /** Returns the versions in whose names, labels, aliases, tags or descriptions a word occurs. */
  withWord(word: string): VersionSet {
    const named = this.of(inNames(word));
    if (this.#words.size < 3) this.#words.add(word);
    // Gathering the texts takes longer than one search: it is for who is typing.
    if (this.#words.size < 3) return union([named, this.of(inTexts(word))]);
    const { value: texts, position } = this.#gathered();
    const changed = this.#changes.since(position) ?? [];
    const inText = new Uint8Array(named.length);
    texts.forEachWith(word, (id) => (inText[id] = 1));
    this.#readAgain(inText, changed, inTexts(word));
    return union([named, inText]);
  }

  /** Returns values of a key that living versions have, the most common first. */
  values(key: QueryKey, limit: number): readonly string[] {
    const name = JSON.stringify([key.field, key.name, limit]);
    return this.#current(this.#values, name, () => searchValues(this.#db, key, limit));
  }

  /** Returns the names that versions have been recorded with. */
  names(): RecordedNames {
    return this.#current(this.#names, "", () => recordedNames(this.#db));
  }

  /** Returns the order of what a query gives as `id` and `value`, which is not NULL. */
  ranks(values: Sql, collation: OrderQuery["collation"] = "BINARY"): Ranks {
    return this.#ranks({ values, collation });
  }

  /** Returns the order of what a query gives, which an index has in that order. */
  indexedRanks(values: Sql): Ranks {
    return this.#ranks({ values, collation: "BINARY", isIndexed: true });
  }

  /** Returns the order of all versions by their events. */
  byEvent(): Ranks {
    return this.#ranks({
      values: { sql: "SELECT id, event_id AS value FROM version", parameters: [] },
      collation: "BINARY",
      ids: "SELECT group_concat(id, ';') AS ids FROM (SELECT id FROM version ORDER BY event_id)",
    });
  }

  /** Returns the models and stages of the living versions in a set, each pair once. */
  groupsOf(set: VersionSet): readonly StageGroup[] {
    const { groups, groupOf } = this.#current(
      this.#groups,
      "",
      () => this.#readGroups(),
      (known, changed) => this.#regroup(known, changed),
    );
    const isMet = new Uint8Array(groups.length + 1);
    for (let id = 0; id < set.length; id += 1) if (set[id] === 1) isMet[groupOf[id] ?? 0] = 1;
    return groups.filter((_, index) => isMet[index + 1] === 1);
  }

  get #changes(): ChangedVersions {
    return ChangedVersions.of(this.#db);
  }

  /** Returns what is kept by a key, brought up to date or made. */
  #current<T>(
    cache: LruCache<Kept<T>>,
    key: string,
    make: () => T,
    update: (value: T, changed: readonly number[]) => T | undefined = () => undefined,
  ): T {
    const position = this.#changes.position();
    const known = cache.get(key);
    if (known?.position === position) return known.value;
    const changed = known && this.#changes.since(known.position);
    const value = (known && changed && update(known.value, changed)) ?? make();
    cache.set(key, { value, position });
    return value;
  }

  #read(sql: string, parameters: Sql["parameters"]): VersionSet {
    return this.#current(
      this.#sets,
      JSON.stringify([sql, parameters]),
      () => this.#marked(new Uint8Array(this.#changes.length), sql, parameters),
      (known, changed) => {
        const set = resized(known, this.#changes.length);
        this.#readAgain(set, changed, [{ sql, parameters }]);
        return set;
      },
    );
  }

  /** Reads which of the changed versions belong to a set. */
  #readAgain(set: Uint8Array, changed: readonly number[], queries: readonly Sql[]): void {
    if (changed.length === 0) return;
    for (const id of changed) set[id] = 0;
    for (const { sql, parameters } of queries) {
      this.#marked(set, ofChanged(sql), [JSON.stringify(changed), ...parameters]);
    }
  }

  #marked(set: Uint8Array, sql: string, parameters: Sql["parameters"]): Uint8Array {
    const ids = this.#db.get(IdsCell, `SELECT group_concat(id) AS ids FROM (${sql})`, parameters);
    forEachId(ids?.ids ?? "", (id) => (set[id] = 1));
    return set;
  }

  #ranks(query: OrderQuery): Ranks {
    const { length } = this.#changes;
    const { values, collation } = query;
    return this.#current(
      this.#orders,
      JSON.stringify([values.sql, values.parameters, collation]),
      () => sortVersions(this.#db, query, length),
      (known, changed) => placeVersions(this.#db, query, known, changed, length),
    ).ranks;
  }

  /** Returns the texts of all versions but of those that have changed since. */
  #gathered(): Kept<SearchedTexts> {
    const known = this.#texts.get("");
    const changed = known && this.#changes.since(known.position);
    if (known && changed && changed.length <= mostApart) return known;
    const value = new SearchedTexts(this.#db, textsOfVersions.join(" UNION ALL "));
    const gathered = { value, position: this.#changes.position() };
    this.#texts.set("", gathered);
    return gathered;
  }

  #readGroups(): StageGroups {
    return this.#grouped(
      { groups: [], groupOf: new Int32Array(this.#changes.length) },
      `SELECT name AS model, stage, ids FROM
         (SELECT model_id, stage, group_concat(id) AS ids FROM version ${stageIndex}
          WHERE deleted_by_event IS NULL GROUP BY model_id, stage)
       JOIN model ON model.id = model_id`,
      [],
    );
  }

  #regroup({ groups, groupOf }: StageGroups, changed: readonly number[]): StageGroups {
    const next = new Int32Array(this.#changes.length);
    next.set(groupOf);
    for (const id of changed) next[id] = 0;
    const sql = `SELECT name AS model, stage, CAST(version.id AS TEXT) AS ids
      FROM json_each(?) AS changed CROSS JOIN version ON version.id = changed.value
      JOIN model ON model.id = model_id WHERE version.deleted_by_event IS NULL`;
    return this.#grouped({ groups, groupOf: next }, sql, [JSON.stringify(changed)]);
  }

  /** Adds versions to their groups. */
  #grouped(
    { groups, groupOf }: { readonly groups: readonly StageGroup[]; readonly groupOf: Int32Array },
    sql: string,
    parameters: Sql["parameters"],
  ): StageGroups {
    const all = [...groups];
    const numbers = new Map(all.map((group, index) => [nameOf(group), index + 1]));
    for (const { ids, ...group } of this.#db.all(GroupRow, sql, parameters)) {
      const number = numbers.get(nameOf(group)) ?? all.push(group);
      numbers.set(nameOf(group), number);
      forEachId(ids, (id) => (groupOf[id] = number));
    }
    return { groups: all, groupOf };
  }
}

function nameOf({ model, stage }: StageGroup): string {
  return JSON.stringify([model, stage]);
}
