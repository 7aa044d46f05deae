import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planImport } from "../../../../src/core/import/import-plan.ts";
import { pairPreprocessors } from "../../../../src/core/import/preprocessors.ts";

function paired(...paths: readonly string[]): ReturnType<typeof pairPreprocessors> {
  const files = paths.map((path) => ({ path, isFolder: false, size: 1, modifiedAt: 0 }));
  return pairPreprocessors(planImport(files));
}

/** `model_v1.pkl: scaler_v1.pkl` */
function pairs(...paths: readonly string[]): readonly string[] {
  return [...paired(...paths).preprocessors].map(
    ([version, files]) => `${version}: ${files.map(({ path }) => path).join(" ")}`,
  );
}

describe("a preprocessor goes with", () => {
  test.each([
    [["model_v1.pkl", "scaler_v1.pkl"], ["model_v1.pkl: scaler_v1.pkl"]],
    [["fraud_v2.onnx", "fraud_scaler_v2.pkl"], ["fraud_v2.onnx: fraud_scaler_v2.pkl"]],
    [["fraud_v2.onnx", "v2_StandardScaler.joblib"], ["fraud_v2.onnx: v2_StandardScaler.joblib"]],
    [["model.pkl", "scaler.pkl", "label_encoder.pkl"], ["model.pkl: scaler.pkl"]],
    [
      ["v1/model.pkl", "v1/scaler.pkl", "v2/model.pkl", "v2/scaler.pkl"],
      ["v1/model.pkl: v1/scaler.pkl", "v2/model.pkl: v2/scaler.pkl"],
    ],
    [["m_v1.pkl", "encoder_v1.pkl", "scaler_v1.pkl"], ["m_v1.pkl: encoder_v1.pkl scaler_v1.pkl"]],
  ])("the version that it is called like: %j", (paths, expected) => {
    expect(pairs(...paths)).toEqual(expected);
  });

  test.each([
    [["model_v1.pkl", "model_v2.pkl", "scaler.pkl"]],
    [["fraud_v1.pkl", "churn_v1.pkl", "scaler_v1.pkl"]],
    [["model_v1.pkl", "scaler_v2.pkl"]],
  ])("none where it could be several or is of another: %j", (paths) => {
    expect(pairs(...paths)).toEqual([]);
    expect(paired(...paths).unpaired.size).toBe(1);
  });
});

test("where nothing else was found, an encoder is a model", () => {
  const { families, preprocessors, unpaired } = paired("encoder_v1.onnx", "encoder_v2.onnx");
  expect(families.map(({ versions }) => versions.length)).toEqual([2]);
  expect([preprocessors.size, unpaired.size]).toEqual([0, 0]);
});

test("every file is a version or belongs to exactly one", () => {
  const name = fc
    .tuple(
      fc.constantFrom("", "v1/", "old/"),
      fc.constantFrom("model", "fraud", "scaler", "fraud_scaler", "encoder"),
      fc.constantFrom("", "_v1", "_v2", "_final"),
    )
    .map(([folder, stem, mark]) => `${folder}${stem}${mark}.pkl`);
  fc.assert(
    fc.property(fc.uniqueArray(name, { maxLength: 12 }), (paths) => {
      const { families, preprocessors } = paired(...paths);
      const all = [
        ...families.flatMap(({ versions }) => versions.map(({ file }) => file.path)),
        ...[...preprocessors.values()].flat().map(({ path }) => path),
      ];
      expect(all.toSorted()).toEqual(paths.toSorted());
    }),
  );
});
