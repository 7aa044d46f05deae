import { expect, test } from "vitest";
import { arrange, relativeChange, type ComparedVersion } from "../../../webview/compare/arrange.ts";
import { metricGroups } from "../../../webview/compare/metric-groups.ts";
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
  const baseline = (state: object): number =>
    arrange(compared, ComparePageState.parse(state)).baseline;
  expect(baseline({})).toBe(1);
  expect(baseline({ baseline: compared[0]?.id })).toBe(0);
});

test("changes of metrics of any size share a scale", () => {
  expect(relativeChange(110, 100)).toBeCloseTo(relativeChange(0.011, 0.01));
  expect(relativeChange(0, 0)).toBe(0);
  expect(relativeChange(1, 0)).toBe(1);
});

test("metrics stand in groups by their prefix, the main metric before all", () => {
  const groups = (...keys: readonly string[]): readonly unknown[] =>
    metricGroups(
      keys.map((key) => ({ key, direction: "higher", cells: [], differs: true })),
      "test.auc",
    ).map(({ name, rows }) => [name, ...rows.map(({ key }) => key)]);
  expect(groups("test.auc", "accuracy", "test.f1", "test.loss", "train.auc")).toEqual([
    ["", "test.auc", "accuracy"],
    ["test", "test.f1", "test.loss"],
    ["train", "train.auc"],
  ]);
  expect(groups("a.b.c", "a.d", "e"), "the last dot counts, and bare names are first").toEqual([
    ["", "e"],
    ["a.b", "a.b.c"],
    ["a", "a.d"],
  ]);
  expect(groups("accuracy", "test.f1"), "a single prefix is no group").toEqual([
    ["", "accuracy", "test.f1"],
  ]);
  expect(groups()).toEqual([[""]]);
});
