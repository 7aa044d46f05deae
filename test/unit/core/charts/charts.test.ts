import { describe, expect, it, test } from "vitest";
import {
  chartReading,
  chartSummary,
  readingText,
} from "../../../../src/core/charts/chart-points.ts";
import { chartTable } from "../../../../src/core/charts/chart-table.ts";
import type { ChartVersion } from "../../../../src/core/charts/chart-version.ts";
import { isEmptyChart } from "../../../../src/core/charts/chart.ts";
import {
  groupedBars,
  metricBars,
  metricsOfOneScale,
} from "../../../../src/core/charts/metric-bars.ts";
import { metricHistory } from "../../../../src/core/charts/metric-history.ts";
import { metricLine } from "../../../../src/core/charts/metric-line.ts";
import { metricScatter } from "../../../../src/core/charts/metric-scatter.ts";
import {
  parallelCoordinates,
  suggestAxes,
} from "../../../../src/core/charts/parallel-coordinates.ts";
import { renderChart } from "../../../../src/core/charts/render-chart.ts";
import { ModelName, Stage, VersionNumber } from "../../../../src/core/model/ids.ts";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import type { Parameters } from "../../../../src/core/model/recipe.ts";
import { stageRolesOf } from "../../../../src/core/policy/stage-roles.ts";

const roles = stageRolesOf(defaultPolicy);
const size = { width: 600, height: 300 };

function version(
  number: number,
  stage: string,
  metrics: Readonly<Record<string, number>>,
  parameters: Parameters = {},
  model = "fraud",
): ChartVersion {
  return {
    id: `v${number}` as ChartVersion["id"],
    model: ModelName.parse(model),
    number: VersionNumber.parse(number),
    stage: Stage.parse(stage),
    metrics,
    parameters,
  };
}

const three = [
  version(1, "Archived", { "test.auc": 0.9, loss: 3 }, { lr: 0.1, booster: "dart" }),
  version(2, "Rejected", { loss: 2 }, { lr: 0.0001, booster: "gbtree" }),
  version(3, "Production", { "test.auc": 0.9412, loss: 1.5 }, { lr: 0.01 }),
];

describe("a metric over versions", () => {
  const chart = metricLine(three, "test.auc", { roles });

  it("has a point for each version that has the metric, with what its stage means", () => {
    expect(chart.series[0]?.points).toMatchObject([
      { x: 0, y: 0.9, name: "1", mark: { stage: "Archived", role: "archive" } },
      { x: 2, y: 0.9412, name: "3", mark: { stage: "Production", role: "production" } },
    ]);
    expect(chart.y).toMatchObject({ name: "test.auc", note: "higher is better", decimals: 4 });
  });

  it("says which versions have none", () => {
    expect(chart.notes).toEqual(["1 of 3 versions has no test.auc: 2"]);
    expect(chartSummary(chart)).toBe(
      "Line chart: test.auc over versions. 2 values. 1 of 3 versions has no test.auc: 2",
    );
  });

  it("marks versions whose value is not finite, and doesn't say that they have none", () => {
    const [first, second, third] = three;
    const diverged = [first!, { ...second!, notFinite: new Set(["test.auc"]) }, third!];
    const note = "test.auc is not finite in 2";
    const line = metricLine(diverged, "test.auc", { roles });
    const bars = metricBars(diverged, "test.auc", { roles });
    for (const { x, notes } of [line, bars]) {
      expect(x).toMatchObject({ categories: ["1", "2 (not finite)", "3"] });
      expect(notes).toEqual([note]);
    }
    expect(chartTable(line).rows[1]).toEqual(["2 (not finite)", "–", "–"]);
    expect(renderChart(line, size)).toContain("2 (not finite)");
    expect(groupedBars(diverged, ["test.auc", "loss"], roles).notes).toEqual([note]);
    expect(metricScatter(diverged, "lr", "test.auc", { roles }).notes).toEqual([note]);
    const axes = { parameters: ["booster"], metrics: ["test.auc"] };
    expect(parallelCoordinates(diverged, axes, roles).notes).toEqual([
      "1 of 3 versions has no booster: 3",
      note,
    ]);
  });

  it("is read value by value, and as a table", () => {
    const reading = chartReading(chart, 0, 1);
    expect(reading && readingText(reading)).toBe("Version 3, test.auc 0.9412, Production");
    expect(chartReading(chart, 0, 2)).toBeUndefined();
    expect(chartTable(chart)).toEqual({
      columns: ["Version", "test.auc", "Stage"],
      rows: [
        ["1", "0.9000", "Archived"],
        ["2", "–", "–"],
        ["3", "0.9412", "Production"],
      ],
    });
  });

  it("names the model where there are several", () => {
    const mixed = [...three, version(1, "None", { loss: 1 }, {}, "price")];
    expect(metricLine(mixed, "loss", { roles }).x).toMatchObject({
      categories: ["fraud 1", "fraud 2", "fraud 3", "price 1"],
    });
  });
});

test("bars begin at zero, and those of one scale stand in groups", () => {
  const versions = three.map((each) => ({ ...each, metrics: { ...each.metrics, f1: 0.5 } }));
  expect(metricsOfOneScale(versions, "test.auc")).toEqual(["test.auc", "f1"]);
  expect(metricsOfOneScale(versions, "loss")).toEqual(["loss"]);
  const chart = groupedBars(versions, ["test.auc", "f1"], roles);
  expect(chartTable(chart).rows).toEqual([
    ["test.auc", "0.9000", "–", "0.9412"],
    ["f1", "0.5000", "0.5000", "0.5000"],
  ]);
  expect(chartTable(metricBars(three, "loss", { roles })).rows[1]).toEqual([
    "2",
    "2.0",
    "Rejected",
  ]);
});

describe("a metric against a hyperparameter", () => {
  it("has a logarithmic axis for what is tried by powers of ten", () => {
    const chart = metricScatter(three, "lr", "loss", { roles });
    expect(chart.x.kind).toBe("log");
    expect(chart.series[0]?.points).toHaveLength(3);
    expect(metricScatter(three.slice(0, 1), "lr", "loss", { roles }).x.kind).toBe("value");
  });

  it("has an axis of texts where a value is one, and says what is missing", () => {
    const chart = metricScatter(three, "booster", "test.auc", { roles });
    expect(chart.x).toMatchObject({ kind: "category", categories: ["dart", "gbtree"] });
    expect(chart.series[0]?.points).toMatchObject([{ x: 0, y: 0.9 }]);
    expect(chart.notes).toEqual([
      "1 of 3 versions has no test.auc: 2",
      "1 of 3 versions has no booster: 3",
    ]);
    expect(chartTable(chart).rows).toEqual([["1", "dart", "0.9", "Archived"]]);
  });
});

test("parallel coordinates begin with what differs and end with the main metric", () => {
  const axes = suggestAxes(three, "test.auc");
  expect(axes).toEqual({ parameters: ["booster", "lr"], metrics: ["loss", "test.auc"] });
  const chart = parallelCoordinates(three, axes, roles);
  expect(chart.lines[1]).toMatchObject({ name: "2", values: [1, 0.0001, 2, undefined] });
  const reading = chartReading(chart, 1, 3);
  expect(reading && readingText(reading)).toBe("Version 2, test.auc not recorded, Rejected");
  expect(chart.notes).toContain("1 of 3 versions has no test.auc: 2");
});

test("a history has a line for each version that logged it, by step", () => {
  const chart = metricHistory(
    three,
    "loss",
    [
      {
        version: three[0]!.id,
        metric: "loss",
        points: [
          [2, 0.5],
          [1, 0.9],
          [3, NaN],
        ],
      },
      { version: three[1]!.id, metric: "auc", points: [[1, 0.5]] },
    ],
    { roles, stepName: "Epoch" },
  );
  expect(chart.title).toBe("loss by epoch");
  expect(chart.series).toMatchObject([
    {
      name: "1",
      points: [
        { x: 1, y: 0.9 },
        { x: 2, y: 0.5 },
      ],
    },
  ]);
  expect(chart.notes).toEqual(["2 of 3 versions have no recorded history of loss: 2, 3"]);
});

describe("drawing without a browser", () => {
  it("writes what data says as text", () => {
    const hostile = [
      version(1, "Staging", { "<script>alert(1)</script>": 1 }, { "</text><a href='x'>": 1 }),
      version(2, "None", { "<script>alert(1)</script>": 2 }, { "</text><a href='x'>": 2 }),
    ];
    const charts = [
      metricLine(hostile, "<script>alert(1)</script>", { roles }),
      metricBars(hostile, "<script>alert(1)</script>", { roles }),
      metricScatter(hostile, "</text><a href='x'>", "<script>alert(1)</script>", { roles }),
      parallelCoordinates(hostile, suggestAxes(hostile, undefined), roles),
    ];
    for (const chart of charts) {
      const svg = renderChart(chart, size);
      expect(svg).toContain("&lt;");
      expect(svg).not.toMatch(/<(script|img|a|style|foreignObject)\b/i);
    }
  });

  it("draws every kind, and an empty one", () => {
    expect(renderChart(metricLine(three, "test.auc", { roles }), size)).toContain(
      "test.auc (higher is better)",
    );
    const none = metricLine([], "auc", { roles });
    expect(isEmptyChart(none)).toBe(true);
    expect(renderChart(none, size)).toMatch(/^<svg/);
  });

  it("draws 10,000 versions in one go, small", () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      version(index + 1, index === 9000 ? "Production" : "None", { auc: 0.5 + (index % 97) / 200 }),
    );
    const svg = renderChart(metricLine(many, "auc", { roles }), size);
    expect(svg.length).toBeLessThan(100_000);
    expect(svg).toMatch(/fill="#2c7a34"/);
  });
});
