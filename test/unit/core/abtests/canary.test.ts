import fc from "fast-check";
import { expect, test } from "vitest";
import type { AbResults } from "../../../../src/core/abtests/ab-results.ts";
import type { AbTest } from "../../../../src/core/abtests/ab-test.ts";
import {
  areCanarySteps,
  canaryShares,
  canaryStep,
  nextCanaryAction,
} from "../../../../src/core/abtests/canary.ts";
import { AbTestName } from "../../../../src/core/events/abtest-events.ts";
import { EventId, ModelName, VersionId } from "../../../../src/core/model/ids.ts";

const id = EventId.parse("01K9ZZZZZZZZZZZZZZZZZZZZZZ");
const versions = ["01K9ZZZZZZZZZZZZZZZZZZZZZA", "01K9ZZZZZZZZZZZZZZZZZZZZZB"].map((text) =>
  VersionId.parse(text),
);
const titles = ["fraud 4", "fraud 5"];
const name = AbTestName.parse("rollout");
const steps = [500, 2500, 10_000];
const every = 3_600_000;
const begin = Date.UTC(2026, 2, 1);

function canary(shares: readonly (readonly [since: number, second: number])[]): AbTest {
  const [first = [begin, 500], ...others] = shares;
  const splitOf = ([since, second]: readonly [number, number]): AbTest["splits"][0] => ({
    since,
    shares: canaryShares(second),
  });
  return {
    id,
    name,
    definition: {
      name,
      variants: versions.map((version) => ({ model: ModelName.parse("fraud"), version })),
      shares: canaryShares(first[1]),
      mode: "split",
      metric: { key: "errors", better: "lower" },
      guardrails: [{ key: "latency_ms", better: "lower" }],
      ...{ level: 0.05, power: 0.8, effect: 0.1 },
      canary: { steps, every },
    },
    splits: [splitOf(first), ...others.map(splitOf)],
    conclusion: undefined,
  };
}

function results(state: AbResults["state"]): AbResults {
  return {
    variants: versions.map((version) => ({ version, observations: 500 })),
    main: {
      metric: { key: "errors", better: "lower" },
      kind: "mean",
      figures: [],
      comparisons: [],
    },
    guardrails: [],
    ...{ splitP: undefined, values: 1000, needed: undefined, expectedEnd: undefined },
    state,
  };
}

const running = results({ kind: "running" });
const harmful = results({ kind: "harmful", variant: 1, key: "latency_ms" });
const enough = [500, 500];

test("a canary grows by one step after a step that held", () => {
  const one = canary([[begin, 500]]);
  const at = (test: AbTest, values: readonly number[], now: number): string =>
    nextCanaryAction(test, running, values, titles, now).kind;
  expect(nextCanaryAction(one, running, enough, titles, begin + every - 1)).toEqual({
    kind: "wait",
    why: "time",
  });
  expect(nextCanaryAction(one, running, [500, 99], titles, begin + every)).toEqual({
    kind: "wait",
    why: "values",
  });
  expect(nextCanaryAction(one, running, enough, titles, begin + every)).toEqual({
    kind: "grow",
    shares: [7500, 2500],
    reason: "The canary held at 95/5",
  });
  const last = canary([
    [begin, 500],
    [begin + 1, 10_000],
  ]);
  // Nobody is left for the first version.
  expect(at(last, [0, 500], begin + 1 + every)).toBe("complete");
  const byHand = canary([
    [begin, 500],
    [begin + 1, 700],
  ]);
  expect(at(byHand, enough, begin + 2 * every)).toBe("none");
});

test.each([
  ["a guardrail", harmful, "fraud 5 is worse than fraud 4 in latency_ms: stop the test."],
  ["the metric", results({ kind: "worse" }), "fraud 4 is better than all others."],
  ["requests that get lost", results({ kind: "broken-split" }), "Requests were not split"],
] as const)("it stops at once by %s, and says why", (_, found, why) => {
  const action = nextCanaryAction(canary([[begin, 500]]), found, [0, 0], titles, begin + 1);
  expect(action.kind).toBe("stop");
  if (action.kind === "stop") {
    expect(action.reason).toMatch(/^The canary stopped at 95\/5: /);
    expect(action.reason).toContain(why);
  }
});

test("steps grow, and end at all requests at most", () => {
  expect([[500], [500, 10_000]].every(areCanarySteps)).toBe(true);
  expect([[], [500, 500], [2500, 500], [500, 10_001], [0, 500]].some(areCanarySteps)).toBe(false);
});

const look = fc.record({
  pause: fc.integer({ min: 0, max: 2 * every }),
  harm: fc.nat(12),
  values: fc.tuple(fc.nat(200), fc.nat(200)),
});

test("whatever happens it grows step by step, never shrinks, and stops once", () => {
  fc.assert(
    fc.property(fc.array(look, { maxLength: 30 }), (looks) => {
      let now = begin;
      let splits: readonly (readonly [number, number])[] = [[begin, 500]];
      let conclusion: AbTest["conclusion"];
      for (const { pause, harm, values } of looks) {
        now += pause;
        const state = { ...canary(splits), conclusion };
        const found = harm === 0 ? harmful : running;
        const action = nextCanaryAction(state, found, values, titles, now);
        const share = splits.at(-1)?.[1] ?? 0;
        if (conclusion) expect(action.kind).toBe("none");
        else if (harm === 0) expect(action.kind).toBe("stop");
        if (action.kind === "grow") {
          const [, second = 0] = action.shares;
          expect(steps.indexOf(second)).toBe(steps.indexOf(share) + 1);
          splits = [...splits, [now, second]];
          // Whoever looks again at once finds that the new step has only begun.
          const again = nextCanaryAction(canary(splits), running, values, titles, now);
          expect(again).toEqual({ kind: "wait", why: "time" });
        }
        if (action.kind === "stop") {
          const data = { test: id, name, summary: action.reason, significant: false, variants: [] };
          conclusion = { at: now, data };
        }
      }
    }),
  );
});

test("shares are of a step of a canary, or of none", () => {
  const plan = { steps, every };
  for (const [index, step] of steps.entries()) {
    expect(canaryStep(plan, canaryShares(step))).toBe(index);
  }
  expect(canaryStep(plan, canaryShares(600))).toBeUndefined();
  expect(canaryStep(undefined, canaryShares(500))).toBeUndefined();
});
