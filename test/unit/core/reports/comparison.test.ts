import { expect, test } from "vitest";
import { ModelName, Stage, VersionId, VersionNumber } from "../../../../src/core/model/ids.ts";
import type { Recipe } from "../../../../src/core/model/recipe.ts";
import {
  compareVersions,
  filterMetrics,
  type Comparable,
} from "../../../../src/core/reports/comparison.ts";
import { metricTable } from "../../../../src/core/reports/metric-table.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { eventId } from "../../support/events.ts";

function version(number: number, recipe: Partial<Recipe>): Comparable {
  return {
    id: VersionId.parse(eventId(number)),
    model: ModelName.parse("fraud"),
    number: VersionNumber.parse(number),
    stage: Stage.parse("None"),
    digest: sha256(String(number)),
    size: 1000,
    recipe: {
      metrics: {},
      parameters: {},
      datasets: [],
      sources: { metrics: [], parameters: [] },
      missing: [],
      ...recipe,
    },
  };
}

const none = { baseline: 0, directions: {} };

test("metrics: change from the baseline, better or worse, and the best, by direction", () => {
  const versions = [
    version(1, { metrics: { auc: 0.5, loss: 0.5, same: 1 } }),
    version(2, { metrics: { auc: 0.75, loss: 0.25, same: 1 } }),
    version(3, { metrics: { auc: 0.25, loss: 0.75, same: 1 } }),
  ];
  expect(compareVersions(versions, none).metrics).toEqual([
    {
      key: "auc",
      direction: "higher",
      differs: true,
      cells: [
        { value: 0.5, best: false },
        { value: 0.75, best: true, change: 0.25, better: true },
        { value: 0.25, best: false, change: -0.25, better: false },
      ],
    },
    {
      key: "loss",
      direction: "lower",
      differs: true,
      cells: [
        { value: 0.5, best: false },
        { value: 0.25, best: true, change: -0.25, better: true },
        { value: 0.75, best: false, change: 0.25, better: false },
      ],
    },
    {
      key: "same",
      direction: "unknown",
      differs: false,
      cells: [
        { value: 1, best: false },
        { value: 1, best: false, change: 0 },
        { value: 1, best: false, change: 0 },
      ],
    },
  ]);
});

test("of a count none is the best, and no change is for the better", () => {
  const versions = [
    version(1, { metrics: { "test.size": 100 } }),
    version(2, { metrics: { "test.size": 200 } }),
  ];
  expect(compareVersions(versions, none).metrics).toEqual([
    {
      key: "test.size",
      direction: "neutral",
      differs: true,
      cells: [
        { value: 100, best: false },
        { value: 200, best: false, change: 100 },
      ],
    },
  ]);
});

test("another baseline, and a direction that the person chose", () => {
  const versions = [version(1, { metrics: { auc: 0.5 } }), version(2, { metrics: { auc: 0.75 } })];
  const [row] = compareVersions(versions, { baseline: 1, directions: { auc: "lower" } }).metrics;
  expect(row).toMatchObject({
    direction: "lower",
    cells: [
      { value: 0.5, change: -0.25, better: true, best: true },
      { value: 0.75, best: false },
    ],
  });
});

test("a value that is missing is no change and never the best", () => {
  const versions = [
    version(1, { metrics: {} }),
    version(2, { metrics: { auc: 0.75 } }),
    version(3, { metrics: { auc: 0.5 } }),
  ];
  const [row] = compareVersions(versions, none).metrics;
  expect(row).toMatchObject({ differs: true });
  expect(row?.cells).toEqual([
    { value: undefined, best: false },
    { value: 0.75, best: true },
    { value: 0.5, best: false },
  ]);
});

test("keys that every object inherits are keys like others", () => {
  const versions = [
    version(1, { metrics: { constructor: 1 }, parameters: { toString: "x" } }),
    version(2, {}),
  ];
  const { metrics, parameters } = compareVersions(versions, none);
  expect(metrics).toMatchObject([
    {
      key: "constructor",
      direction: "unknown",
      cells: [{ value: 1, best: false }, { best: false }],
    },
  ]);
  expect(metrics[0]?.cells[1]?.value).toBeUndefined();
  expect(parameters).toEqual([{ key: "toString", cells: ["x", undefined], differs: true }]);
});

test("facts are the union of what is recorded, sorted; empty rows are left out", () => {
  const train = {
    name: "train",
    path: "data/train.csv",
    digests: { sha256: sha256("1") },
    size: 1,
  };
  const versions = [
    version(1, { parameters: { depth: 3, warm: true }, datasets: [train] }),
    version(2, {
      parameters: { depth: 4, none: null },
      datasets: [{ ...train, digests: { sha256: sha256("2") } }],
      environment: { source: "requirements.txt", packages: { numpy: "2.0" } },
    }),
  ];
  const { parameters, datasets, environment, code, files } = compareVersions(versions, none);
  expect(parameters).toEqual([
    { key: "depth", cells: ["3", "4"], differs: true },
    { key: "none", cells: [undefined, "null"], differs: true },
    { key: "warm", cells: ["true", undefined], differs: true },
  ]);
  expect(datasets).toEqual([
    { key: "data/train.csv", cells: [sha256("1"), sha256("2")], differs: true },
  ]);
  expect(environment).toEqual([{ key: "numpy", cells: [undefined, "2.0"], differs: true }]);
  expect(code).toEqual([]);
  expect(files.map(({ key, differs }) => [key, differs])).toEqual([
    ["digest", true],
    ["size", false],
  ]);
});

test("tags, gates, declared facts and what is known of datasets are rows", () => {
  const dataset = { name: "labels", uri: "s3://bucket/labels", version: "v1", rows: 12_000 };
  const sha = { sha256: sha256("1") };
  const check = { rule: "metric", subject: "auc", required: "at least 0.9", actual: "0.91" };
  const versions = [
    {
      ...version(1, {
        datasets: [{ ...dataset, digests: sha }],
        metadata: { source: "meta.json", task: "ranking", featureImportance: { age: 0.5 } },
      }),
      tags: { team: "risk" },
      annotations: { "known-issues": "none" },
      gates: [{ stage: Stage.parse("Production"), checks: [{ ...check, passed: true }] }],
    },
    version(2, { datasets: [{ ...dataset, digests: {} }] }),
  ] as const;
  const compared = compareVersions(versions, none);
  expect(compared.tags).toEqual([{ key: "team", cells: ["risk", undefined], differs: true }]);
  expect(compared.annotations).toMatchObject([{ key: "Known issues", cells: ["none", undefined] }]);
  expect(compared.gates).toMatchObject([
    { key: "Production: auc (at least 0.9)", cells: ["passes: 0.91", undefined] },
  ]);
  expect(compared.datasets.map(({ key, cells }) => [key, ...cells])).toEqual([
    ["s3://bucket/labels", sha.sha256, "v1"],
    ["s3://bucket/labels, rows", "12,000", "12,000"],
    ["s3://bucket/labels, version", "v1", undefined],
  ]);
  expect(compared.model).toMatchObject([{ key: "task", cells: ["ranking", undefined] }]);
  expect(compared.importance).toMatchObject([{ key: "age", cells: ["0.5", undefined] }]);
});

test("metrics are chosen by key, without their split, or by a pattern", () => {
  const metrics = { "test.auc": 1, "test.f1": 1, "a+b": 1 };
  const compared = compareVersions([version(1, { metrics }), version(2, { metrics })], none);
  const chosen = (...names: readonly string[]): readonly unknown[] => {
    const { comparison, unknown } = filterMetrics(compared, names);
    return [comparison.metrics.map(({ key }) => key), unknown];
  };
  expect(chosen()).toEqual([["a+b", "test.auc", "test.f1"], []]);
  expect(chosen("auc", "x*")).toEqual([["test.auc"], ["x*"]]);
  expect(chosen("test.*")).toEqual([["test.auc", "test.f1"], []]);
  expect(chosen("a+*")).toEqual([["a+b"], []]);
});

test("metrics: a value that was NaN or infinite is told from one that is not there", () => {
  const diverged = {
    sources: { metrics: ["metrics.json"], parameters: ["params.json"] },
    missing: [
      { about: "metrics.json: loss", reason: "not a finite number" },
      { about: "metrics.json: note", reason: "a list" },
      { about: "params.json: clip", reason: "not a finite number" },
    ],
  };
  const versions = [
    version(1, { metrics: { loss: 0.5 } }),
    version(2, { metrics: {}, ...diverged }),
    version(3, { metrics: {} }),
  ];
  const { metrics } = compareVersions(versions, none);
  expect(metrics.map(({ key }) => key)).toEqual(["loss"]);
  expect(metrics[0]?.cells).toEqual([
    { value: 0.5, best: true },
    { value: undefined, best: false, notFinite: true },
    { value: undefined, best: false },
  ]);
  expect(
    metricTable(metrics)
      .rows[0]?.slice(1)
      .map((cell) => cell.text),
  ).toEqual(["0.5", "not finite", "–"]);
  // Also where no version has a number: what all of them lost is no reason to say nothing.
  const [row] = compareVersions(versions.slice(1), none).metrics;
  expect([row?.key, row?.differs]).toEqual(["loss", true]);
});
