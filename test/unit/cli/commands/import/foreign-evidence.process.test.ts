import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { document, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

const register = ["register", "models/fraud.onnx", "--name", "fraud"] as const;

test("metrics that an earlier version has already are recorded, and said to be the same", async () => {
  const folder = workspace();
  expect(await succeed(folder, ...register)).not.toContain("check:");
  write(folder, { "models/fraud.onnx": "weights 2" });
  expect(await succeed(folder, ...register)).toMatch(
    /^ {2}check: metrics\.json \(has the same metrics as fraud 1, whose files are other ones; /m,
  );
  const shown = await document(folder, "show", "fraud@2");
  expect(shown).toMatchObject({
    metrics: { "test.auc": 0.91 },
    recipe: { missing: [{ about: "metrics.json", kind: "doubt" }] },
  });
  expect(await succeed(folder, "show", "fraud@2")).toMatch(/^To check\n {2}metrics\.json +has /m);
  // Parameters stay the same from version to version, and so may one of the metrics.
  write(folder, {
    "models/fraud.onnx": "weights 3",
    "models/metrics.json": '{ "test": { "auc": 0.92 }, "train": { "auc": 0.95 } }',
  });
  expect((await document(folder, ...register))["missing"]).toEqual([]);
});

test("the same metrics are no question where somebody names the file or registers the same bytes", async () => {
  const folder = workspace();
  await succeed(folder, ...register);
  const again = await document(folder, ...register, "--allow-identical");
  expect(again["missing"]).toEqual([]);
  write(folder, { "models/fraud.onnx": "weights 2" });
  const named = await document(folder, ...register, "--metrics", "models/metrics.json");
  expect(named["missing"]).toEqual([]);
});

test("the metrics of an unchanged metadata file are questioned too", async () => {
  const folder = workspace({
    "models/metrics.json": "",
    "models/fraud.metadata.json": '{ "metrics": { "accuracy": 0.9 }, "team": "risk" }',
  });
  const quiet = [...register, "--metric", "loss=1"];
  await succeed(folder, ...quiet);
  write(folder, { "models/fraud.onnx": "weights 2" });
  expect(await succeed(folder, ...quiet)).toMatch(/^ {2}check: fraud\.metadata\.json \(has the/m);
});

test.for([
  ["metrics.json", '{ "version": 1, "auc": 0.99 }', "it is of fraud 1", "--metrics"],
  ["metrics.json", '{ "model_version": "v1", "auc": 0.99 }', "it is of fraud 1", "--metrics"],
  ["metrics.json", '{ "model": "Churn", "auc": 0.99 }', "it is of the model Churn", "--metrics"],
  ["metrics.yaml", "metadata:\n  model_name: spam\nauc: 0.99\n", "of the model spam", "--metrics"],
  ["params.json", '{ "model_version": 1, "depth": 4 }', "it is of fraud 1", "--params"],
  ["params.yaml", "model: churn\ndepth: 4\n", "it is of the model churn", "--params"],
] as const)("%s with %s is left out: %s", async ([name, content, why, option]) => {
  const folder = workspace({ "models/spam.onnx": "other", "models/churn.onnx": "churn" });
  await succeed(folder, ...register, "--no-discover");
  await succeed(folder, "register", "models/churn.onnx", "--name", "churn", "--no-discover");
  write(folder, {
    "models/fraud.onnx": "weights 2",
    "models/metrics.json": '{ "auc": 0.5 }',
    "models/params.yaml": "depth: 1\n",
    [`models/fraud_${name}`]: content,
  });
  const text = await succeed(folder, ...register);
  expect(text).toContain(`not recorded: fraud_${name} (found, and left out: `);
  expect(text).toContain(
    `${why}; name it as ${option === "--metrics" ? "metrics" : "parameters"} to record it)`,
  );
  const { metrics, recipe } = await document(folder, "show", "fraud@2");
  expect(metrics).not.toMatchObject({ auc: 0.99 });
  expect(recipe).not.toMatchObject({ parameters: { depth: 4 } });
  // Whoever names it has it.
  write(folder, { "models/fraud.onnx": "weights 3" });
  await succeed(folder, ...register, option, `models/fraud_${name}`);
  const third = await document(folder, "show", "fraud@3");
  expect({ ...(third["metrics"] as object), ...(third["recipe"] as object) }).toMatchObject(
    option === "--metrics" ? { auc: 0.99 } : { parameters: { depth: 4 } },
  );
});

test.for([
  ["metrics.json", '{ "model": "RandomForestClassifier", "auc": 0.9 }'],
  ["metrics.json", '{ "name": "churn", "auc": 0.9 }'],
  ["metrics.json", '{ "model": "fraud", "version": "2", "auc": 0.9 }'],
  ["params.yaml", "model: resnet50\nversion: 1\nbranch: 2\n"],
  ["params.yaml", "model:\n  name: churn-net\n  version: 1\n"],
])("%s with %s is of this version", async ([name = "", content = ""]) => {
  const folder = workspace();
  await succeed(folder, ...register, "--no-discover");
  write(folder, { "models/fraud.onnx": "weights 2", [`models/${name}`]: content });
  expect((await document(folder, ...register))["missing"]).toEqual([]);
});

test("what metrics say of a version that is not registered is a contradiction", async () => {
  const folder = workspace({
    "models/metrics.json": '{ "model_name": "credit", "version": 7, "auc": 0.9 }',
  });
  const text = await succeed(folder, ...register);
  expect(text).toContain(
    "contradiction: metrics.json: model_name (says credit; this is a version of fraud)",
  );
  expect(text).toContain("contradiction: metrics.json: version (says 7; this is version 1)");
  expect(await succeed(folder, "show", "fraud@1")).toMatch(/^Contradictions\n {2}metrics\.json: /m);
});

test("metrics that are days older than the model are questioned where newer ones lie beside them", async () => {
  const folder = workspace({ "models/results.json": '{ "auc": 0.99 }' });
  const at = (name: string, days: number): void => {
    const time = Date.UTC(2026, 0, 1) / 1000 + days * 86_400;
    utimesSync(join(folder, "models", name), time, time);
  };
  at("metrics.json", 0);
  at("fraud.onnx", 3);
  at("results.json", 3);
  expect(await succeed(folder, ...register)).toMatch(
    /^ {2}check: metrics\.json \(is more than a day older than the model; results\.json beside it is newer\)$/m,
  );
  write(folder, { "models/fraud.onnx": "weights 2", "models/metrics.json": '{ "auc": 0.7 }' });
  at("fraud.onnx", 3);
  at("metrics.json", 0);
  at("results.json", 1);
  expect((await document(folder, ...register))["missing"]).toEqual([]);
});

test("an import leaves out metrics of another model, and says so", async () => {
  const folder = workspace({
    "kept/fraud_v1.onnx": "one",
    "kept/fraud_v2.onnx": "two",
    "kept/churn.onnx": "three",
    "kept/fraud_v1_metrics.json": '{ "model": "churn", "auc": 0.1 }',
    "kept/fraud_v2_metrics.json": '{ "model": "fraud", "version": 9, "auc": 0.2 }',
  });
  await succeed(folder, "import", "kept");
  const { metrics, recipe } = await document(folder, "show", "fraud@1");
  expect(metrics).toEqual({});
  expect((recipe as { missing: unknown }).missing).toContainEqual(
    expect.objectContaining({ about: "fraud_v1_metrics.json", kind: "foreign" }),
  );
  expect(await document(folder, "show", "fraud@2")).toMatchObject({ metrics: { auc: 0.2 } });
});
