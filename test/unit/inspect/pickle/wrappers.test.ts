import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { unknownType, unnamed } from "../../../../src/core/signature.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { bufferSource, nothingBeside } from "../support/buffer-source.ts";

/** Written by make_wrappers.py. */
const folder = join(import.meta.dirname, "../../../fixtures/wrappers");
const columns = ["sepal_length", "sepal_width", "petal_length", "petal_width"].map((name) => ({
  name,
  dtype: unknownType,
}));
const oneNumber = { name: unnamed, dtype: "float64", shape: [null] };

test.each([
  ["lgbm-classifier", columns, [{ name: unnamed, dtype: "int64", shape: [null] }]],
  ["lgbm-regressor", [{ name: unnamed, dtype: unknownType, shape: [null, 4] }], [oneNumber]],
  ["catboost-regressor", [], [oneNumber]],
])("%s says what it takes and gives", async (name, inputs, outputs) => {
  const source = bufferSource(readFileSync(join(folder, `${name}.pkl`)), `${name}.pkl`);
  const { description } = await inspectFile({ source, beside: nothingBeside });
  expect(description.signature).toEqual({ inputs, outputs });
});

test("nothing is claimed of an XGBoost regressor, which may give several numbers as this one does", async () => {
  const source = bufferSource(readFileSync(join(folder, "xgb-regressor-2.pkl")), "x.pkl");
  const { description } = await inspectFile({ source, beside: nothingBeside });
  expect([description.task, description.signature]).toEqual(["regression", undefined]);
});
