import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { stageMove, stagesAfter, type Placement } from "../../../../src/core/audit/stages-at.ts";
import { SqliteEngine } from "../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../src/storage/index/projection/project-event.ts";
import { eventId, registered, transitioned } from "../../support/events.ts";
import { LedgerInMemory } from "../../support/ledger.ts";
import { eventsOf, step } from "../../support/steps-of-clones.ts";
import { wasm } from "../../support/wasm.ts";

let engine: SqliteEngine;
beforeAll(async () => {
  engine = await SqliteEngine.load(await wasm());
});

type Expected = Omit<Placement, "event">;

/** Returns the stages that the index has now. */
function placementsNow(state: IndexQueries): Expected[] {
  return state
    .versions({ limit: 10_000 })
    .toReversed()
    .map(({ id, model, number, stage, stageSince }) => ({
      version: id,
      model,
      number,
      stage,
      since: stageSince,
    }));
}

const withoutEvent = ({ event: _, ...rest }: Placement): Expected => rest;

test("after any events of any clones, at any of them, it is what the index said then", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: "max" }), fc.nat(), (steps, chosen) => {
      const events = eventsOf(steps);
      const db = engine.empty();
      const ledger = new LedgerInMemory();
      const state = new IndexQueries(db, ledger);
      const cut = events.length === 0 ? 0 : (chosen % events.length) + 1;
      for (const event of events.slice(0, cut)) projectEvent(db, event, ledger.add(event));
      const expected = placementsNow(state);
      const moves = events.slice(0, cut).flatMap((event) => stageMove(event) ?? []);
      const placed = stagesAfter(moves).filter(({ version }) => !state.deletedVersion(version));
      expect(placed.map(withoutEvent)).toEqual(expected);

      // The index of everything answers the same of that moment.
      for (const event of events.slice(cut)) projectEvent(db, event, ledger.add(event));
      const last = events[cut - 1];
      if (last) {
        expect(state.events.stageMoves({ event: last.id })).toEqual(moves);
        const now = events
          .filter(({ at }) => at <= last.at)
          .flatMap((event) => stageMove(event) ?? []);
        expect(state.events.stageMoves({ at: last.at })).toEqual(now);
      }
      db.close();
    }),
    { numRuns: 200 },
  );
});

test("since when, and by which event, of who entered and of who had to go", () => {
  const [first, second, third, fourth] = [1, 2, 3, 4].map((time) => eventId(time));
  const events = [
    registered(first!, "fraud", 1),
    transitioned(second!, "fraud", first!, "Production", { versions: [], to: "Archived" }),
    registered(third!, "fraud", 2),
    transitioned(fourth!, "fraud", third!, "Production", { versions: [first!], to: "Archived" }),
  ];
  const at = (count: number): unknown =>
    stagesAfter(events.slice(0, count).flatMap((event) => stageMove(event) ?? [])).map(
      ({ number, stage, event }) => [number, stage, event],
    );
  expect(at(3)).toEqual([
    [1, "Production", second],
    [2, "None", third],
  ]);
  expect(at(4)).toEqual([
    [1, "Archived", fourth],
    [2, "Production", fourth],
  ]);
});
