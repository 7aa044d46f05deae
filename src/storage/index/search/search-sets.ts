import * as z from "zod";
import { ModelName, Stage } from "../../../core/model/ids.ts";
import type { QueryKey } from "../../../core/query/query.ts";
import { LruCache } from "../../../core/text/lru-cache.ts";
import type { IndexDatabase } from "../index-database.ts";
import { recordedNames, type RecordedNames } from "./recorded-names.ts";
import type { Sql } from "./search-fields.ts";
import { searchValues } from "./search-values.ts";
import { inNames, inTexts, textsOfVersions } from "./search-word.ts";
import { SearchedTexts } from "./searched-texts.ts";
import { difference, union, type VersionSet } from "./version-set.ts";

/** Place of each version in an order, by its id, from 1 on; equal ones share it, 0 has none. */
export type Ranks = Readonly<Int32Array>;

/** Ids of the living versions of a model that are in one stage. */
interface StageGroup {
  readonly model: ModelName;
  readonly stage: Stage;
  readonly ids: readonly number[];
}

/** One cell for thousands of rows: handing them over one by one takes most of the time. */
const IdsCell = z.object({ ids: z.string().nullable() });
const ChangesRow = z.object({ changes: z.number() });
const LengthRow = z.object({ length: z.number() });
const GroupRow = z.object({ model: ModelName, stage: Stage, ids: z.string() });

const comma = 0x2c;
const semicolon = 0x3b;
const zero = 0x30;

/**
 * Sets and orders of versions that parts of a search gave, kept until the index changes: a query
 * that is being typed differs in one part from the one before.
 */
export class SearchSets {
  readonly #db: IndexDatabase;
  #changes = -1;
  #kept = new Kept();

  constructor(db: IndexDatabase) {
    this.#db = db;
  }

  /** Returns the versions that have not been deleted. */
  living(): VersionSet {
    const kept = this.#current();
    const { length } = kept;
    return (kept.living ??= difference(
      new Uint8Array(length).fill(1, 1),
      // Few are: their index has no other rows.
      this.#read("SELECT id FROM version WHERE deleted_by_event IS NOT NULL", []),
    ));
  }

  /** Returns the versions whose ids one of the queries gives as `id`. */
  of(queries: readonly Sql[]): VersionSet {
    const sets = queries.map(({ sql, parameters }) => this.#read(sql, parameters));
    return sets.length === 1 && sets[0] ? sets[0] : union(sets);
  }

  /** Returns the versions in whose names, labels, aliases, tags or descriptions a word occurs. */
  withWord(word: string): VersionSet {
    const kept = this.#current();
    const named = this.of(inNames(word));
    kept.words.add(word);
    // Gathering the texts takes longer than one search: it is for who is typing.
    if (kept.words.size < 3) return union([named, this.of(inTexts(word))]);
    kept.texts ??= new SearchedTexts(this.#db, textsOfVersions.join(" UNION ALL "));
    const found = Uint8Array.from(named);
    kept.texts.forEachWith(word, (id) => (found[id] = 1));
    return found;
  }

  /** Returns values of a key that living versions have, the most common first. */
  values(key: QueryKey, limit: number): readonly string[] {
    const { values } = this.#current();
    const name = JSON.stringify([key.field, key.name, limit]);
    const known = values.get(name) ?? searchValues(this.#db, key, limit);
    values.set(name, known);
    return known;
  }

  /** Returns the names that versions have been recorded with. */
  names(): RecordedNames {
    return (this.#current().names ??= recordedNames(this.#db));
  }

  /** Returns the order of what a query gives as `id` and `value`, which is not NULL. */
  ranks({ sql, parameters }: Sql, collation: "BINARY" | "NOCASE" = "BINARY"): Ranks {
    return this.#ranks(
      `SELECT group_concat(ids, ';') AS ids FROM (SELECT group_concat(id) AS ids FROM (${sql})
       GROUP BY value COLLATE ${collation} ORDER BY value COLLATE ${collation})`,
      parameters,
    );
  }

  /** Returns the order of all versions by their events. */
  byEvent(): Ranks {
    return this.#ranks(
      "SELECT group_concat(id, ';') AS ids FROM (SELECT id FROM version ORDER BY event_id)",
      [],
    );
  }

  groups(): readonly StageGroup[] {
    return (this.#current().groups ??= this.#db
      .all(
        GroupRow,
        `SELECT name AS model, stage, ids FROM
           (SELECT model_id, stage, group_concat(id) AS ids FROM version INDEXED BY version_of_stage
            WHERE deleted_by_event IS NULL GROUP BY model_id, stage)
         JOIN model ON model.id = model_id`,
      )
      .map(({ ids, ...group }) => ({ ...group, ids: ids.split(",").map(Number) })));
  }

  #current(): Kept {
    const changes = this.#db.get(ChangesRow, "SELECT total_changes() AS changes")?.changes ?? 0;
    if (changes !== this.#changes) {
      this.#changes = changes;
      const last = this.#db.get(LengthRow, "SELECT ifnull(max(id), 0) AS length FROM version");
      this.#kept = new Kept((last?.length ?? 0) + 1);
    }
    return this.#kept;
  }

  #read(sql: string, parameters: Sql["parameters"]): VersionSet {
    const kept = this.#current();
    return kept.remembered(kept.sets, sql, parameters, () => {
      const set = new Uint8Array(kept.length);
      const found = this.#db.get(
        IdsCell,
        `SELECT group_concat(id) AS ids FROM (${sql})`,
        parameters,
      );
      forEachId(found?.ids ?? "", (id) => (set[id] = 1));
      return set;
    });
  }

  #ranks(sql: string, parameters: Sql["parameters"]): Ranks {
    const kept = this.#current();
    return kept.remembered(kept.orders, sql, parameters, () => {
      const ranks = new Int32Array(kept.length);
      const found = this.#db.get(IdsCell, sql, parameters);
      forEachId(found?.ids ?? "", (id, group) => (ranks[id] = group));
      return ranks;
    });
  }
}

/** Sets that hold for one state of the index. */
class Kept {
  readonly sets = new LruCache<VersionSet>(48);
  readonly orders = new LruCache<Ranks>(12);
  readonly values = new LruCache<readonly string[]>(20);
  /** Words that were looked for. */
  readonly words = new Set<string>();
  texts?: SearchedTexts;
  names?: RecordedNames;
  living?: VersionSet;
  groups?: readonly StageGroup[];
  /** One more than the highest id. */
  readonly length: number;

  constructor(length = 0) {
    this.length = length;
  }

  remembered<T>(cache: LruCache<T>, sql: string, parameters: Sql["parameters"], make: () => T): T {
    const key = JSON.stringify([sql, parameters]);
    const known = cache.get(key);
    if (known !== undefined) return known;
    const made = make();
    cache.set(key, made);
    return made;
  }
}

/** Calls for each id of `3,4;7`, with the number of its group from 1 on. */
function forEachId(text: string, body: (id: number, group: number) => void): void {
  let id = 0;
  let group = 1;
  for (let place = 0; place < text.length; place += 1) {
    const code = text.charCodeAt(place);
    if (code !== comma && code !== semicolon) {
      id = id * 10 + code - zero;
      continue;
    }
    body(id, group);
    id = 0;
    if (code === semicolon) group += 1;
  }
  if (text !== "") body(id, group);
}
