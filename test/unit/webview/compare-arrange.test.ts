import { expect, test } from "vitest";
import { arrange, relativeChange, type ComparedVersion } from "../../../webview/compare/arrange.ts";
import { moveVersion } from "../../../webview/compare/order-versions.ts";
import { ComparePageState } from "../../../webview/compare/state.ts";
import { setStageRoles } from "../../../webview/ui/stage-badge.ts";

/** Versions with these metrics, numbered from 1. */
function versions(...all: readonly Readonly<Record<string, number>>[]): readonly ComparedVersion[] {
  return all.map((metrics, index) => ({
    id: `01ARZ3NDEKTSV4RRFFQ69G5FA${index}`,
    model: "fraud",
    number: index + 1,
    stage: index === 1 ? "Production" : "None",
    metrics,
    recipe: {
      metrics,
      parameters: {},
      datasets: [],
      sources: { metrics: [], parameters: [] },
      missing: [],
    },
  })) as unknown as readonly ComparedVersion[];
}

const compared = versions(
  { accuracy: 0.9, "slice_apac.auc": 0.8, "test.auc": 0.94 },
  { accuracy: 0.8, "slice_apac.auc": 0.7, "test.auc": 0.94 },
);

function metrics(state: object): readonly string[] {
  const { sections } = arrange(compared, ComparePageState.parse(state));
  return sections.metrics.shown.map(({ key }) => key);
}

test("the main metric is first and in sight although it is equal in all versions", () => {
  expect(metrics({})).toEqual(["test.auc", "accuracy", "slice_apac.auc"]);
  expect(metrics({ filter: "acc" })).toEqual(["accuracy"]);
  // Who asks for differences, or for another order, gets those.
  expect(metrics({ rows: "only" })).toEqual(["accuracy", "slice_apac.auc"]);
  expect(metrics({ sort: "change" })).toEqual(["slice_apac.auc", "accuracy"]);
});

test("a chosen baseline stays; without one it is Production", () => {
  setStageRoles({ Production: "production" });
  const baseline = (state: object): number | undefined =>
    arrange(compared, ComparePageState.parse(state)).versions[0]?.number;
  expect(baseline({})).toBe(2);
  expect(baseline({ baseline: compared[0]?.id })).toBe(1);
});

test("changes of metrics of any size share a scale", () => {
  expect(relativeChange(110, 100)).toBeCloseTo(relativeChange(0.011, 0.01));
  expect(relativeChange(0, 0)).toBe(0);
  expect(relativeChange(1, 0)).toBe(1);
});

test("versions are hidden, pinned and moved, and the baseline is the first whatever is asked", () => {
  const all = versions({ auc: 0.5 }, { auc: 0.6 }, { auc: 0.7 }, { auc: 0.8 });
  const [one, two, three, four] = all.map(({ id }) => id);
  const numbers = (state: object): readonly number[] => {
    const arrangement = arrange(all, ComparePageState.parse({ baseline: one, ...state }));
    return [...arrangement.versions.map(({ number }) => number), arrangement.pinned];
  };
  expect(numbers({})).toEqual([1, 2, 3, 4, 1]);
  expect(numbers({ baseline: three })).toEqual([3, 1, 2, 4, 1]);
  expect(numbers({ hidden: [one, two] })).toEqual([1, 3, 4, 1]);
  expect(numbers({ pinned: [four] })).toEqual([1, 4, 2, 3, 2]);
  expect(numbers({ moved: [one, four, two, three] })).toEqual([1, 4, 2, 3, 1]);
  expect(numbers({ order: { key: "auc", bestFirst: true } })).toEqual([1, 4, 3, 2, 1]);
  // A version that came later is not in the order.
  expect(numbers({ moved: [one, three, two] })).toEqual([1, 3, 2, 4, 1]);
  expect(moveVersion(all, 1, 3)).toEqual([one, three, four, two]);
});

test("a bar means the same whatever rows are in view", () => {
  const { longest } = arrange(compared, ComparePageState.parse({ filter: "accuracy" }));
  expect(longest).toBeCloseTo(0.125);
});
