import fc from "fast-check";
import { expect, test } from "vitest";
import { AbTestName } from "../../../../../src/core/events/abtest-events.ts";
import type { RegistryEvent } from "../../../../../src/core/events/event.ts";
import { SegmentId } from "../../../../../src/core/events/observation-events.ts";
import { EventId, Timestamp, VersionId } from "../../../../../src/core/model/ids.ts";
import type { EventStore } from "../../../../../src/storage/event-store.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { chainStart, sha256 } from "../../../../../src/storage/ledger/ledger-line.ts";
import { eventId, registered, stamp, written } from "../../../support/events.ts";
import { growIndex, writers } from "../../../support/grown-index.ts";
import { ReferenceProduction } from "../../../support/reference-production.ts";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { wasm } from "../../../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();

const versions = [eventId(1), eventId(2)].map((id) => VersionId.parse(id));
const rules = ["slow", "silent"];
const names = ["checkout", "search"];
const segments = ["a", "b", "c"].map((letter) => letter.repeat(26));

const aVersion = fc.constantFrom(...versions);
const share = fc.nat(10_000);
/** Steps of a clone that knows little of the others; `back` picks an earlier event of the kind. */
const something = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("alerted" as const),
      version: aVersion,
      rule: fc.constantFrom(...rules),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constantFrom("recovered" as const, "rollback-failed" as const),
      /** With 4 it is an event that comes later, as after a clock was set back. */
      back: fc.nat(4),
    }),
  },
  fc.record({
    kind: fc.constant("rollback-completed" as const),
    version: aVersion,
    rollback: fc.nat(2),
  }),
  fc.record({ kind: fc.constant("sketched" as const), version: aVersion }),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("created" as const),
      name: fc.constantFrom(...names),
      variants: fc.tuple(aVersion, aVersion),
      share,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("split" as const), back: fc.nat(1), share }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("concluded" as const),
      back: fc.nat(1),
      winner: fc.option(aVersion, { nil: undefined }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("sealed" as const),
      segment: fc.constantFrom(...segments),
      of: fc.uniqueArray(aVersion, { minLength: 1 }),
    }),
  },
);
type Something = typeof something extends fc.Arbitrary<infer T> ? T : never;

const scattered = fc.array(
  fc.record({ what: something, writer: fc.nat(writers.length - 1), isTold: fc.boolean() }),
  { minLength: 3, maxLength: 40, size: "max" },
);

const version = versions[0]!;
const alerted = { kind: "alerted", version, rule: "slow" } as const;
const split = { kind: "split", back: 0, share: 1 } as const;
const concluded = { kind: "concluded", back: 0, winner: version } as const;
const sealed: Something = { kind: "sealed", segment: segments[0]!, of: [version] };
/** Always tried: clones that find, end, conclude and seal the same. */
const theSame: readonly Something[] = [
  ...[alerted, alerted, alerted, alerted],
  { kind: "rollback-failed", back: 0 },
  { kind: "recovered", back: 1 },
  { kind: "recovered", back: 0 },
  alerted,
  { kind: "recovered", back: 2 },
  { kind: "recovered", back: 4 },
  { kind: "created", name: "checkout", variants: [version, versions[1]!], share: 5_000 },
  ...[split, concluded, split, concluded, sealed, sealed],
];

/** The events of some steps: the first two register the versions that the others are about. */
function eventsOf(steps: readonly { readonly what: Something }[]): readonly RegistryEvent[] {
  const events: RegistryEvent[] = [];
  for (const [index, { what }] of steps.entries()) {
    const id = eventId(index + 1);
    const isFirst = index < versions.length;
    events.push(isFirst ? registered(id, "fraud", index + 1) : eventOf(what, index + 1, events));
  }
  return events;
}

function eventOf(what: Something, time: number, earlier: readonly RegistryEvent[]): RegistryEvent {
  const id = eventId(time);
  const { at } = stamp(id);
  const metric = { key: "conversion", better: "higher" };
  const test = (back: number): RegistryEvent | undefined =>
    earlier.filter(({ type }) => type === "abtest.created").at(-1 - back);
  switch (what.kind) {
    case "alerted":
      return written(id, "monitoring.alerted", {
        ...{ model: "fraud", version: what.version, rule: what.rule, stage: "Production" },
        evidence: { kind: "silence", from: at, to: at },
        policy: chainStart,
      });
    case "recovered":
    case "rollback-failed": {
      const alerts = earlier.filter((event) => event.type === "monitoring.alerted");
      const alert = what.back === 4 ? undefined : alerts.at(-1 - what.back);
      const { version, rule } = alert?.data ?? { version: versions[0], rule: rules[0] };
      const about = { model: "fraud", version, rule, alert: alert?.id ?? eventId(time + 1) };
      const rest = what.kind === "recovered" ? { cause: "holds" } : { problem: `refused ${time}` };
      return written(id, `monitoring.${what.kind}`, { ...about, ...rest });
    }
    case "rollback-completed":
      return written(id, "monitoring.rollback-completed", {
        ...{ model: "fraud", version: what.version, stage: "Production" },
        rollback: eventId(1 + what.rollback),
        ...{ from: at, until: at, count: 1, figures: [] },
      });
    case "sketched":
      return written(id, "monitoring.sketched", {
        ...{ model: "fraud", version: what.version, dataset: "train", rows: time, columns: {} },
      });
    case "created":
      return written(id, "abtest.created", {
        name: what.name,
        variants: what.variants.map((version) => ({ model: "fraud", version })),
        shares: [what.share, 10_000 - what.share],
        ...{ mode: "split", metric, guardrails: [], level: 0.05, power: 0.8, effect: 0.1 },
      });
    case "split":
      return written(id, "abtest.split", {
        test: test(what.back)?.id ?? eventId(time + 1),
        name: names[0],
        shares: [what.share, 10_000 - what.share],
      });
    case "concluded":
      return written(id, "abtest.concluded", {
        test: test(what.back)?.id ?? eventId(time + 1),
        name: names[0],
        ...(what.winner !== undefined && { winner: what.winner }),
        ...{ summary: "They are alike.", significant: false },
        variants: versions.map((version) => ({ version, count: 1 })),
      });
    case "sealed": {
      const bytes = { sha256: sha256(id), size: time };
      return written(id, "observations.sealed", {
        ...{ segment: what.segment, count: 1, from: at, to: at, versions: what.of },
        ...{ raw: bytes, minutes: bytes, hours: bytes },
      });
    }
  }
}

test("alerts, A/B tests and observations of several clones are those of a rebuild, and of the reference", async () => {
  const engine = await SqliteEngine.load(await wasm());
  const folder = await temporaryFolder();
  const met = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(scattered, async (steps) => {
      const events = eventsOf(steps);
      const expected = new ReferenceProduction(events);
      for (const [what, times] of expected.met) met.set(what, (met.get(what) ?? 0) + times);
      await growIndex(folder, engine, steps, events, (grown) => agree(grown, events, expected));
    }),
    {
      numRuns: 30,
      examples: [
        [theSame.map((what, index) => ({ what, writer: index % 3, isTold: index % 2 === 0 }))],
      ],
    },
  );
  // The example is of no use if these do not happen in it.
  for (const what of [
    "an alert that is open",
    "an alert that has ended",
    "no alert",
    "a rollback of the same alert",
    "a test of the same name",
    "a concluded test: abtest.split",
    "a concluded test: abtest.concluded",
    "a sealed segment",
  ]) {
    expect(met.get(what) ?? 0, what).toBeGreaterThan(0);
  }
});

async function agree(
  store: EventStore,
  events: readonly RegistryEvent[],
  expected: ReferenceProduction,
): Promise<void> {
  await store.read(({ monitoring, abTests, observations }) => {
    const alerts = expected.alerts.toReversed();
    expect(monitoring.newest(100).map(({ id }) => id)).toEqual(alerts.map(({ id }) => id));
    const open = alerts.filter(({ recovered }) => recovered === undefined);
    expect(monitoring.open().map(({ id }) => id)).toEqual(open.map(({ id }) => id));
    for (const { id } of events) {
      const found = monitoring.alert(id);
      const alert = expected.alert(id);
      expect(found?.id).toBe(alert?.id);
      expect(found?.recovered?.at).toBe(alert?.recovered && Date.parse(alert.recovered));
      expect(found?.rollbackProblem).toBe(alert?.problem);
      expect(monitoring.completion(id)).toBe(expected.completed.get(id));
    }
    for (const version of versions) {
      for (const rule of rules) {
        expect(monitoring.openAlert(version, rule)?.id).toBe(expected.openAlert(version, rule)?.id);
      }
      expect(monitoring.sketch(version)?.rows).toBe(expected.sketches.get(version));
    }

    const since = Timestamp.parse("2020-01-01T00:00:00.000Z");
    const sealed = [...expected.sealed.values()];
    const digests = (of: readonly { readonly hours: { readonly sha256: string } }[]): string[] =>
      of.map(({ hours }) => hours.sha256);
    expect(digests(observations.sealed(since))).toEqual(digests(sealed.map(({ data }) => data)));
    expect(observations.versions()).toEqual(new Set(sealed.flatMap(({ data }) => data.versions)));
    for (const version of versions) {
      const its = sealed.filter(({ data }) => data.versions.includes(version));
      expect(digests(observations.sealed(since, [version]))).toEqual(
        digests(its.map(({ data }) => data)),
      );
    }
    for (const segment of segments) {
      expect(observations.isSealed(SegmentId.parse(segment))).toBe(expected.sealed.has(segment));
    }

    const tests = expected.tests.toReversed();
    const running = tests.filter(({ conclusion }) => !conclusion);
    const ordered = [...running, ...tests.filter(({ conclusion }) => conclusion)];
    expect(abTests.all().map(({ id }) => id)).toEqual(ordered.map(({ id }) => id));
    for (const each of tests) {
      const found = abTests.test(EventId.parse(each.id))!;
      expect(found.name).toBe(each.name);
      expect(found.splits.map(({ shares }) => shares)).toEqual(each.splits);
      expect(found.conclusion?.at).toBe(each.conclusion && Date.parse(each.conclusion.at));
      expect(found.conclusion?.data.winner).toBe(each.conclusion?.winner);
    }
    for (const name of names) {
      const first = ordered.find((each) => each.name === name);
      expect(abTests.testNamed(AbTestName.parse(name))?.id).toBe(first?.id);
    }
    for (const version of versions) {
      expect(abTests.runningOf(version).map(({ id }) => id)).toEqual(
        running
          .filter(({ variants }) => variants.includes(version))
          .map(({ id }) => id)
          .reverse(),
      );
      const won = tests.filter(({ conclusion }) => conclusion?.winner === version);
      expect(abTests.wins(version)).toHaveLength(won.length);
    }
    return true;
  });
}
