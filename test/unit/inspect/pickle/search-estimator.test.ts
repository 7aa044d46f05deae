import { expect, test } from "vitest";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { bufferSource, nothingBeside } from "../support/buffer-source.ts";

/** An instance of a class with this state: GLOBAL, EMPTY_TUPLE, NEWOBJ, state, BUILD. */
const made = (module: string, name: string, state: string): string =>
  `c${module}\n${name}\n)\u0081${state}b`;
const text = (value: string): string => `X${String.fromCharCode(value.length)}\0\0\0${value}`;
const dict = (...entries: readonly string[]): string => `}(${entries.join("")}u`;

const svc = made("sklearn.svm._classes", "SVC", dict(text("n_features_in_"), "K\u0005"));
const pipeline = made(
  "sklearn.pipeline",
  "Pipeline",
  dict(text("steps"), `](${text("svc")}${svc}\u0086e`),
);
const search = (best: string): Buffer =>
  Buffer.from(
    `\u0080\u0002${made("sklearn.model_selection._search", "GridSearchCV", dict(text("best_estimator_"), best))}.`,
    "latin1",
  );

test.each([
  ["an estimator", svc, "SVC"],
  ["a pipeline", pipeline, "Pipeline (SVC)"],
])("a search over hyperparameters tells %s that it has chosen", async (_, best, chosen) => {
  const source = bufferSource(search(best), "model.pkl");
  const { description } = await inspectFile({ source, beside: nothingBeside });
  expect(description).toMatchObject({
    architecture: `GridSearchCV (${chosen})`,
    task: "classification",
    metadata: { steps: "SVC", "feature count": "5" },
  });
});
