import fc from "fast-check";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RegistryEvent } from "../../../../../src/core/events/event.ts";
import { ModelName, VersionId, type EventId } from "../../../../../src/core/model/ids.ts";
import {
  SqliteEngine,
  type IndexDatabase,
} from "../../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../../src/storage/index/projection/project-event.ts";
import { eventId, registered, stamp, transitioned, written } from "../../../support/events.ts";
import { growIndex } from "../../../support/grown-index.ts";
import { LedgerInMemory } from "../../../support/ledger.ts";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { wasm } from "../../../support/wasm.ts";

let engine: SqliteEngine;
let db: IndexDatabase;
let ledger: LedgerInMemory;
let state: IndexQueries;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});
beforeEach(() => {
  db = engine.empty();
  ledger = new LedgerInMemory();
  state = new IndexQueries(db, ledger);
});
afterEach(() => {
  db.close();
});

const name = (text: string): ModelName => ModelName.parse(text);
const at = (time: number): EventId => eventId(time);

function apply(...events: readonly RegistryEvent[]): void {
  for (const event of events) projectEvent(db, event, ledger.add(event));
}

function created(time: number, model: string, rest: object = {}): RegistryEvent {
  return written(at(time), "model.created", { name: model, ...rest });
}

function renamed(time: number, model: EventId, from: string, to: string): RegistryEvent {
  return written(at(time), "model.renamed", { model, from, to });
}

function deleted(time: number, model: EventId, of: string): RegistryEvent {
  return written(at(time), "model.deleted", { model, name: of });
}

/** A registration by a clone that knows the model by its id. */
function registeredIn(time: number, modelId: EventId, model: string, number = 1): RegistryEvent {
  const event = registered(at(time), model, number);
  if (event.type !== "version.registered") throw new Error("not a registration");
  return { ...event, data: { ...event.data, modelId } };
}

const versionsOf = (model: string): string[] =>
  state.versions({ model: name(model), limit: 99 }).map((v) => `${v.model} ${v.number}`);

describe("a model", () => {
  test("may be empty, with what is written on it", () => {
    apply(created(1, "fraud", { description: "finds it", tags: { team: "risk" } }));
    expect(state.models()).toEqual([
      expect.objectContaining({ id: at(1), name: "fraud", versionCount: 0, latestNumber: 0 }),
    ]);
    expect(state.annotations(name("fraud"))).toEqual({ description: "finds it" });
    expect([...state.tags(name("fraud"))]).toEqual([["team", "risk"]]);
    apply(registered(at(2), "fraud", 1));
    expect(state.model(name("fraud"))).toMatchObject({ id: at(1), versionCount: 1 });
  });

  test("that was only ever registered has the id of its first registration", () => {
    apply(registered(at(1), "fraud", 1), registered(at(2), "fraud", 2));
    expect(state.model(name("fraud"))?.id).toBe(at(1));
    // The id of any of its registrations stands for it.
    apply(renamed(3, at(2), "another name", "scoring"));
    expect(versionsOf("scoring")).toEqual(["scoring 2", "scoring 1"]);
  });

  test("is found by its former names, by all that asks for a model", () => {
    apply(
      registered(at(1), "fraud", 1),
      transitioned(at(2), "fraud", at(1), "Production"),
      renamed(3, at(1), "fraud", "scoring"),
      renamed(4, at(1), "scoring", "risk"),
    );
    expect(state.model(name("fraud"))).toMatchObject({
      name: "risk",
      formerNames: ["scoring", "fraud"],
    });
    for (const model of ["fraud", "scoring", "risk"]) {
      expect(versionsOf(model)).toEqual(["risk 1"]);
      expect(state.events.count({ model: name(model) })).toBe(4);
    }
    const { history } = state.detail(VersionId.parse(at(1)))!;
    expect(history.map(({ type }) => type)).toContain("model.renamed");
  });

  test("is reached under its old name by a clone that did not know of the new one", () => {
    apply(
      registered(at(1), "fraud", 1),
      renamed(2, at(1), "fraud", "scoring"),
      registered(at(3), "fraud", 2),
      written(at(4), "tag.set", { model: "fraud", key: "team", value: "risk" }),
      written(at(5), "alias.set", { model: "fraud", alias: "champion", version: at(3) }),
      written(at(6), "alias.set", { model: "fraud", alias: "old", version: at(1) }),
      written(at(7), "alias.removed", { model: "fraud", alias: "old", previous: at(1) }),
    );
    expect(versionsOf("scoring")).toEqual(["scoring 2", "scoring 1"]);
    expect(state.models()).toHaveLength(1);
    expect(state.tags(name("scoring")).get("team")).toBe("risk");
    expect(state.version(VersionId.parse(at(3)))?.aliases).toEqual(["champion"]);
    expect(state.version(VersionId.parse(at(1)))?.aliases).toBeUndefined();
  });

  test("is told by its id from one that took its name", () => {
    apply(
      registered(at(1), "fraud", 1),
      renamed(2, at(1), "fraud", "scoring"),
      created(3, "fraud"),
      registeredIn(4, at(1), "fraud", 2),
      registered(at(5), "fraud", 1),
      transitioned(at(6), "fraud", at(1), "Production"),
    );
    expect(versionsOf("scoring")).toEqual(["scoring 2", "scoring 1"]);
    expect(versionsOf("fraud")).toEqual(["fraud 1"]);
    expect(state.version(VersionId.parse(at(1)))?.stage).toBe("Production");
    expect(state.model(name("scoring"))?.formerNames).toBeUndefined();
  });

  test("keeps its name where the new one is taken, which is recorded", () => {
    apply(
      registered(at(1), "fraud", 1),
      registered(at(2), "scoring", 1),
      renamed(3, at(2), "scoring", "fraud"),
      registeredIn(4, at(2), "fraud", 2),
    );
    expect(versionsOf("fraud")).toEqual(["fraud 1"]);
    expect(versionsOf("scoring")).toEqual(["scoring 2", "scoring 1"]);
    expect(state.events.noEffect(at(3))).toBe("name-taken");
    expect(state.events.noEffect(at(1))).toBeUndefined();
  });

  test("is deleted only while no version of it lives, and lives again with one", () => {
    apply(registered(at(1), "fraud", 1), deleted(2, at(1), "fraud"));
    expect(state.events.noEffect(at(2))).toBe("has-versions");
    apply(created(3, "empty"), deleted(4, at(3), "empty"));
    expect(state.models().map((model) => model.name)).toEqual(["fraud"]);
    expect(state.model(name("empty"))).toBeUndefined();
    apply(registered(at(5), "empty", 1));
    expect(versionsOf("empty")).toEqual(["empty 1"]);
    apply(deleted(6, at(9), "nothing"));
    expect(state.events.noEffect(at(6))).toBe("unknown-model");
  });

  test("that is deleted makes way for one that takes its name, and keeps its versions", () => {
    apply(
      created(1, "fraud"),
      deleted(2, at(1), "fraud"),
      registered(at(3), "scoring", 1),
      renamed(4, at(3), "scoring", "fraud"),
      registeredIn(5, at(1), "fraud", 1),
    );
    expect(versionsOf("fraud")).toEqual(["fraud 1"]);
    expect(versionsOf("fraud deleted")).toEqual(["fraud deleted 1"]);
  });
});

const names = ["a", "b", "c"];
const aName = fc.constantFrom(...names);
/** Each about the model of an earlier event, which may be one that does nothing of the kind. */
const someEvent = fc.oneof(
  fc.record({ kind: fc.constant("created" as const), model: aName }),
  fc.record({ kind: fc.constant("registered" as const), model: aName, id: fc.option(fc.nat(9)) }),
  fc.record({
    kind: fc.constant("renamed" as const),
    model: fc.nat(9),
    from: aName,
    to: aName,
  }),
  fc.record({ kind: fc.constant("deleted" as const), model: fc.nat(9), name: aName }),
  fc.record({ kind: fc.constant("version deleted" as const), version: fc.nat(9), model: aName }),
  fc.record({ kind: fc.constant("moved" as const), version: fc.nat(9), model: aName }),
);
const scattered = fc.array(
  fc.record({ what: someEvent, writer: fc.nat(2), isTold: fc.boolean() }),
  {
    minLength: 1,
    maxLength: 25,
    size: "max",
  },
);
type SomeEvent = typeof someEvent extends fc.Arbitrary<infer E> ? E : never;

function eventOf(what: SomeEvent, index: number): RegistryEvent {
  const time = index + 1;
  const earlier = (back: number): EventId => at(Math.max(1, time - 1 - back));
  switch (what.kind) {
    case "created":
      return created(time, what.model);
    case "registered":
      return what.id === null
        ? registered(at(time), what.model, 1)
        : registeredIn(time, earlier(what.id), what.model);
    case "renamed":
      return renamed(time, earlier(what.model), what.from, what.to);
    case "deleted":
      return deleted(time, earlier(what.model), what.name);
    case "version deleted":
      return written(at(time), "version.deleted", {
        model: what.model,
        version: earlier(what.version),
        digest: "0".repeat(64),
        policy: "0".repeat(64),
        stage: "None",
        stageSince: stamp(earlier(what.version)).at,
        reason: "superseded",
      });
    case "moved":
      return transitioned(at(time), what.model, earlier(what.version), "Staging");
  }
}

test("at any time names are unique, and every version belongs to the model that its name finds", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(scattered, (steps) => {
      const own = engine.empty();
      const lines = new LedgerInMemory();
      const queries = new IndexQueries(own, lines);
      for (const [index, { what }] of steps.entries()) {
        const event = eventOf(what, index);
        projectEvent(own, event, lines.add(event));
        const models = queries.models();
        expect(new Set(models.map((model) => model.name)).size).toBe(models.length);
        expect(new Set(models.map(({ id }) => id)).size).toBe(models.length);
        const versions = queries.versions({ limit: 1000 });
        const found = models.flatMap((model) => {
          const its = queries.versions({ model: model.name, limit: 1000 });
          expect(its).toHaveLength(model.versionCount);
          expect(its.every((version) => version.model === model.name)).toBe(true);
          return its.map(({ id }) => id);
        });
        expect(found.sort()).toEqual(versions.map(({ id }) => id).sort());
        const counted = `${event.type} ${queries.events.noEffect(event.id) ?? "done"}`;
        seen.set(counted, (seen.get(counted) ?? 0) + 1);
      }
      own.close();
    }),
    { numRuns: 100 },
  );
  // The test is of no use if these do not happen.
  for (const counted of [
    "model.renamed done",
    "model.renamed name-taken",
    "model.deleted done",
    "model.deleted has-versions",
  ]) {
    expect(seen.get(counted) ?? 0, counted).toBeGreaterThan(5);
  }
});

const temporaryFolder = useTemporaryFolders();

test("whichever clone's file is read first, and whenever, the index is the one that a rebuild makes", async () => {
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(scattered, async (steps) => {
      const events = steps.map(({ what }, index) => eventOf(what, index));
      await growIndex(folder, engine, steps, events);
    }),
    { numRuns: 25 },
  );
});
