/** Searches in SQL find what looking at each version finds. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { printQuery } from "../../../../../src/core/query/print-query.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { projectEvent } from "../../../../../src/storage/index/projection/project-event.ts";
import { SearchSets } from "../../../../../src/storage/index/search/search-sets.ts";
import {
  searchGroups,
  searchVersions,
} from "../../../../../src/storage/index/search/search-versions.ts";
import { anyQuery } from "../../../support/any-query.ts";
import { LedgerInMemory } from "../../../support/ledger.ts";
import { naiveSearch } from "../../../support/naive-search.ts";
import {
  anyWorld,
  placed,
  worldEvents,
  worldNow,
  worldValues,
} from "../../../support/searched-world.ts";
import { wasm } from "../../../support/wasm.ts";

let engine: SqliteEngine;

beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

test("a search finds what looking at each version finds, in the same order", () => {
  const queries = fc.array(anyQuery(worldValues), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(anyWorld, queries, (world, wanted) => {
      const db = engine.empty();
      try {
        const ledger = new LedgerInMemory();
        for (const event of worldEvents(world)) projectEvent(db, event, ledger.add(event));
        const sets = new SearchSets(db);
        const versions = placed(world);
        for (const query of wanted) {
          const expected = naiveSearch(versions, query).map(({ id }) => id);
          const page = { limit: 100, offset: 0, now: worldNow };
          const { versions: found, total } = searchVersions(db, sets, query, page);
          expect(
            found.map(({ id }) => String(id)),
            printQuery(query),
          ).toEqual(expected);
          expect(total).toBe(expected.length);
          const rest = searchVersions(db, sets, query, { ...page, limit: 2, offset: 1 });
          const groups = searchGroups(sets, query, worldNow);
          const all = naiveSearch(versions, {
            ...(query.where && { where: query.where }),
            order: [],
          });
          expect(new Set(groups.models)).toEqual(new Set(all.map(({ model }) => model)));
          expect(new Set(groups.stages)).toEqual(new Set(all.map(({ stage }) => stage)));
          expect(rest.versions.map(({ id }) => String(id))).toEqual(expected.slice(1, 3));
        }
      } finally {
        db.close();
      }
    }),
    { numRuns: 300 },
  );
});
