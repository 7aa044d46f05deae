import { appendFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { RegistryEvent } from "../../../src/core/event.ts";
import { ModelName, Stage, VersionId, type EventId } from "../../../src/core/ids.ts";
import { EventStore } from "../../../src/storage/event-store.ts";
import { SqliteEngine } from "../../../src/storage/index-database.ts";
import { chainStart } from "../../../src/storage/ledger-line.ts";
import { registryPaths } from "../../../src/storage/registry-paths.ts";
import { dumpIndex } from "../support/dump-index.ts";
import { eventId, registered, rolledBack, transitioned, unknown } from "../support/events.ts";
import { encodeLine } from "../support/ledger.ts";
import { ReferenceModel } from "../support/reference-model.ts";
import { useTemporaryFolders } from "../support/registry.ts";
import { wasm } from "../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();
const models = ["fraud", "churn"];
const stages = ["None", "Staging", "Production", "Archived", "Rejected"];
const writers = ["first", "second", "third"];

/** An event of some clone that knows little of the others; `version` picks one of those before. */
const step = fc.record({
  writer: fc.nat(writers.length - 1),
  /** The other clones hear of it now, or together with a later one. */
  isTold: fc.boolean(),
  what: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("register"),
        number: fc.integer({ min: 1, max: 6 }),
        metrics: fc.dictionary(
          fc.string({ unit: "binary", minLength: 1 }),
          fc.double({ noNaN: true, noDefaultInfinity: true }),
          { maxKeys: 3, noNullPrototype: true },
        ),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("move"),
        version: fc.nat(),
        to: fc.constantFrom(...stages),
        isExclusive: fc.boolean(),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("roll back"),
        version: fc.nat(),
        to: fc.constantFrom(...stages),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("something new"), data: fc.jsonValue() }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("move the unknown"),
        to: fc.constantFrom(...stages),
      }),
    },
  ),
  model: fc.constantFrom(...models),
  /** Milliseconds since the event before; with 0 ids differ in their last digits only. */
  later: fc.nat(2),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function eventsOf(steps: readonly Step[]): RegistryEvent[] {
  const events: RegistryEvent[] = [];
  const versions: { id: EventId; model: string }[] = [];
  let time = 0;
  steps.forEach(({ what, model, later }, index) => {
    time += later;
    const id = eventId(time, index);
    const picked = "version" in what ? versions[what.version % versions.length] : undefined;
    const displaces = { versions: [], to: "Archived" };
    if ("metrics" in what) {
      events.push(registered(id, model, what.number, what.metrics));
      versions.push({ id, model });
    } else if ("data" in what) {
      events.push(unknown(id, "model.renamed", what.data));
    } else if (picked && "isExclusive" in what) {
      events.push(
        transitioned(
          id,
          picked.model,
          picked.id,
          what.to,
          what.isExclusive ? displaces : undefined,
        ),
      );
    } else if (picked) {
      events.push(rolledBack(id, picked.model, picked.id, what.to, displaces));
    } else {
      events.push(transitioned(id, model, eventId(0, 1e9 + index), what.to, displaces));
    }
  });
  return events;
}

test(
  "an index that grew with several clones' events is the one a rebuild makes, and the reference",
  { timeout: 120_000 },
  async () => {
    const engine = await SqliteEngine.load(await wasm());
    const folder = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25, size: "max" }),
        async (steps) => {
          const paths = registryPaths(folder);
          await rm(paths.root, { recursive: true, force: true });
          await mkdir(paths.ledger, { recursive: true });
          const grown = await EventStore.open(paths, engine);
          const events = eventsOf(steps);

          // Each clone writes its own file; what the reader gets to see of them arrives in any order.
          const heads = writers.map(() => chainStart);
          const waiting = writers.map((): Buffer[] => []);
          const tell = async (writer: number): Promise<void> => {
            const lines = Buffer.concat(waiting[writer]!.splice(0));
            if (lines.length > 0)
              await appendFile(join(paths.ledger, `${writers[writer]}.jsonl`), lines);
            await grown.catchUp();
          };
          for (const [index, event] of events.entries()) {
            const { writer, isTold } = steps[index]!;
            const { bytes, hash } = encodeLine(event, heads[writer]!);
            heads[writer] = hash;
            waiting[writer]!.push(bytes);
            if (isTold) await tell(writer);
          }
          for (const writer of writers.keys()) await tell(writer);
          expect(grown.damages).toEqual([]);
          await grown.save();
          const dump = dumpIndex(paths.index);

          await rm(paths.index);
          const rebuilt = await EventStore.open(paths, engine);
          await rebuilt.save();
          expect(dump).toEqual(dumpIndex(paths.index));
          await agree(grown, new ReferenceModel(events));
          expect(dump["event"]).toHaveLength(events.length);
          await grown.close();
          await rebuilt.close();
        },
      ),
      { numRuns: 25 },
    );
  },
);

async function agree(store: EventStore, expected: ReferenceModel): Promise<void> {
  const { answer } = await store.read((state) => {
    for (const version of expected.versions.values()) {
      const found = state.version(VersionId.parse(version.id));
      expect(found).toMatchObject({
        model: version.model,
        number: version.number,
        stage: version.stage,
      });
      expect(found?.claimedNumber).toBe(version.claimedNumber);
      expect(found?.rolledBackAt !== undefined).toBe(version.rolledBack);
    }
    for (const name of models) {
      const model = ModelName.parse(name);
      expect(state.versions({ model, limit: 1000 })).toHaveLength(expected.ofModel(name).length);
      for (const stage of stages.map((each) => Stage.parse(each))) {
        expect(
          state
            .holders(model, stage)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(expected.holders(name, stage).sort());
        expect(
          state
            .formerHolders(model, stage)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(expected.formerHolders(name, stage).sort());
      }
    }
    return true;
  });
  expect(answer).toBe(true);
}
