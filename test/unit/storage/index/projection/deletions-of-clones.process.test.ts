import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import type { EventId } from "../../../../../src/core/model/ids.ts";
import { ModelName, VersionId, VersionNumber } from "../../../../../src/core/model/ids.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../../src/storage/index/projection/project-event.ts";
import { eventId, registered, stamp, transitioned, written } from "../../../support/events.ts";
import { LedgerInMemory } from "../../../support/ledger.ts";
import { ReferenceModel } from "../../../support/reference-model.ts";
import { eventsOf, type Step } from "../../../support/steps-of-clones.ts";
import { wasm } from "../../../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

/** Few versions that are made from each other, deleted and come into use again. */
const version = fc.nat(4);
const what: fc.Arbitrary<Step["what"]> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("register"),
      number: fc.constant(1),
      label: fc.constant(undefined),
      metrics: fc.constant({}),
      parent: fc.option(version, { nil: undefined }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("delete"), version, unheard: fc.nat(4) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("move"),
      version,
      to: fc.constantFrom("None", "Production"),
      isExclusive: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("mark"),
      version,
      mark: fc.constantFrom("alias" as const, "no alias" as const, "tag" as const),
      key: fc.constantFrom("a", "b"),
      value: fc.constant("x"),
      isOfModel: fc.constant(false),
      isMistaken: fc.nat(5).map((n) => n === 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("ask"),
      version,
      to: fc.constant("Staging"),
      promote: fc.constant(false),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("answer"),
      request: fc.nat(2),
      answer: fc.constant("denied" as const),
    }),
  },
);
const step = fc.record({
  writer: fc.constant(0),
  isTold: fc.constant(true),
  what,
  model: fc.constant("fraud"),
  later: fc.nat(1),
});

test("what clones delete and use at the same time is in use, and what is in use was not deleted", () => {
  let [deletions, takenBack, void_] = [0, 0, 0];
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25, size: "max" }), (steps) => {
      const events = eventsOf(steps);
      const db = engine.empty();
      const ledger = new LedgerInMemory();
      const state = new IndexQueries(db, ledger);
      const model = ModelName.parse("fraud");
      const gone = new Set<string>();
      for (const [index, event] of events.entries()) {
        projectEvent(db, event, ledger.add(event));
        const expected = new ReferenceModel(events.slice(0, index + 1));
        for (const { id, number, deletion } of expected.versions.values()) {
          const deleted = state.deletedVersion(VersionId.parse(id));
          expect(deleted?.deletion).toBe(deletion);
          expect(state.version(VersionId.parse(id)) === undefined).toBe(deletion !== undefined);
          expect(state.deletedCalled(model, VersionNumber.parse(number))).toEqual(deleted);
          if (deletion !== undefined) expect(expected.isInUse(id)).toBe(false);
          if (deletion !== undefined) gone.add(id);
          if (deletion === undefined && gone.delete(id)) takenBack += 1;
        }
        const versionCount = expected.living("fraud").length;
        expect(state.model(model)?.versionCount ?? 0).toBe(versionCount);
        expect(state.versions({ model, limit: 100 })).toHaveLength(versionCount);
        if (event.type !== "version.deleted") continue;
        if (expected.versions.get(event.data.version)?.deletion === event.id) deletions += 1;
        else void_ += 1;
      }
      db.close();
    }),
    { numRuns: 400 },
  );
  // The test is of no use if these do not happen.
  expect(Math.min(deletions, takenBack, void_)).toBeGreaterThan(20);
});

const [first, second, third, fourth, fifth] = [1, 2, 3, 4, 5].map((time) => eventId(time)) as [
  EventId,
  EventId,
  EventId,
  EventId,
  EventId,
];

function deleted(id: EventId, of: EventId): ReturnType<typeof written> {
  return written(id, "version.deleted", {
    model: "fraud",
    version: of,
    digest: "0".repeat(64),
    policy: "0".repeat(64),
    stage: "None",
    stageSince: stamp(of).at,
    reason: "superseded",
  });
}

test("a version that comes into use again brings those with it that it was made from", () => {
  const db = engine.empty();
  const ledger = new LedgerInMemory();
  const state = new IndexQueries(db, ledger);
  const living = (): number[] => state.versions({ limit: 9 }).map(({ number }) => number);
  const events = [
    registered(first, "fraud", 1),
    registered(second, "fraud", 2, {}, undefined, [first]),
    deleted(third, second),
    deleted(fourth, first),
    transitioned(fifth, "fraud", second, "Staging"),
  ];
  for (const event of events.slice(0, 4)) projectEvent(db, event, ledger.add(event));
  expect(living()).toEqual([]);
  projectEvent(db, events[4]!, ledger.add(events[4]!));
  expect(living()).toEqual([2, 1]);
  expect(state.registration(VersionId.parse(first))).toBeDefined();
  db.close();
});
