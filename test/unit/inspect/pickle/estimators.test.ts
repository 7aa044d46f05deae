import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import * as z from "zod";
import { unnamed } from "../../../../src/core/model/inspection/signature.ts";
import type { ModelDescription } from "../../../../src/core/model/inspection.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { bufferSource, nothingBeside } from "../support/buffer-source.ts";

/** Written by make_estimators.py, with what scikit-learn says about each in expected.json. */
const folder = join(import.meta.dirname, "../../../fixtures/estimators");
const Estimator = z.object({
  class: z.string(),
  inputs: z.union([z.array(z.string()), z.number(), z.null()]),
  outputs: z.union([z.array(z.union([z.string(), z.number(), z.boolean()])), z.number(), z.null()]),
});
const estimators = z
  .record(z.string(), Estimator)
  .parse(JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")));
const endings = ["-2.pkl", "-5.pkl", ".joblib"];

async function inspect(name: string): Promise<ModelDescription> {
  const source = bufferSource(readFileSync(join(folder, name)), name);
  return (await inspectFile({ source, beside: nothingBeside })).description;
}

const described: Readonly<Record<string, readonly [architecture: string, task?: string]>> = {
  columns: [
    "Pipeline (ColumnTransformer (StandardScaler, OneHotEncoder) → DecisionTreeClassifier)",
    "classification",
  ],
  search: ["GridSearchCV (Pipeline (StandardScaler → SVC))", "classification"],
  voting: ["VotingClassifier (LogisticRegression, DecisionTreeClassifier)", "classification"],
  stacking: ["StackingRegressor (Ridge, SVR → Lasso)", "regression"],
  target: ["TransformedTargetRegressor (LinearRegression)", "regression"],
  "several-classes": ["MultiOutputClassifier (LogisticRegression)", "classification"],
  "several-numbers": ["MultiOutputRegressor (Ridge)", "regression"],
  tree: ["DecisionTreeRegressor", "regression"],
  union: ["Pipeline (FeatureUnion (StandardScaler, FunctionTransformer) → Ridge)", "regression"],
  text: ["Pipeline (TfidfVectorizer → MultinomialNB)", "classification"],
  labels: ["LabelEncoder"],
};

test.each(Object.entries(estimators))(
  "%s says what it is made of, takes and gives",
  async (name, expected) => {
    const { inputs, outputs } = expected;
    const [architecture, task] = described[name] ?? [];
    for (const ending of endings) {
      const description = await inspect(`${name}${ending}`);
      expect(description).toMatchObject({ architecture, verdict: "needs-code", findings: [] });
      expect(description.task).toBe(task);
      const taken = description.signature?.inputs ?? [];
      if (Array.isArray(inputs)) expect(taken.map((spec) => spec.name)).toEqual(inputs);
      else if (inputs !== null)
        expect(taken).toMatchObject([{ name: unnamed, shape: [null, inputs] }]);
      const given = description.signature?.outputs ?? [];
      if (outputs === null) expect(given).toEqual([]);
      else if (typeof outputs === "number")
        expect(given).toMatchObject([{ name: unnamed, shape: [null, outputs] }]);
      else {
        expect(given).toMatchObject([{ name: unnamed, shape: [null] }]);
        expect(description.metadata?.["classes"]).toBe(outputs.join(", "));
      }
    }
  },
);

test("texts go in where words are counted", async () => {
  const { signature } = await inspect("text-5.pkl");
  expect(signature).toEqual({
    inputs: [{ name: "documents", dtype: "string", shape: [null] }],
    outputs: [{ name: unnamed, dtype: "bool", shape: [null] }],
  });
  expect((await inspect("labels-5.pkl")).signature).toBeUndefined();
});

test("the number of features is that of the estimator, not of what is within it", async () => {
  expect((await inspect("target-5.pkl")).metadata?.["feature count"]).toBe("4");
  expect((await inspect("text-5.pkl")).metadata?.["feature count"]).toBeUndefined();
});
