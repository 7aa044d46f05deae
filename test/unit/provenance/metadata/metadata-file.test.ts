import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ModelMetadata } from "../../../../src/core/model/inspection/model-metadata.ts";
import { Recipe } from "../../../../src/core/model/recipe.ts";
import { roleByName } from "../../../../src/provenance/data/dataset-role.ts";
import {
  readMetadataFile,
  type MetadataFile,
} from "../../../../src/provenance/metadata/metadata-file.ts";
import { refusalOf } from "../../support/refusal.ts";
import { temporaryFolder } from "../temporary-folder.ts";

async function read(text: string, name = "model-card.yaml"): Promise<MetadataFile> {
  const path = join(temporaryFolder(), name);
  await writeFile(path, text);
  return readMetadataFile(path);
}

describe("a metadata file", () => {
  test("says all that a version's own files do not", async () => {
    const { metadata, annotations, testSets, tags } = await read(`
framework: scikit-learn
framework_version: 1.9
task: classification
architecture: RandomForestClassifier
parameter-count: 1200
training:
  start: 2026-11-20T22:00:00+01:00
  end: 2026-11-20T23:30:00+01:00
test_set: data/test.csv
feature_importance: { age: 0.5, income: -0.25 }
benchmarks:
  - { name: latency p95, value: 12, unit: ms, on: Raspberry Pi 5 }
description: |
  Trained on October
Known Issues: slow on ARM
team: risk
environment: production EU
compliance:
  retention_days: 365
  pii: true
  gdpr: Compliant
  certifications: [ISO 27001, SOC 2]
  notes: reviewed in May
tags: { other: programs }
`);
    expect(metadata).toEqual({
      framework: "scikit-learn",
      frameworkVersion: "1.9",
      task: "classification",
      architecture: "RandomForestClassifier",
      parameterCount: 1200,
      training: {
        startedAt: "2026-11-20T21:00:00.000Z",
        endedAt: "2026-11-20T22:30:00.000Z",
        seconds: 5400,
      },
      featureImportance: { age: 0.5, income: -0.25 },
      benchmarks: [{ name: "latency p95", value: 12, unit: "ms", on: "Raspberry Pi 5" }],
    });
    expect(testSets).toEqual(["data/test.csv"]);
    expect(tags).toEqual({ other: "programs" });
    expect(annotations).toEqual({
      description: "Trained on October",
      team: "risk",
      environment: "production EU",
      "known-issues": "slow on ARM",
      compliance: "reviewed in May",
      "retention-days": "365",
      pii: "yes",
      gdpr: "compliant",
      certifications: "ISO 27001, SOC 2",
    });
  });

  test("keeps numbers in texts as they are written, and keeps what it does not know", async () => {
    const { metadata, annotations, skipped, otherMetadata } = await read(`
framework_version: 2.0
team: 3.10
team: 3.20
environment: { os: linux }
benchmarks: { size: 1.50 }
compliance: { certifications: [ISO 27001, 2.10] }
owner: ada
`);
    expect(metadata).toMatchObject({
      frameworkVersion: "2.0",
      benchmarks: [{ name: "size", value: 1.5 }],
    });
    expect(annotations).toEqual({ team: "3.20", certifications: "ISO 27001, 2.10" });
    expect(skipped.map(({ about, reason }) => `${about} ${reason}`)).toEqual([
      "model-card.yaml: team is there more than once; the last value is recorded",
    ]);
    expect(otherMetadata).toEqual({ environment: { os: "linux" }, owner: "ada" });
  });

  test("may be JSON, and benchmarks a record", async () => {
    const text = '{ "benchmarks": { "latency_ms": 12 }, "training": { "duration_seconds": 3 } }';
    const { metadata } = await read(text, "model.metadata.json");
    expect(metadata).toMatchObject({
      benchmarks: [{ name: "latency_ms", value: 12 }],
      training: { seconds: 3 },
    });
  });

  test.each([
    ["training: { start: yesterday }", "training.start"],
    [
      "training: { start: 2026-01-02T00:00:00Z, end: 2026-01-01T00:00:00Z }",
      "training: ends before it starts",
    ],
    ["training: { duration_seconds: -1 }", "training.duration_seconds"],
    ["parameter_count: many", "parameter_count"],
    ["feature_importance: { age: high }", "feature_importance.age"],
    ["compliance: { pii: perhaps }", "its pii can't be “perhaps”"],
    ["retention-days: 0", "its retention-days can't be “0”"],
    ["- a list", "holds no fields"],
    ["just text", "holds no fields"],
  ])("%s is refused, and it says why", async (text, reason) => {
    const refusal = await refusalOf(read(text));
    expect(refusal).toMatchObject({ code: "file-problem" });
    expect(refusal.message).toContain("model-card.yaml");
    expect(refusal.message).toContain(reason);
    expect(refusal.wayOut).toContain("leave the file out");
  });

  test("is refused or fits an event, whatever is in it", async () => {
    const key = fc.constantFrom(
      ...["framework", "task", "training", "test_set", "feature_importance", "benchmarks"],
      ...["compliance", "pii", "team", "__proto__", "constructor", "parameter_count"],
      ...["metrics", "test_metrics", "hyperparameters", "tags", "inputs", "data", "data_sources"],
      ...["git_commit", "model", "version", "parents", "parent_model", "features", "run_id"],
      ...["dependencies", "model_type", "data_version", "anything"],
    );
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, fc.jsonValue()), async (content) => {
        const path = join(temporaryFolder(), "model-card.json");
        await writeFile(path, JSON.stringify(content));
        try {
          const { metadata, ...rest } = await readMetadataFile(path);
          expect(ModelMetadata.safeParse({ source: "x", ...metadata }).success).toBe(true);
          const { metrics, parameters, featureSets, run, otherMetadata, skipped } = rest;
          const recorded = { metrics, parameters, featureSets, run, otherMetadata };
          const recipe = { ...recorded, datasets: [], sources: { metrics: [], parameters: [] } };
          expect(Recipe.safeParse({ ...recipe, missing: skipped }).error).toBeUndefined();
        } catch (error) {
          expect(String(error)).toContain("is no metadata file");
        }
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  ["data/train.csv", "training"],
  ["data/test_features.parquet", "test"],
  ["wine/holdout.csv", "test"],
  ["xTrain.npy", "training"],
  ["valid.npz", "validation"],
  ["dev", "validation"],
  ["test/wine.csv", undefined],
  ["train-test.csv", undefined],
  ["latest.csv", undefined],
  ["constructor.csv", undefined],
])("%s was used for %s", (path, role) => {
  expect(roleByName(path)).toBe(role);
});
