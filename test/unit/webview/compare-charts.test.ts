import { expect, test } from "vitest";
import type { ChartVersion } from "../../../src/core/charts/chart-version.ts";
import { thinOut } from "../../../src/core/charts/thin-out.ts";
import { ModelName, Stage, VersionNumber } from "../../../src/core/model/ids.ts";
import { chartKeys, chartOf } from "../../../webview/compare/chart-of.ts";
import { ChartChoices } from "../../../webview/compare/chart-state.ts";

function version(
  number: number,
  metrics: ChartVersion["metrics"],
  parameters: NonNullable<ChartVersion["parameters"]>,
): ChartVersion {
  return {
    id: `v${number}` as ChartVersion["id"],
    model: ModelName.parse("fraud"),
    number: VersionNumber.parse(number),
    stage: Stage.parse("None"),
    metrics,
    parameters,
  };
}

const two = [
  version(1, { auc: 0.9, f1: 0.8, loss: 3 }, { a: 1, seed: 1 }),
  version(2, { auc: 0.8, loss: 2 }, { a: 1, seed: 2 }),
];
const choices = (part: object): ChartChoices => ChartChoices.parse(part);

test("a chart begins with the main metric and what differs; a choice that is gone gives way", () => {
  expect(chartKeys(two, {})).toEqual({
    metrics: ["auc", "f1", "loss"],
    parameters: ["seed", "a"],
    metric: "auc",
    parameter: "seed",
  });
  expect(chartKeys(two, { metric: "loss", parameter: "gone" })).toMatchObject({
    metric: "loss",
    parameter: "seed",
  });
});

test("bars stand in groups until a metric is chosen, and while there are few versions", () => {
  expect(chartOf(two, choices({}), {}, undefined)?.title).toBe("Metrics by version");
  expect(chartOf(two, choices({ metric: "loss" }), {}, undefined)?.title).toBe("loss by version");
  const nine = Array.from({ length: 9 }, (_, index) => version(index + 1, { auc: 1, f1: 1 }, {}));
  expect(chartOf(nine, choices({}), {}, undefined)?.title).toBe("auc by version");
});

test("a history is drawn once it has been read", () => {
  const history = choices({ kind: "history" });
  expect(chartOf(two, history, {}, undefined)).toBeUndefined();
  const series = [{ version: two[0]!.id, metric: "loss", points: [[1, 2]] as const }];
  expect(chartOf(two, history, {}, { metric: "loss", stepName: "Epoch", series })).toMatchObject({
    title: "loss by epoch",
    series: [{ name: "1", points: [{ x: 1, y: 2 }] }],
    notes: ["1 of 2 versions has no recorded history of loss: 2"],
  });
});

test("a line that is thinned out keeps its ends and its spikes", () => {
  const points = Array.from({ length: 10_000 }, (_, step): readonly [number, number] => [
    step,
    step === 4321 ? 99 : step === 7777 ? -99 : Math.sin(step),
  ]);
  const thin = thinOut(points, 200);
  expect(thin.length).toBeLessThanOrEqual(200);
  expect(thin[0]).toEqual(points[0]);
  expect(thin.at(-1)).toEqual(points.at(-1));
  expect(thin).toContainEqual([4321, 99]);
  expect(thin).toContainEqual([7777, -99]);
  expect(thin.every(([step], index) => index === 0 || step > thin[index - 1]![0])).toBe(true);
  expect(thinOut(points.slice(0, 5), 200)).toEqual(points.slice(0, 5));
});
