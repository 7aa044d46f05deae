/** Tests that what searches keep holds after every write: they find what a first search finds. */
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";
import type { RegistryEvent } from "../../../../../src/core/events/event.ts";
import { printQuery } from "../../../../../src/core/query/print-query.ts";
import type { Query } from "../../../../../src/core/query/query.ts";
import {
  SqliteEngine,
  type IndexDatabase,
} from "../../../../../src/storage/index/index-database.ts";
import { projectEvent } from "../../../../../src/storage/index/projection/project-event.ts";
import { searchFields } from "../../../../../src/storage/index/search/search-fields.ts";
import { SearchSets } from "../../../../../src/storage/index/search/search-sets.ts";
import {
  searchGroups,
  searchVersions,
} from "../../../../../src/storage/index/search/search-versions.ts";
import { anyQuery } from "../../../support/any-query.ts";
import { eventId, registered, rolledBack, transitioned, written } from "../../../support/events.ts";
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

const queries = fc.array(anyQuery(worldValues), { minLength: 1, maxLength: 5 });

function found(db: IndexDatabase, sets: SearchSets, query: Query): unknown {
  const page = { limit: 100, offset: 0, now: worldNow };
  const { versions, total } = searchVersions(db, sets, query, page);
  const groups = searchGroups(sets, query, worldNow);
  return {
    ids: versions.map(({ id }) => String(id)),
    total,
    models: [...groups.models].sort(),
    stages: [...groups.stages].sort(),
  };
}

/** Applies events one after the other, and searches as one did before and for the first time. */
function expectSame(events: readonly RegistryEvent[], wanted: readonly Query[]): IndexDatabase {
  const db = engine.empty();
  const ledger = new LedgerInMemory();
  const kept = new SearchSets(db);
  for (const [index, event] of events.entries()) {
    projectEvent(db, event, ledger.add(event));
    for (const [number, query] of wanted.entries()) {
      // Some are not searched for again after each write, so that several are caught up with.
      if ((index + number) % (number + 1) !== 0) continue;
      const first = found(db, new SearchSets(db), query);
      expect(found(db, kept, query), printQuery(query)).toEqual(first);
    }
  }
  return db;
}

test("a search between the writes that make a registry finds the same as the first one", () => {
  fc.assert(
    fc.property(anyWorld, queries, (world, wanted) => {
      const db = expectSame(worldEvents(world), wanted);
      const sets = new SearchSets(db);
      for (const query of wanted) {
        const expected = naiveSearch(placed(world), query).map(({ id }) => id);
        expect(found(db, sets, query)).toMatchObject({ ids: expected, total: expected.length });
      }
      db.close();
    }),
    { numRuns: 15 },
  );
});

/** Rows of these are never changed but by a model's name, which has a trigger of its own. */
const constant = ["actor", "environment", "metric_key", "recorded_key", "model", "json_each"];

test("every table that a condition reads is watched", () => {
  const db = engine.empty();
  found(db, new SearchSets(db), { order: [] });
  const Table = z.object({ name: z.string() });
  const watched = db.all(Table, "SELECT DISTINCT tbl_name AS name FROM sqlite_temp_schema");
  const comparison = { key: { field: "metrics" }, operator: "=", value: "1", now: 0 } as const;
  const queries = Object.values(searchFields).flatMap(({ compare, has }) => [
    ...compare(comparison),
    ...has(""),
  ]);
  const read = queries.flatMap(({ sql }) =>
    Array.from(sql.matchAll(/\b(?:FROM|JOIN)\s+([a-z_]+)/g), ([, name = ""]) => name),
  );
  const unwatched = new Set(read);
  for (const name of [...constant, ...watched.map((table) => table.name)]) unwatched.delete(name);
  expect([...unwatched]).toEqual([]);
});

const models = ["fraud", "Fraud-EU"] as const;
const version = fc.integer({ min: 0, max: 7 });
const text = fc.constantFrom("a", "ab", "B", "risk");

const versionId = (number: number): ReturnType<typeof eventId> => eventId(number + 1);
const modelOf = (number: number): string => models[number % 2] ?? "";
const digest = "d".repeat(64);

/** Makes an event with an id. */
type Write = (at: number) => RegistryEvent;

/** A write about one of eight versions, of which every other belongs to a model. */
const write: fc.Arbitrary<Write> = fc
  .record({ version, other: version, text, isOfModel: fc.boolean(), isRemoved: fc.boolean() })
  .chain(({ version, other, text, isOfModel, isRemoved }) => {
    const model = modelOf(version);
    const about = { model, version: versionId(version) };
    const subject = isOfModel ? { model } : about;
    const event =
      (type: string, data: unknown): Write =>
      (at) =>
        written(eventId(at), type, data);
    return fc.constantFrom<Write>(
      (at) => transitioned(eventId(at), model, about.version, "Staging"),
      (at) =>
        rolledBack(eventId(at), model, about.version, "Production", {
          versions: [versionId(other)],
          to: "Archived",
        }),
      (at) => registered(eventId(at), model, at, { auc: other / 8 }, undefined, [versionId(other)]),
      event("version.deleted", {
        ...{ ...about, digest, stage: "None", stageSince: "2026-01-01T00:00:00.000Z" },
        ...{ reason: "old", policy: digest },
      }),
      isRemoved
        ? event("alias.removed", { model, alias: text, previous: about.version })
        : event("alias.set", { ...about, alias: text }),
      isRemoved
        ? event("tag.removed", { ...subject, key: "auc", previous: "a" })
        : event("tag.set", { ...subject, key: "auc", value: text }),
      event("annotations.changed", {
        ...subject,
        changes: [{ field: "description", ...(!isRemoved && { to: text }) }],
      }),
      event("model.renamed", { model: versionId(version % 2), from: model, to: text }),
      event("approval.requested", {
        ...{ ...about, to: "Production", reason: "better", promote: false },
        ...{ digest, policy: digest },
      }),
      (at) =>
        written(eventId(at), "approval.approved", {
          ...{ ...about, to: "Production", request: eventId(at - 1) },
          ...{ digest, policy: digest },
        }),
    );
  });

test("a search after any write finds the same as the first one", () => {
  const texts = { ...worldValues.values, parent: text, approved_by: fc.constant("ada") };
  const wanted = fc.array(anyQuery({ ...worldValues, values: texts }), {
    minLength: 3,
    maxLength: 6,
  });
  fc.assert(
    fc.property(fc.array(write, { maxLength: 14 }), wanted, (writes, queries) => {
      const registrations = Array.from({ length: 8 }, (_, number) =>
        registered(versionId(number), modelOf(number), number + 1, { auc: number / 4 }),
      );
      const events = writes.map((made, index) => made(100 + index));
      expectSame([...registrations, ...events], queries).close();
    }),
    { numRuns: 20 },
  );
});

test("a version that comes between two others again and again is in the right place", () => {
  const db = engine.empty();
  const ledger = new LedgerInMemory();
  const kept = new SearchSets(db);
  const order = { order: [{ key: { field: "metrics" as const, name: "auc" }, descending: false }] };
  for (let number = 0; number < 80; number += 1) {
    // Each between the first, which has 0, and the one before: their places come ever nearer.
    const auc = number === 0 ? 0 : 2 ** -number;
    const event = registered(eventId(number + 1), "fraud", number + 1, { auc });
    projectEvent(db, event, ledger.add(event));
    const first = found(db, new SearchSets(db), order);
    expect(found(db, kept, order)).toEqual(first);
  }
});
