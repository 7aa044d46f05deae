import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { RunSummary } from "../../../../src/core/model/run.ts";
import { applyRunLogLine } from "../../../../src/core/runs/apply-run-log-line.ts";
import {
  downsampled,
  orderedSeries,
  type MetricSeries,
} from "../../../../src/core/runs/metric-points.ts";
import { parseRunCondition } from "../../../../src/core/runs/parse-run-condition.ts";
import {
  encodeRunLogLine,
  MetricsLine,
  parseRunLogLine,
  RunLogLine,
} from "../../../../src/core/runs/run-log-line.ts";
import { emptyRunState, type RunState } from "../../../../src/core/runs/run-state.ts";
import { applySummary, summaryOf } from "../../../../src/core/runs/run-summary.ts";
import { isInterrupted, silentAfter } from "../../../../src/core/runs/run.ts";

const key = fc.constantFrom("loss", "auc", "lr", "1", "a b");
const at = fc.integer({ min: 0, max: 50 });
const number = fc.oneof(
  fc.double({ min: -3, max: 3, noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.constantFrom<"NaN" | "Infinity" | "-Infinity">("NaN", "Infinity", "-Infinity"),
);
const metrics = fc.record({
  kind: fc.constant("metrics" as const),
  at,
  step: fc.integer({ min: 0, max: 9 }),
  values: fc.dictionary(key, number, { minKeys: 1, maxKeys: 3 }),
});
const values = fc.dictionary(key, fc.oneof(fc.integer(), fc.string(), fc.boolean()));
const parameters = fc.record({ kind: fc.constant("parameters" as const), at, values });
const tags = fc.record({
  kind: fc.constant("tags" as const),
  at,
  values: fc.dictionary(key, fc.option(fc.string())),
});
const path = fc.constantFrom("a.txt", "plots/roc.png", "plots/pr.png");
const sha256 = fc.constantFrom("a".repeat(64), "b".repeat(64));
const artifact = fc.record({
  kind: fc.constant("artifact" as const),
  at,
  path,
  bytes: fc.record({ sha256, size: fc.nat() }),
});
const removed = fc.record({
  kind: fc.constant("artifact-removed" as const),
  at,
  path: fc.constantFrom("plots", "a.txt"),
});
const model = fc.record({
  kind: fc.constant("model" as const),
  at,
  id: fc.constantFrom("m-1", "m-2"),
  parameters: fc.dictionary(key, fc.string()),
  tags: fc.dictionary(key, fc.option(fc.string())),
});
const end = fc.record({
  kind: fc.constant("end" as const),
  at,
  status: fc.constantFrom("finished" as const, "failed" as const),
  seal: fc.constant("s"),
});
const line = fc
  .oneof(metrics, parameters, tags, artifact, removed, model, end)
  .map((each) => RunLogLine.parse(each));
const lines = fc.array(line, { maxLength: 30 });

function folded(all: readonly RunLogLine[], state = emptyRunState()): RunState {
  for (const each of all) applyRunLogLine(state, each);
  return state;
}

describe("the log of a run", () => {
  it("reads every line as it was written", () => {
    fc.assert(
      fc.property(line, (each) => {
        expect(parseRunLogLine(encodeRunLogLine(each))).toEqual(each);
      }),
    );
  });

  it("takes the short way only for lines that the schema takes too", () => {
    const strange = fc.oneof(
      metrics,
      fc.jsonValue(),
      fc.record({
        kind: fc.constant("metrics"),
        at: fc.jsonValue(),
        step: fc.jsonValue(),
        values: fc.jsonValue(),
      }),
    );
    fc.assert(
      fc.property(strange, (value) => {
        const parsed = parseRunLogLine(JSON.stringify(value));
        if (parsed?.kind !== "metrics") return;
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(MetricsLine.safeParse(plain).success).toBe(true);
      }),
    );
  });

  it("passes over anything else", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseRunLogLine(text);
        if (parsed) expect(RunLogLine.safeParse(parsed).success).toBe(true);
      }),
    );
    expect(parseRunLogLine('{"kind":"metrics","at":1,"step":1,"values":{"a":1e999}}')).toBe(
      undefined,
    );
  });

  it("has one zero, as JSON has: a program's -0 is the 0 that its summary holds", () => {
    const written = parseRunLogLine('{"kind":"metrics","at":1,"step":1,"values":{"loss":-0}}');
    const state = folded(written ? [written] : []);
    expect(state.metrics.get("loss")).toMatchObject({ last: 0 });
    expect(summaryOf(state).metrics["loss"]?.last).toBe(0);
  });

  it("has the same metrics in whatever order they were logged, and counts them", () => {
    fc.assert(
      fc.property(
        fc.array(metrics, { maxLength: 20 }),
        fc.infiniteStream(fc.nat()),
        (all, order) => {
          const shuffled = all
            .map((each) => [order.next().value ?? 0, each] as const)
            .sort(([a], [b]) => a - b)
            .map(([, each]) => each);
          const expected = folded(all).metrics;
          expect(new Map([...folded(shuffled).metrics].sort())).toEqual(
            new Map([...expected].sort()),
          );
        },
      ),
    );
  });

  it("gives the same state when it was sealed and resumed anywhere", () => {
    fc.assert(
      fc.property(lines, fc.nat(30), (all, place) => {
        const first = folded(all.slice(0, place));
        const recorded = RunSummary.parse(JSON.parse(JSON.stringify(summaryOf(first))));
        const resumed = emptyRunState();
        Object.assign(resumed, { status: first.status, end: first.end, lastAt: first.lastAt });
        applySummary(resumed, recorded);
        expect(folded(all.slice(place), resumed)).toEqual(folded(all));
      }),
    );
  });

  it("says the same when every line stands there twice, but for counts", () => {
    fc.assert(
      fc.property(lines, (all) => {
        const once = summaryOf(folded(all));
        const twice = summaryOf(folded(all.flatMap((each) => [each, each])));
        const uncounted = ({ metrics: found, ...rest }: RunSummary): unknown => ({
          ...rest,
          metrics: Object.entries(found).map(([name, each]) => ({ ...each, name, count: 0 })),
        });
        expect(uncounted(twice)).toEqual(uncounted(once));
      }),
    );
  });
});

describe("a history", () => {
  const series = fc
    .array(
      fc.tuple(fc.integer({ min: 0, max: 2000 }), fc.double({ min: -5, max: 5, noNaN: true })),
      {
        maxLength: 400,
      },
    )
    .map((points): MetricSeries => ({
      steps: points.map(([step]) => step),
      at: points.map(() => 0),
      values: points.map(([, value]) => (Object.is(value, -0) ? 0 : value)),
    }));

  it("is in order, each value once", () => {
    fc.assert(
      fc.property(series, (given) => {
        const { steps, values: found } = orderedSeries(given);
        const expected = [
          ...new Map(
            given.steps.map((step, index) => [
              `${step} ${given.values[index]}`,
              [step, given.values[index]],
            ]),
          ).values(),
        ].sort(([a = 0, x = 0], [b = 0, y = 0]) => a - b || x - y);
        expect(steps.map((step, index) => [step, found[index]])).toEqual(expected);
      }),
    );
  });

  it("keeps ends, lowest and highest value when it is down-sampled", () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 4, max: 100 }), (given, count) => {
        const whole = orderedSeries(given);
        const few = downsampled(whole, count);
        expect(few.steps.length).toBeLessThanOrEqual(Math.max(count, 4));
        if (whole.values.length === 0) return;
        expect(Math.min(...few.values)).toBe(Math.min(...whole.values));
        expect(Math.max(...few.values)).toBe(Math.max(...whole.values));
        expect([few.steps[0], few.steps.at(-1)]).toEqual([whole.steps[0], whole.steps.at(-1)]);
      }),
    );
  });
});

test("a run is interrupted by its process, missed signs of life, or a day of silence", () => {
  const now = 10 * silentAfter;
  const of = (
    process: "running" | "ended" | "unknown" | undefined,
    seconds: number,
    heartbeat?: number,
  ): boolean => isInterrupted({ process, heartbeat, lastSign: now - seconds * 1000 }, now);
  expect(of("ended", 0)).toBe(true);
  expect(of("running", 1e6)).toBe(false);
  expect(of("unknown", 3600)).toBe(false);
  expect(of("unknown", 90_000)).toBe(true);
  expect(of(undefined, 200, 60)).toBe(false);
  expect(of(undefined, 300, 60)).toBe(true);
});

test("conditions on runs are read as they are written", () => {
  expect(parseRunCondition("metrics.auc > 0.9")).toEqual({
    field: { kind: "metric", key: "auc" },
    operator: ">",
    value: 0.9,
  });
  expect(parseRunCondition("params.depth=6")).toMatchObject({
    field: { kind: "parameter", key: "depth" },
    value: "6",
  });
  expect(parseRunCondition("tags.team ~ ris")).toMatchObject({ operator: "ilike", value: "%ris%" });
  expect(parseRunCondition("status != failed")).toMatchObject({
    field: { kind: "attribute", key: "status" },
    operator: "!=",
  });
  for (const text of ["", "auc", "auc >", "metrics.auc > high"]) {
    expect(parseRunCondition(text)).toBe(undefined);
  }
});
