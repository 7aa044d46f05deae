import { describe, expect, test } from "vitest";
import { planImport, type KeptVersion } from "../../../../src/core/import/import-plan.ts";
import { assignSideFiles } from "../../../../src/core/import/side-files.ts";
import { applyVersionNotes, readVersionNotes } from "../../../../src/core/import/version-notes.ts";

function versions(...paths: readonly string[]): readonly KeptVersion[] {
  const files = paths.map((path) => ({ path, isFolder: false, size: 1, modifiedAt: 0 }));
  return planImport(files).flatMap((family) => family.versions);
}

function noted(text: string, ...paths: readonly string[]): Record<string, unknown> {
  const inFolder = (version: KeptVersion): boolean => !version.file.path.includes("/");
  return Object.fromEntries(
    applyVersionNotes(readVersionNotes(text), versions(...paths), inFolder),
  );
}

describe("version.txt", () => {
  test.each([
    ["2", "model_v2.pkl"],
    ["v2\n", "model_v2.pkl"],
    ["\uFEFF2\r\n", "model_v2.pkl"],
    ["# which one\nmodel_v2.pkl", "model_v2.pkl"],
    ["version: 2", "model_v2.pkl"],
    ["current = v2_final", "model_v2_final.pkl"],
    ['production: "MODEL_V2_FINAL.pkl"', "model_v2_final.pkl"],
    ["2_final", "model_v2_final.pkl"],
  ])("%j says which one is current", (text, path) => {
    expect(
      noted(text, "model_v1.pkl", "model_v2.pkl", "model_v2_final.pkl", "model_v3.pkl"),
    ).toEqual({ [path]: { isCurrent: true } });
  });

  test("name: version lines are labels, either way round; the current one may be named by it", () => {
    const text = "model_v1.pkl: 1.0.0\nmodel_v2 = v1.1.0\n2.0.0: model_v3.pkl\ncurrent: 1.1.0\n";
    expect(noted(text, "model_v1.pkl", "model_v2.pkl", "model_v3.pkl")).toEqual({
      "model_v1.pkl": { label: "1.0.0" },
      "model_v2.pkl": { label: "1.1.0", isCurrent: true },
      "model_v3.pkl": { label: "2.0.0" },
    });
  });

  test.each([
    ["Current version: 2\nBest score: 0.88\nDate created: 2024-01-15\n", { score: 0.88 }],
    [
      "version = 2\n- best_accuracy: .9\n- Validation loss: 1e-3\nTrained on: 2024-01-15",
      {
        accuracy: 0.9,
        validation_loss: 0.001,
      },
    ],
  ])("%j says when the current one was made, and how good it is", (text, metrics) => {
    const facts = { metrics, madeAt: "2024-01-15T00:00:00.000Z" };
    expect(noted(text, "model_v1.pkl", "model_v2.pkl")).toEqual({
      "model_v2.pkl": { isCurrent: true, ...facts },
    });
    const alone = text.replace(/^.*\n/, "");
    expect(noted(alone, "model.pkl")).toEqual({ "model.pkl": facts });
    expect(noted(alone, "model_v1.pkl", "model_v2.pkl")).toEqual({});
  });

  test("numbers that are no metrics and days that no calendar has say nothing", () => {
    const text = "version: 2\nPython: 3.11\nRows: 4000\nScore: good\nDate: 2024-02-30\n";
    expect(noted(text, "model_v2.pkl")).toEqual({ "model_v2.pkl": { isCurrent: true } });
  });

  test("a version number beside the only file is its label", () => {
    expect(noted("1.4.0", "model.pkl")).toEqual({ "model.pkl": { label: "1.4.0" } });
  });

  test.each(["", "nothing of the kind", "version: 9", "{}", ": :", "=", "v2: "])(
    "%j says nothing",
    (text) => {
      expect(noted(text, "model_v1.pkl", "model_v2.pkl")).toEqual({});
    },
  );
});

test("lines of notes become what is new in a version", () => {
  const text = `# Fraud model

Some text about the model: it detects fraud.

## Changes
- v1: first try
- **v2** - trained on October
* model_v3.pkl — more trees
`;
  expect(noted(text, "model_v1.pkl", "model_v2.pkl", "model_v3.pkl")).toEqual({
    "model_v1.pkl": { changelog: "first try" },
    "model_v2.pkl": { changelog: "trained on October" },
    "model_v3.pkl": { changelog: "more trees" },
  });
});

describe("files about one version", () => {
  function assigned(models: readonly string[], side: readonly string[]): Record<string, unknown> {
    const assignments = [...assignSideFiles(versions(...models), side)].map(
      ([path, { metrics, parameters, notes, metadata }]) => [
        path,
        {
          ...(metrics.length > 0 && { metrics }),
          ...(parameters.length > 0 && { parameters }),
          ...(notes.length > 0 && { notes }),
          ...(metadata.length > 0 && { metadata }),
        },
      ],
    );
    return Object.fromEntries(assignments) as Record<string, unknown>;
  }

  test("by name and version, beside the model", () => {
    expect(
      assigned(
        ["model_v1.pkl", "model_v2.pkl", "model_v2_final.pkl"],
        [
          ...["metrics_v1.json", "model_v2_metrics.json", "model_v2.yaml", "params_v2_final.yml"],
          ...["model_v2_final.md", "model_v2_config.json", "metrics.json", "metrics_v9.json"],
        ],
      ),
    ).toEqual({
      "model_v1.pkl": { metrics: ["metrics_v1.json"] },
      "model_v2.pkl": {
        metrics: ["model_v2.yaml", "model_v2_metrics.json"],
        parameters: ["model_v2_config.json"],
      },
      "model_v2_final.pkl": { parameters: ["params_v2_final.yml"], notes: ["model_v2_final.md"] },
    });
  });

  test("in a folder for each version, and in one for all metrics", () => {
    expect(
      assigned(
        ["v1/model.pkl", "v2/model.pkl"],
        ["v1/metrics.json", "v2/params.yaml", "v2/README.md", "README.md", "metrics.json"],
      ),
    ).toEqual({
      "v1/model.pkl": { metrics: ["v1/metrics.json"] },
      "v2/model.pkl": { parameters: ["v2/params.yaml"], notes: ["v2/README.md"] },
    });
    expect(
      assigned(["a/fraud_v1.pkl"], ["a/metrics/fraud_v1.json", "a/configs/fraud_v1.yaml"]),
    ).toEqual({
      "a/fraud_v1.pkl": {
        metrics: ["a/metrics/fraud_v1.json"],
        parameters: ["a/configs/fraud_v1.yaml"],
      },
    });
  });

  test("a metadata file is its version's, beside it, in its folder or in one for them", () => {
    expect(
      assigned(
        ["model_v3.pkl", "model_v4.pkl", "v5/model.pkl", "fraud_v6.pkl"],
        [
          ...["model_v3.metadata.json", "model_v4_metadata.yaml", "metadata_v3.json"],
          ...["model-metadata.json", "v5/model_metadata.json", "metadata/fraud_v6.json"],
          ...["model_card_v4.yml", "metadata_v9.json", "model_v3_data.json"],
        ],
      ),
    ).toEqual({
      "model_v3.pkl": { metadata: ["metadata_v3.json", "model_v3.metadata.json"] },
      "model_v4.pkl": { metadata: ["model_card_v4.yml", "model_v4_metadata.yaml"] },
      "v5/model.pkl": { metadata: ["v5/model_metadata.json"] },
      "fraud_v6.pkl": { metadata: ["metadata/fraud_v6.json"] },
    });
  });

  test("never about several: of a model and what prepares its data it is the model's", () => {
    expect(assigned(["model_v1.pkl", "scaler_v1.pkl"], ["metrics_v1.json"])).toEqual({
      "model_v1.pkl": { metrics: ["metrics_v1.json"] },
    });
    expect(assigned(["fraud_v1.pkl", "churn_v1.pkl"], ["metrics_v1.json"])).toEqual({});
    expect(assigned(["model_v1.pkl"], ["package.json", "tsconfig.json", "version.txt"])).toEqual(
      {},
    );
  });
});
