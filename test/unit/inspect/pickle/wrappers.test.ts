import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unknownType, unnamed } from "../../../../src/core/model/inspection/signature.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { unpackedParts } from "../../../../src/inspect/formats/wrapped-booster.ts";
import { bufferSource, nothingBeside } from "../support/buffer-source.ts";

/** Written by make_wrappers.py. */
const folder = join(import.meta.dirname, "../../../fixtures/wrappers");
const read = (name: string): Buffer => readFileSync(join(folder, name));
const inspect = async (name: string, bytes = read(name)) =>
  (await inspectFile({ source: bufferSource(bytes, name), beside: nothingBeside })).description;

const columnNames = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
const columns = columnNames.map((name) => ({ name, dtype: unknownType }));
const floats = columnNames.map((name) => ({ name, dtype: "float32" }));
const numbered = ["0", "1", "2", "3"].map((name) => ({ name, dtype: "float32" }));
const data = { name: "data", dtype: "float32", shape: [null, 4] };
const spec = (dtype: string, ...more: number[]) => ({
  name: unnamed,
  dtype,
  shape: [null, ...more],
});
const label = spec(unknownType);

test.each([
  ["lgbm-classifier.pkl", columns, [spec("int64")]],
  ["lgbm-regressor.pkl", [spec(unknownType, 4)], [spec("float64")]],
  ["catboost-regressor.pkl", numbered, [spec("float64")]],
  ["catboost-regressor-2.pkl", floats, []],
  ["catboost-classifier.pkl", floats, []],
  ["catboost-classifier-xz.joblib", floats, []],
  ["xgb-classifier.pkl", floats, [label]],
  ["xgb-classifier-2.pkl", floats, [label]],
  ["xgb-classifier-4.pkl", floats, [label]],
  ["xgb-classifier-zlib.joblib", floats, [label]],
  ["xgb-1.5-classifier.pkl", [data], [spec("int64")]],
  ["xgb-pipeline.pkl", [spec(unknownType, 4)], [label]],
  ["xgb-regressor.pkl", [data], [spec("float32")]],
  ["xgb-regressor-2.pkl", floats, [spec("float32", 2)]],
])("%s says what it takes and gives", async (name, inputs, outputs) => {
  const description = await inspect(name);
  expect(description.signature).toEqual({ inputs, outputs });
  expect(description).toMatchObject({ verdict: "needs-code", findings: [] });
  expect(description.metadata?.["feature count"]).toBe("4");
});

test.each([
  ["xgb-classifier.pkl", "xgboost", "3.2.0", "multi:softprob", "6"],
  ["xgb-1.5-classifier.pkl", "xgboost", "1.5.2", "multi:softprob", "6"],
  ["xgb-classifier-zlib.joblib", "xgboost", "3.2.0", "multi:softprob", "6"],
  ["xgb-pipeline.pkl", "scikit-learn", "1.9.1", "multi:softprob", "6"],
  ["catboost-classifier.pkl", "catboost", "1.2.10", "MultiClass", "2"],
  ["catboost-regressor-2.pkl", "catboost", "1.2.10", "MultiRMSE", "2"],
])("%s says what its booster is", async (name, framework, frameworkVersion, objective, trees) => {
  expect(await inspect(name)).toMatchObject({
    framework,
    frameworkVersion,
    task: name.includes("regressor") ? "regression" : "classification",
    metadata: { objective, trees },
  });
});

test("a version of scikit-learn is not taken for that of another library", async () => {
  const description = await inspect("lgbm-classifier.pkl");
  expect([description.framework, description.frameworkVersion]).toEqual(["lightgbm", undefined]);
});

test.each([
  ["xgb-classifier.pkl", "learner_model_param", 4, "There is no type “~”"],
  ["xgb-1.5-classifier.pkl", '"objective"', 0, "A value is not JSON"],
  ["catboost-classifier.pkl", "CBM1", 4, "The file is cut short"],
  ["catboost-classifier.pkl", "CBM1", 0, undefined],
])(
  "%s is a pickle like any other if its booster is damaged",
  async (name, part, offset, message) => {
    const bytes = read(name);
    const at = bytes.lastIndexOf(part) + offset;
    bytes.fill("~", at, at + part.length);
    const description = await inspect(name, bytes);
    expect(description.verdict).toBe("needs-code");
    expect(description.metadata?.["trees"]).toBeUndefined();
    expect(description.findings).toEqual(
      message === undefined
        ? []
        : [
            {
              code: "booster-not-readable",
              severity: "info",
              message: expect.stringContaining(message) as unknown,
            },
          ],
    );
  },
);

test("what is compressed is not unpacked again for a booster far behind or a large one", async () => {
  const parts = unpackedParts(() => {
    throw new Error("It was opened.");
  });
  const mebibyte = 1024 * 1024;
  expect(await parts(0, 65 * mebibyte)).toBeUndefined();
  expect(await parts(250 * mebibyte, 10 * mebibyte)).toBeUndefined();
  await expect(parts(0, mebibyte)).rejects.toThrow("It was opened.");
});
