import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import type { Candidacy } from "../../../../src/core/lifecycle/evaluate-gates.ts";
import { findMetric } from "../../../../src/core/metrics/find-metric.ts";
import { useMetricDirections } from "../../../../src/core/metrics/metric-direction.ts";
import { ModelName, Timestamp, VersionId, VersionNumber } from "../../../../src/core/model/ids.ts";
import type { Version } from "../../../../src/core/state/version.ts";
import { eventId } from "../../support/events.ts";
import { ada, check, digest, passes, production } from "../../support/gates.ts";

const at = Timestamp.parse("2026-01-01T00:00:00Z");

function holder(metrics: Readonly<Record<string, number>>): Version {
  return {
    id: VersionId.parse(eventId(1)),
    model: ModelName.parse("fraud"),
    number: VersionNumber.parse(4),
    stage: production,
    stageSince: at,
    registeredAt: at,
    registeredBy: ada,
    digest,
    size: 1,
    metrics,
  };
}

describe("a metric is found by its name and split, however it is written", () => {
  test.each([
    [{ auc: 1 }, undefined, 1],
    [{ "test.auc": 1 }, undefined, undefined],
    [{ "test.auc": 1, auc: 2 }, "test", 1],
    [{ test_auc: 1 }, "test", 1],
    [{ "test/auc": 1 }, "test", 1],
    [{ "auc.test": 1 }, "test", 1],
    [{ "holdout.auc": 1 }, "test", 1],
    [{ "train.auc": 1 }, "test", undefined],
    [{ validation_auc: 1 }, "val", 1],
    [{ "shadow.auc": 1 }, "shadow", 1],
    [{}, "constructor", undefined],
  ])("%j on %s: %s", (metrics, split, value) => {
    expect(findMetric(metrics, "auc", split)?.value).toBe(value);
  });

  test("not in the prototype of the object", () => {
    expect(findMetric({}, "constructor", undefined)).toBeUndefined();
  });
});

describe("metrics", () => {
  test.each([
    [{ min: 0.9 }, 0.9, true],
    [{ min: 0.9 }, 0.8999, false],
    [{ max: 0.1 }, 0.1, true],
    [{ max: 0.1 }, 0.11, false],
    [{}, -5, true],
    [{ min: 0 }, undefined, false],
    [{}, undefined, false],
  ])("%j and %s: %s", (bounds, value, expected) => {
    const metrics = value === undefined ? {} : { "test.auc": value };
    expect(passes({ metrics: [{ metric: "auc", split: "test", ...bounds }] }, metrics)).toBe(
      expected,
    );
  });

  test("what failed says what was there, what was required and what to do", () => {
    const [failed] = check(
      { metrics: [{ metric: "auc", split: "test", min: 0.9, max: 1 }] },
      { "test.auc": 0.87 },
    );
    expect(failed).toEqual({
      rule: "metric",
      subject: "test.auc",
      required: "at least 0.9 and at most 1",
      actual: "0.87",
      passed: false,
      wayOut: "Train a better version, or change the bounds in the policy.",
    });
  });

  test.each<[object, Readonly<Record<string, number>>, string]>([
    [
      { metric: "f2" },
      { "test.auc": 1 },
      "Record f2 and register the model again (as a new version, if its bytes are the same).",
    ],
    [
      { metric: "auc" },
      { "train.auc": 1, "test.auc": 1, loss: 1 },
      "Record auc and register the model again (as a new version, if its bytes are the same), or correct the policy if it means train.auc or test.auc.",
    ],
    [
      { metric: "rocAUC", split: "test" },
      { roc_auc: 1 },
      "Record test.rocAUC and register the model again (as a new version, if its bytes are the same), or correct the policy if it means roc_auc.",
    ],
  ])(
    "a metric that %j names and %j lacks is missed, never passed over",
    (rule, metrics, wayOut) => {
      for (const gates of [{ metrics: [rule] }, { noRegression: [rule] }]) {
        expect(check(gates, metrics)).toMatchObject([
          { passed: false, actual: "not recorded", wayOut },
        ]);
      }
      expect(check({ maxGap: [{ metric: "f2", max: 1 }] }, metrics)).toMatchObject([
        { passed: false, actual: "not recorded on train" },
      ]);
    },
  );

  test("exactly the values within the bounds pass", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(number, number, number, (a, b, value) => {
        const [min, max] = a <= b ? [a, b] : [b, a];
        expect(passes({ metrics: [{ metric: "m", min, max }] }, { m: value })).toBe(
          min <= value && value <= max,
        );
      }),
    );
  });
});

describe("the gap between train and test", () => {
  test.each([
    ["auc", 0.95, 0.91, true],
    ["auc", 0.96, 0.9, false],
    ["auc", 0.8, 0.95, true],
    ["auc", 0.8, 0.75, true],
    ["loss", 0.1, 0.15, true],
    ["loss", 0.1, 0.2, false],
    ["loss", 0.2, 0.1, true],
  ])("%s of %d and %d: %s", (metric, train, test, expected) => {
    const metrics = { [`train.${metric}`]: train, [`test.${metric}`]: test };
    expect(passes({ maxGap: [{ metric, max: 0.05 }] }, metrics)).toBe(expected);
  });

  test("both values must be there", () => {
    expect(passes({ maxGap: [{ metric: "auc", max: 1 }] }, { "test.auc": 1 })).toBe(false);
    expect(passes({ maxGap: [{ metric: "auc", max: 1 }] }, { "train.auc": 1 })).toBe(false);
  });
});

describe("no regression against the version in the stage", () => {
  const gates = { noRegression: [{ metric: "auc", tolerance: 0.01 }] };

  test.each([
    [0.9, 0.9, true],
    [0.9, 0.89, true],
    [0.9, 0.889, false],
    [0.9, 0.95, true],
  ])("%d held, %d comes: %s", (held, comes, expected) => {
    expect(passes(gates, { auc: comes }, { holder: holder({ auc: held }) })).toBe(expected);
  });

  test("directions that a person has set for what is shown decide nothing", () => {
    useMetricDirections({ auc: "lower" });
    onTestFinished(() => {
      useMetricDirections({});
    });
    expect(passes(gates, { auc: 0.8 }, { holder: holder({ auc: 0.9 }) })).toBe(false);
  });

  test("for errors lower is better", () => {
    const loss = { noRegression: [{ metric: "rmse" }] };
    expect(passes(loss, { rmse: 2 }, { holder: holder({ rmse: 1 }) })).toBe(false);
    expect(passes(loss, { rmse: 1 }, { holder: holder({ rmse: 2 }) })).toBe(true);
  });

  test("the policy says which way a metric is better where its name does not", () => {
    const held = holder({ cost: 10 });
    const rule = { metric: "cost" };
    const [asked] = check({ noRegression: [rule] }, { cost: 12 }, { holder: held });
    expect(asked).toMatchObject({ passed: false });
    expect(asked?.wayOut).toContain("“better: higher” or “better: lower”");
    const low = { ...rule, better: "lower" };
    expect(passes({ noRegression: [low] }, { cost: 12 }, { holder: held })).toBe(false);
    expect(passes({ noRegression: [low] }, { cost: 8 }, { holder: held })).toBe(true);
    const gap = { ...rule, max: 1, better: "lower" };
    expect(passes({ maxGap: [gap] }, { "train.cost": 10, "test.cost": 12 })).toBe(false);
    expect(passes({ maxGap: [gap] }, { "train.cost": 12, "test.cost": 10 })).toBe(true);
  });

  test("without anything to compare with, the value alone must be there", () => {
    expect(passes(gates, { auc: 0.1 })).toBe(true);
    expect(passes(gates, { auc: 0.1 }, { holder: holder({}) })).toBe(true);
    expect(passes(gates, {}, { holder: holder({ auc: 0.9 }) })).toBe(false);
    expect(passes(gates, {})).toBe(false);
  });

  test("what passes goes on passing when it gets better or the tolerance grows", () => {
    const value = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(value, value, value, value, (held, comes, tolerance, more) => {
        const attempt = (auc: number, slack: number): boolean =>
          passes(
            { noRegression: [{ metric: "auc", tolerance: slack }] },
            { auc },
            { holder: holder({ auc: held }) },
          );
        if (!attempt(comes, tolerance)) return;
        expect(attempt(comes + more, tolerance)).toBe(true);
        expect(attempt(comes, tolerance + more)).toBe(true);
      }),
    );
  });
});

test("tags, signature, git, safety", () => {
  const tags = new Map([["report", "yes"]]);
  expect(passes({ tags: [{ tag: "report" }] }, {}, { tags })).toBe(true);
  expect(passes({ tags: [{ tag: "report", value: "yes" }] }, {}, { tags })).toBe(true);
  expect(passes({ tags: [{ tag: "report", value: "no" }] }, {}, { tags })).toBe(false);
  expect(passes({ tags: [{ tag: "toString" }] }, {}, { tags })).toBe(false);

  expect(passes({ signature: true })).toBe(false);
  const signature = { inputs: [], outputs: [] };
  expect(
    passes({ signature: true }, {}, { inspection: { signature, verdict: "unreadable" } }),
  ).toBe(true);
  expect(passes({ safe: true })).toBe(false);
  for (const [verdict, expected] of [
    ["weights-only", true],
    ["needs-code", true],
    ["unreadable", false],
    ["dangerous", false],
  ] as const) {
    expect(passes({ safe: true }, {}, { inspection: { verdict } })).toBe(expected);
  }
  const inspection = { verdict: "needs-code", calls: ["numpy.linalg.svd"] } as const;
  expect(passes({ safe: true }, {}, { inspection })).toBe(false);

  const git = {
    commit: "c".repeat(40),
    subject: "Train",
    author: ada,
    committedAt: at,
    state: "clean",
  } as unknown as NonNullable<Candidacy["git"]>;
  expect(passes({ cleanGit: true })).toBe(false);
  expect(passes({ cleanGit: true }, {}, { git })).toBe(true);
  const changed = { ...git, state: "changed", dirty: { files: ["a.py"] } } as const;
  expect(passes({ cleanGit: true }, {}, { git: changed })).toBe(false);
});

test("what git could not compare is not clean, and the check says why and what to do", () => {
  const git = {
    commit: "c".repeat(40),
    state: "unknown",
    unknownReason: "index file corrupt",
  } as unknown as NonNullable<Candidacy["git"]>;
  const [checked] = check({ cleanGit: true }, {}, { git });
  expect(checked).toMatchObject({
    passed: false,
    actual: "ccccccc, changes unknown (index file corrupt)",
    wayOut: expect.stringContaining("git status") as string,
  });
});

test("each rule is answered, in the order of the policy, whatever the version is like", () => {
  const rule = fc.record({
    metric: fc.constantFrom("a", "b", "c"),
    min: fc.double({ noNaN: true, noDefaultInfinity: true }),
  });
  const metrics = fc.dictionary(
    fc.constantFrom("a", "b", "c"),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.array(rule, { maxLength: 20 }), metrics, (rules, values) => {
      const checks = check({ metrics: rules, cleanGit: true, approvals: {} }, values);
      expect(checks.map((each) => each.rule)).toEqual([
        ...rules.map(() => "metric"),
        "clean-git",
        "approvals",
      ]);
    }),
  );
});

test("who could be anybody by one variable of the environment is marked", () => {
  const actor = { ...ada, source: "environment" } as const;
  const [promoter] = check({ promoters: ["nobody"] }, {}, { actor });
  expect(promoter?.actual).toBe("Ada <ada@example.org> (from the environment)");
  const configured = { ...ada, source: "git-config" } as const;
  expect(check({ promoters: ["nobody"] }, {}, { actor: configured })[0]?.actual).toBe(
    "Ada <ada@example.org>",
  );
});
