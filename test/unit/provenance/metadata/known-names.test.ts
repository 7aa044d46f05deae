import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  readMetadataFile,
  type MetadataFile,
} from "../../../../src/provenance/metadata/metadata-file.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function read(content: unknown): Promise<MetadataFile> {
  const path = join(temporaryFolder(), "model_metadata.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return readMetadataFile(path);
}

const flat = {
  model_name: "churn",
  model_version: 3,
  model_type: "classification",
  framework: "scikit-learn",
  framework_version: "1.4.0",
  architecture: "GradientBoosting",
  hyperparameters: { learning_rate: 0.1, tree: { depth: 6 }, layers: [64, 32] },
  training_metrics: { accuracy: 0.98, train_loss: 0.1 },
  validation_metrics: { accuracy: 0.95 },
  test_metrics: { accuracy: 0.94 },
  metrics: { auc: 0.97 },
  training_start: "2024-01-15T10:00:00Z",
  training_end: "2024-01-15T12:00:00",
  training_run_id: "run-42",
  training_data_version: "v2.1.0",
  data_sources: ["s3://bucket/train.parquet"],
  feature_version: "v7",
  input_schema: { age: "float", income: "int" },
  output_schema: [{ name: "churn", type: "bool", shape: [-1, 1] }],
  deployment_environment: "production",
  tags: { priority: "high", retrain: true },
  data_retention_days: 365,
  pii_present: true,
  gdpr_compliant: true,
  certifications: ["SOC 2"],
  git_commit: "abc1234",
  git_branch: "main",
  parent_model: "churn",
  parent_version: 2,
  description: "Better",
  team: "growth",
  license: "MIT",
  known_issues: ["slow"],
  dependencies: { numpy: "1.26.4", pandas: ">=2" },
  author: "ada",
  intended_use: "marketing",
};

const nested = {
  modelCard: {
    model: { name: "churn", version: 3, type: "classification" },
    framework: { name: "scikit-learn", version: "1.4.0" },
    architecture: "GradientBoosting",
    parameters: { learning_rate: 0.1, tree: { depth: 6 }, layers: [64, 32] },
    training: {
      start: "2024-01-15T10:00:00Z",
      end: "2024-01-15T12:00:00Z",
      runId: "run-42",
      metrics: { accuracy: 0.98, train_loss: 0.1 },
      data: { sources: ["s3://bucket/train.parquet"], version: "v2.1.0" },
    },
    validationMetrics: { accuracy: 0.95 },
    testMetrics: { accuracy: 0.94 },
    metrics: { auc: 0.97 },
    features: { version: "v7" },
    schema: {
      input: { properties: { age: { type: "float" }, income: { type: "int" } } },
      outputs: [{ name: "churn", dtype: "bool", shape: [null, 1] }],
    },
    deployment: { environment: "production" },
    tags: ["priority=high", "retrain:true"],
    compliance: {
      dataRetentionDays: 365,
      piiPresent: "yes",
      gdprCompliant: "yes",
      certifications: ["SOC 2"],
    },
    git: { commit: "abc1234", branch: "main" },
    parent: { name: "churn", version: "2" },
    description: "Better",
    team: "growth",
    licence: "MIT",
    knownIssues: "slow",
    environment: { packages: ["numpy==1.26.4", "pandas>=2"] },
    author: "ada",
    intended_use: "marketing",
  },
};

test.each([
  ["flat, in snake case", flat],
  ["nested, in camel case", nested],
])("a file %s is understood", async (_, content) => {
  const file = await read(content);
  expect(file).toMatchObject({
    metadata: {
      framework: "scikit-learn",
      frameworkVersion: "1.4.0",
      task: "classification",
      architecture: "GradientBoosting",
      training: { startedAt: "2024-01-15T10:00:00.000Z", seconds: 7200 },
      signature: {
        inputs: [
          { name: "age", dtype: "float" },
          { name: "income", dtype: "int" },
        ],
        outputs: [{ name: "churn", dtype: "bool", shape: [null, 1] }],
      },
    },
    annotations: {
      description: "Better",
      team: "growth",
      environment: "production",
      "retention-days": "365",
      pii: "yes",
      gdpr: "compliant",
      certifications: "SOC 2",
      "known-issues": "slow",
    },
    licence: "MIT",
    tags: { priority: "high", retrain: "true" },
    featureSets: [{ name: "features", version: "v7" }],
    run: { id: "run-42" },
    packages: { numpy: "1.26.4", pandas: ">=2" },
    claims: {
      model: { says: "churn" },
      version: { says: "3" },
      commit: { says: "abc1234" },
      branch: { says: "main" },
    },
    parents: [{ relation: "derived-from", name: "churn", version: "2" }],
  });
  expect(file.parameters).toEqual({ learning_rate: 0.1, "tree.depth": 6, layers: "[64,32]" });
  expect(file.metrics).toEqual({
    "train.accuracy": 0.98,
    train_loss: 0.1,
    "validation.accuracy": 0.95,
    "test.accuracy": 0.94,
    auc: 0.97,
  });
  const uri = "s3://bucket/train.parquet";
  expect(file.data.flatMap((set) => [set.uri ?? [], set.version ?? []]).flat()).toEqual([
    uri,
    "v2.1.0",
  ]);
  const other = { author: "ada", intended_use: "marketing" };
  expect(file.otherMetadata).toEqual("modelCard" in content ? { modelCard: other } : other);
  expect(file.skipped).toEqual([]);
});

test("numbers with the names of metrics are metrics, others stay other metadata", async () => {
  const { metrics, otherMetadata } = await read({
    accuracy: 0.95,
    val_loss: 0.2,
    epochs: 10,
    inference_time_ms: 12,
  });
  expect(metrics).toEqual({ accuracy: 0.95, val_loss: 0.2 });
  expect(otherMetadata).toEqual({ epochs: 10, inference_time_ms: 12 });
});

test("what can't be read under a known name is kept and named, and nothing vanishes", async () => {
  const { metadata, metrics, otherMetadata, skipped } = await read({
    training_start: "last Tuesday",
    gdpr_compliant: "pending",
    metrics: { auc: 0.9, confusion_matrix: [[1, 2]], note: "good" },
    run_name: "nightly",
    tags: { ok: "yes", "": "no" },
    training: { start: "2024-01-01T00:00:00Z", operator: "ada" },
  });
  expect(metrics).toEqual({ auc: 0.9 });
  expect(metadata.training?.startedAt).toBe("2024-01-01T00:00:00.000Z");
  expect(otherMetadata).toEqual({
    training_start: "last Tuesday",
    gdpr_compliant: "pending",
    metrics: { confusion_matrix: [[1, 2]], note: "good" },
    run_name: "nightly",
    training: { operator: "ada" },
  });
  expect(skipped.map(({ about }) => about)).toEqual([
    "model_metadata.json: training_start",
    "model_metadata.json: gdpr_compliant",
    "model_metadata.json: tags.",
  ]);
});

test.each([
  ["classification", "classification", undefined],
  ["image_segmentation", "image_segmentation", undefined],
  ["RandomForestClassifier", undefined, "RandomForestClassifier"],
  ["xgboost", undefined, "xgboost"],
])("model_type: %s is a task or an architecture", async (type, task, architecture) => {
  const { metadata } = await read({ model_type: type });
  expect([metadata.task, metadata.architecture]).toEqual([task, architecture]);
});

test("other metadata keeps its digits and its shape, without secrets", async () => {
  const { otherMetadata, skipped } = await read(
    '{"build": 12345678901234567891, "tool": {"release": 1.10, "ratio": 1.0, "list": [1, null]},' +
      ' "nan": NaN, "service": {"api_key": "sk-1234567890abcdefgh", "url": "https://me:pw@host/x"}}',
  );
  expect(otherMetadata).toEqual({
    build: "12345678901234567891",
    tool: { release: "1.10", ratio: 1, list: [1, null] },
    service: {},
  });
  expect(skipped.map(({ about }) => about)).toEqual([
    "model_metadata.json: nan",
    "model_metadata.json: service.api_key",
    "model_metadata.json: service.url",
  ]);
});

test.each([
  [{ dataset: { name: "labels", version: 7, md5: "0".repeat(32), rows: 10, target: "y" } }],
  [
    {
      dataset_name: "labels",
      dataset_version: 7,
      dataset_hash: "0".repeat(32),
      data_rows: 10,
      data_target: "y",
    },
  ],
  [
    {
      datasets: [
        { name: "labels", version: 7, checksum: `md5:${"0".repeat(32)}`, rows: 10, target: "y" },
      ],
    },
  ],
])("data is named with version and digest: %j", async (content) => {
  const { data } = await read(content);
  expect(data).toEqual([
    { name: "labels", version: "7", digests: { md5: "0".repeat(32) }, rows: 10, target: "y" },
  ]);
});

test("base models and parents are named", async () => {
  const { parents } = await read({ base_model: "org/bert", derived_from: ["fraud@3"] });
  expect(parents).toMatchObject([
    { relation: "finetuned-from", name: "org/bert", isBase: true },
    { relation: "derived-from", name: "fraud@3" },
  ]);
});
