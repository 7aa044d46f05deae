import { beforeAll, describe, expect, test } from "vitest";
import { mainMetric, metricDirection } from "../../../../src/core/metrics/metric-direction.ts";
import { formatChange, formatMetric } from "../../../../src/core/metrics/metric-format.ts";
import {
  isPortablePath,
  primaryArtifact,
  type Artifact,
} from "../../../../src/core/model/artifact.ts";
import { ModelName } from "../../../../src/core/model/ids.ts";
import {
  allowedTargets,
  defaultPolicy,
  findStage,
  retirementStage,
} from "../../../../src/core/model/policy.ts";
import { RegistryError } from "../../../../src/core/refusals/refusal.ts";
import { guessRole } from "../../../../src/core/registration/guess-role.ts";
import { resolveReference } from "../../../../src/core/retrieval/reference.ts";
import { count, formatAge, formatBytes } from "../../../../src/core/text/format.ts";
import { SqliteEngine } from "../../../../src/storage/index/index-database.ts";
import { IndexQueries } from "../../../../src/storage/index/index-queries.ts";
import { projectEvent } from "../../../../src/storage/index/projection/project-event.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { eventId, registered, transitioned } from "../../support/events.ts";
import { LedgerInMemory } from "../../support/ledger.ts";
import { wasm } from "../../support/wasm.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1000, "1.0 KB"],
  [99_949, "99.9 KB"],
  [99_950, "100 KB"],
  [999_499, "999 KB"],
  [999_500, "1.0 MB"],
  [2_100_000, "2.1 MB"],
  [5e15, "5000 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, "0"],
  [1, "1"],
  [0.94128, "0.9413"],
  [0.5, "0.5"],
  [-0.94128, "-0.9413"],
  [1234.5678, "1,234.57"],
  [3.14e-7, "3.14e-7"],
  [123_456_789, "123,456,789"],
  [1.5e12, "1.50e12"],
])("the metric %d is shown as %s", (value, text) => {
  expect(formatMetric(value)).toBe(text);
});

test.each([
  [0.99996, "0.99996"],
  [-0.99999, "-0.99999"],
  [1.00001, "1.00001"],
  [0.0000312, "3.12e-5"],
  [0.00003, "0.00003"],
  [99.998, "99.998"],
  [Number.MIN_VALUE, "4.94e-324"],
  [1 - Number.EPSILON / 2, "0.9999999999999999"],
])("the metric %d is not rounded to a whole number: %s", (value, text) => {
  expect(formatMetric(value)).toBe(text);
});

test("metrics that are shown beside each other and differ look different", () => {
  const values = [0.93141, 0.93142, 0.9314, 1, 0.999999, 1234.561, 1234.562, 2e9, 2_000_000_001];
  const shown = values.map((value) => formatMetric(value, values));
  expect(new Set(shown).size).toBe(values.length);
  expect(shown.slice(0, 3)).toEqual(["0.93141", "0.93142", "0.9314"]);
  expect(formatMetric(0.93141, [0.93141, 0.5])).toBe("0.9314");
});

test("a model's name keeps the marks of its letters, and has one form however it was typed", () => {
  expect(ModelName.parse("ลูกค้า")).toBe("ลูกค้า");
  expect(ModelName.parse("re\u0301sume\u0301")).toBe("r\u00e9sum\u00e9");
  expect(ModelName.safeParse("\u0301fraud").success).toBe(false);
});

test("changes have a sign, counts a noun", () => {
  expect([0.012, -0.004, 0].map((change) => formatChange(change))).toEqual([
    "+0.012",
    "−0.004",
    "±0",
  ]);
  expect(formatChange(-0.00002)).toBe("−0.00002");
  expect([0, 1, 2, 12_000].map((n) => count(n, "version"))).toEqual([
    "0 versions",
    "1 version",
    "2 versions",
    "12,000 versions",
  ]);
});

test.each([
  [-5_000, "now"],
  [59_999, "now"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [3_600_000, "1 h"],
  [86_400_000, "1 d"],
  [59 * 86_400_000, "59 d"],
  [60 * 86_400_000, "2 mo"],
  [729 * 86_400_000, "24 mo"],
  [730 * 86_400_000, "2 y"],
])("%d ms ago is %s", (age, text) => {
  const now = Date.parse("2026-06-01T00:00:00Z");
  expect(formatAge(new Date(now - age).toISOString(), now)).toBe(text);
});

test.each([
  ["test.auc", "higher"],
  ["accuracy", "higher"],
  ["r2", "higher"],
  ["val_loss", "lower"],
  ["test.rmse", "lower"],
  ["log_loss", "lower"],
  ["neg_mean_squared_error", "higher"],
  ["neg_rmse", "higher"],
  ["latency_ms", "lower"],
  ["train.error", "lower"],
  ["lossless", "unknown"],
  ["error.f1", "higher"],
  ["model_size", "lower"],
  ["size_mb", "lower"],
  ["test.size", "neutral"],
  ["train_size", "neutral"],
  ["older_scanner.size", "neutral"],
  ["model.size", "lower"],
  ["n_samples", "neutral"],
  ["macro.support", "neutral"],
  ["best_iteration", "neutral"],
  ["samples_per_second", "higher"],
  ["step.1000.loss", "lower"],
  ["fold.1.auc", "higher"],
  ["precision_at_n", "higher"],
])("%s is better %s", (key, direction) => {
  expect(metricDirection(key)).toBe(direction);
});

test.each([
  [["train.auc", "val.auc", "test.auc"], "test.auc"],
  [["val_accuracy", "val_loss"], "val_accuracy"],
  [["train_loss", "train_accuracy"], "train_accuracy"],
  [["zeta", "alpha"], "alpha"],
  [["rmse", "alpha"], "rmse"],
  [["slice_apac.auc", "test.r2"], "test.r2"],
  [[], undefined],
])("the main metric of %j is %s", (keys, main) => {
  expect(mainMetric(keys)).toBe(main);
});

test.each([
  ["model.onnx", true, "model"],
  ["scaler.pkl", true, "model"],
  ["scaler.pkl", false, "preprocessor"],
  ["bundle/tokenizer.json", true, "preprocessor"],
  ["bundle/config.json", true, "config"],
  ["bundle/pytorch_model.bin", true, "model"],
  ["metrics.json", false, "evaluation"],
  ["README.md", false, "report"],
  ["input_example.json", false, "example"],
  ["anything.xyz", true, "model"],
  ["anything.xyz", false, "config"],
])("%s (first: %s) is a %s", (path, isPrimary, role) => {
  expect(guessRole(path, isPrimary)).toBe(role);
});

test("the artifact that stands for a version is its first model", () => {
  const artifact = (path: string, role: Artifact["role"]): Artifact => ({
    path,
    role,
    sha256: sha256(path),
    size: 1,
  });
  const files = [artifact("c", "config"), artifact("m", "model"), artifact("n", "model")];
  expect(primaryArtifact(files)?.path).toBe("m");
  expect(primaryArtifact(files.slice(0, 1))?.path).toBe("c");
  expect(primaryArtifact<Artifact>([])).toBeUndefined();
});

test.each([
  ["a/b.pkl", true],
  ["a b/ä.pkl", true],
  ["", false],
  ["/a", false],
  ["a//b", false],
  ["./a", false],
  ["a/../b", false],
  ["a/..", false],
  ["C:\\a", false],
  ["a\u0000", false],
  ["con", false],
  ["a/Aux.txt", false],
  ["console.txt", true],
  ["a.", false],
  ["x".repeat(1025), false],
])("whether %j is portable: %s", (path, portable) => {
  expect(isPortablePath(path)).toBe(portable);
});

test("the default lifecycle", () => {
  const targets = defaultPolicy.stages.map(({ name }) => [
    name,
    allowedTargets(defaultPolicy, name),
  ]);
  expect(Object.fromEntries(targets)).toEqual({
    None: ["Staging", "Rejected", "Archived"],
    Staging: ["Production", "Rejected", "None", "Archived"],
    Production: ["Archived"],
    Archived: [],
    Rejected: ["None"],
  });
  expect(retirementStage(defaultPolicy)).toBe("Archived");
  expect(findStage(defaultPolicy, " production ")).toBe("Production");
  expect(findStage(defaultPolicy, "prod")).toBeUndefined();
});

describe("references", () => {
  let state: IndexQueries;
  beforeAll(async () => {
    const db = (await SqliteEngine.load(await wasm())).empty();
    const ledger = new LedgerInMemory();
    const [first, second] = [eventId(1), eventId(2)];
    for (const event of [
      registered(first, "team/fraud", 1),
      registered(second, "team/fraud", 2),
      transitioned(eventId(3), "team/fraud", first, "Production"),
    ]) {
      projectEvent(db, event, ledger.add(event));
    }
    state = new IndexQueries(db, ledger);
  });

  test.each([
    ["team/fraud@1", 1],
    ["team/fraud@v1", 1],
    ["team/fraud", 2],
    ["team/fraud@latest", 2],
    ["team/fraud@LATEST", 2],
    ["team/fraud@production", 1],
    ["team/fraud@None", 2],
  ])("%s is version %d", (reference, number) => {
    expect(resolveReference(state, defaultPolicy, reference).number).toBe(number);
  });

  test.each([
    ["nobody@1", "unknown-model", "no model named “nobody”"],
    ["team/fraud@3", "unknown-version", "has no version 3"],
    ["team/fraud@0", "unknown-version", "nothing called “0”"],
    ["team/fraud@1e3", "unknown-version", "nothing called “1e3”"],
    ["team/fraud@", "unknown-version", "nothing called “”"],
    ["team/fraud@Staging", "unknown-version", "has no version in Staging"],
    ["team/fraud@prod", "unknown-version", "nothing called “prod”"],
    ["@1", "invalid-request", "not a version reference"],
    ["a@b@1", "invalid-request", "not a version reference"],
    ["", "invalid-request", "not a version reference"],
  ])("%j is refused: %s", (reference, code, why) => {
    const attempt = (): unknown => resolveReference(state, defaultPolicy, reference);
    expect(attempt).toThrow(RegistryError);
    expect(attempt).toThrow(why);
    try {
      attempt();
    } catch (error) {
      expect((error as RegistryError).refusal.code).toBe(code);
    }
  });
});

test("a model's name", () => {
  for (const name of ["fraud", "team/fraud-2", "Größe 3", "a_b.c"]) {
    expect(ModelName.safeParse(name).success, name).toBe(true);
  }
  for (const name of ["", "-a", "a-", "a@b", "a\nb", "a\u202eb", "x".repeat(257)]) {
    expect(ModelName.safeParse(name).success, JSON.stringify(name)).toBe(false);
  }
});
