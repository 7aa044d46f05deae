import fc from "fast-check";
import { expect, test } from "vitest";
import type { RegistryEvent } from "../../../../../src/core/events/event.ts";
import type { EventId } from "../../../../../src/core/model/ids.ts";
import { RunId } from "../../../../../src/core/model/run.ts";
import type { EventStore } from "../../../../../src/storage/event-store.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { sha256 } from "../../../../../src/storage/ledger/ledger-line.ts";
import { eventId, stamp, written } from "../../../support/events.ts";
import { growIndex } from "../../../support/grown-index.ts";
import { asRecorded } from "../../../support/ledger.ts";
import { ReferenceRuns } from "../../../support/reference-runs.ts";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { wasm } from "../../../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();

const aRun = fc.constantFrom("r1", "r2", "r3");
const aName = fc.constantFrom("churn", "fraud", "Default");
/** Steps of a clone that knows little of the others; `experiment` picks an earlier event. */
const something = fc.oneof(
  fc.record({ kind: fc.constant("experiment" as const), name: aName, tag: fc.boolean() }),
  fc.record({
    kind: fc.constant("experiment changed" as const),
    experiment: fc.nat(9),
    to: aName,
    tag: fc.constantFrom("a", "b", null),
  }),
  fc.record({
    kind: fc.constantFrom("experiment.deleted" as const, "experiment.restored" as const),
    experiment: fc.nat(9),
  }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("started" as const),
      run: aRun,
      experiment: fc.option(aName, { nil: undefined }),
      /** The experiment is named by the id of an earlier event as well. */
      byId: fc.option(fc.nat(9), { nil: undefined }),
      depth: fc.nat(3),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("finished" as const),
      run: aRun,
      status: fc.constantFrom("finished", "failed", "killed"),
      segments: fc.nat(2),
      loss: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant("NaN")),
      hasSummary: fc.boolean(),
    }),
  },
  fc.record({
    kind: fc.constantFrom("run.deleted" as const, "run.restored" as const),
    run: aRun,
  }),
);
type Something = typeof something extends fc.Arbitrary<infer T> ? T : never;

const scattered = fc.array(
  fc.record({ what: something, writer: fc.nat(2), isTold: fc.boolean() }),
  { minLength: 1, maxLength: 30, size: "max" },
);

function eventOf(what: Something, index: number): RegistryEvent {
  const time = index + 1;
  const id = eventId(time);
  const earlier = (back: number): EventId => eventId(Math.max(1, time - 1 - back));
  const { at } = stamp(id);
  switch (what.kind) {
    case "experiment":
      return written(id, "experiment.created", {
        name: what.name,
        ...(what.tag && { tags: { team: what.name } }),
      });
    case "experiment changed":
      return written(id, "experiment.changed", {
        experiment: earlier(what.experiment),
        name: "as it was",
        to: what.to,
        tags: { team: what.tag },
      });
    case "experiment.deleted":
    case "experiment.restored":
      return written(id, what.kind, { experiment: earlier(what.experiment), name: "as it was" });
    case "started":
      return written(id, "run.started", {
        run: what.run,
        name: `run ${what.run} of ${index}`,
        ...(what.experiment !== undefined && { experiment: what.experiment }),
        ...(what.byId !== undefined && { experimentId: earlier(what.byId) }),
        parameters: { depth: what.depth },
        start: at,
      });
    case "finished": {
      const metric = { last: what.loss, step: 3, at: 5, count: 2 };
      const summary = {
        parameters: { depth: index },
        tags: { seen: `${index}` },
        metrics: { loss: metric },
        inputs: [],
        outputs: [],
        artifacts: [],
        models: [],
      };
      return written(id, "run.finished", {
        run: what.run,
        status: what.status,
        end: at,
        segments: Array.from({ length: what.segments }, (_, place) => ({
          sha256: sha256(`${index} ${place}`),
          size: index + place,
        })),
        ...(what.hasSummary ? { summary } : { metrics: { auc: index } }),
      });
    }
    default:
      return written(id, what.kind, { run: what.run });
  }
}

test("runs and experiments of several clones are those of a rebuild, and of the reference", async () => {
  const engine = await SqliteEngine.load(await wasm());
  const folder = await temporaryFolder();
  await fc.assert(
    fc.asyncProperty(scattered, async (steps) => {
      const events = steps.map(({ what }, index) => eventOf(what, index));
      await growIndex(folder, engine, steps, events, (grown) =>
        agree(grown, new ReferenceRuns(asRecorded(events))),
      );
    }),
    {
      numRuns: 40,
      // Always tried: a number that JSON, and so the ledger, holds as another one.
      examples: [
        [
          [
            {
              what: {
                kind: "finished",
                run: "r1",
                status: "finished",
                segments: 0,
                loss: -0,
                hasSummary: true,
              },
              writer: 0,
              isTold: false,
            },
          ],
        ],
      ],
    },
  );
});

async function agree(store: EventStore, expected: ReferenceRuns): Promise<void> {
  await store.read(({ runs }) => {
    expect(
      runs
        .experiments()
        .map(({ name, tags, isDeleted }) => ({ name, tags, isDeleted }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    ).toEqual(
      expected.experiments
        .map(({ name, tags, isDeleted }) => ({ name, tags: Object.fromEntries(tags), isDeleted }))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
    expect(runs.runs()).toHaveLength(expected.runs.size);
    for (const [id, run] of expected.runs) {
      const found = runs.run(RunId.parse(id));
      expect(found).toMatchObject({
        experiment: { name: run.experiment.name },
        status: run.status,
        isDeleted: run.isDeleted || run.experiment.isDeleted,
      });
      expect(found?.name).toBe(run.name);
      expect(runs.segments(RunId.parse(id)).map(({ sha256: digest }) => digest)).toEqual(
        run.segments,
      );
      for (const key of ["loss", "auc"]) {
        expect(runs.metric(key).get(RunId.parse(id))?.last).toEqual(run.metrics.get(key));
      }
      const depth = runs.values("parameter", "depth").get(RunId.parse(id));
      expect(depth).toBe(run.depth === undefined ? undefined : JSON.stringify(run.depth));
    }
    return true;
  });
}
