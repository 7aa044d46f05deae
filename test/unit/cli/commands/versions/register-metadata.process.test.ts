import { expect, test } from "vitest";
import { document, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

const register = ["register", "models/fraud.onnx", "--name", "fraud"] as const;

test("a file in the form that people have is recorded, and what it lacks a place for is named and shown", async () => {
  const folder = workspace({
    "data/train.csv": "a,b\n1,2\n",
    "meta.json": JSON.stringify({
      model_type: "classification",
      hyperparameters: { max_depth: 9, eta: 0.1 },
      test_metrics: { accuracy: 0.94 },
      data_version: "v2.1.0",
      data_sources: ["imagenet", "s3://bucket/x.parquet"],
      feature_version: "v7",
      run_id: "run-42",
      inputs: { age: "float" },
      tags: { priority: "high", team: "a" },
      gdpr_compliant: true,
      dependencies: { numpy: "1.26.4" },
      base_model: "org/bert",
      author: "ada",
      review: { board: "x" },
    }),
  });
  const text = await succeed(
    folder,
    ...[...register, "--metadata", "meta.json", "--tag", "team=b"],
    ...["--dataset", "data/train.csv"],
  );
  expect(text).toMatch(/^ {2}kept as other metadata: author, review$/m);
  expect(text).toMatch(/^ {2}tags +priority=high, team=b$/m);
  expect(text).toMatch(/not recorded: meta\.json \(another file says otherwise.*: max_depth\)/);
  const shown = await document(folder, "show", "fraud@1");
  expect(shown).toMatchObject({
    metrics: { "test.accuracy": 0.94 },
    tags: { priority: "high", team: "b" },
    annotations: { gdpr: "compliant" },
    recipe: {
      parameters: { max_depth: 3, eta: 0.1 },
      run: { id: "run-42" },
      featureSets: [{ name: "features", version: "v7" }],
      otherMetadata: { author: "ada", review: { board: "x" } },
      metadata: { signature: { inputs: [{ name: "age", dtype: "float" }] } },
      sources: {
        metrics: ["meta.json", "models/metrics.json"],
        parameters: ["meta.json", "models/params.yaml"],
      },
      datasets: [
        { path: "data/train.csv", version: "v2.1.0", role: "training", rows: 1 },
        { name: "imagenet" },
        { name: "x.parquet", uri: "s3://bucket/x.parquet" },
      ],
    },
  });
  const page = await succeed(folder, "show", "fraud@1");
  expect(page).toMatch(/Declared\n(.*\n)*? {2}Input +age: float any shape\n/);
  expect(page).toMatch(/Other metadata\n {2}author +ada\n {2}review +\{"board":"x"\}\n/);
  expect(page).toMatch(/Made from\n {2}https:\/\/huggingface\.co\/org\/bert +fine-tuned from\n/);
});

test("parents are versions of this registry where there is one", async () => {
  const folder = workspace();
  await succeed(folder, ...register);
  write(folder, {
    "models/fraud.onnx": "weights 2",
    "meta.yaml": "parent_model: fraud\nparent_version: 1\nderived_from: churn@9\n",
  });
  const text = await succeed(folder, ...register, "--metadata", "meta.yaml");
  expect(text).toMatch(/not recorded: parent churn@9 \(.*kept as other metadata\)/);
  expect(await document(folder, "show", "fraud@2")).toMatchObject({
    parents: [{ reference: "fraud@1" }],
    recipe: { otherMetadata: { derived_from: "churn@9" } },
  });
});

test("a parent's name may end in its version", async () => {
  const folder = workspace();
  await succeed(folder, ...register);
  write(folder, { "models/fraud.onnx": "weights 2", "meta.yaml": "parent_model: fraud_v1\n" });
  await succeed(folder, ...register, "--metadata", "meta.yaml");
  expect(await document(folder, "show", "fraud@2")).toMatchObject({
    parents: [{ reference: "fraud@1" }],
  });
});

test("target and date of ingestion are those of the data, where they stand alone", async () => {
  const folder = workspace({
    "data/houses.csv": "area,price\n1,2\n",
    "meta.yaml": "target: price\ndate_ingested: 2024-01-15\ndeployment: { target: edge }\n",
  });
  const data = ["--dataset", "data/houses.csv", "--metadata", "meta.yaml"];
  await succeed(folder, ...register, ...data);
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    recipe: {
      datasets: [
        { path: "data/houses.csv", target: "price", ingested: "2024-01-15T00:00:00.000Z" },
      ],
      otherMetadata: { deployment: { target: "edge" } },
    },
  });
});

test("contradictions between a named file and the version are said", async () => {
  const folder = workspace({
    "meta.json": JSON.stringify({
      model_name: "churn",
      model_version: 3,
      model_sha256: "0".repeat(64),
      git_commit: "0".repeat(40),
      git_branch: "feature/x",
    }),
  });
  const text = await succeed(folder, ...register, "--metadata", "meta.json");
  expect(text).toMatch(/meta\.json: model_name \(says churn; this is a version of fraud\)/);
  expect(text).toMatch(/meta\.json: model_version \(says 3; this is version 1\)/);
  expect(text).toMatch(/meta\.json: model_sha256 \(says 0+; no file of this version/);
  expect(text).toMatch(/meta\.json: git_commit \(says 0+; HEAD is [0-9a-f]{40}\)/);
  expect(text).toMatch(/meta\.json: git_branch \(says feature\/x; the branch is main\)/);
});

test("what a named metadata file says is not called found", async () => {
  const folder = workspace({
    "meta.json": JSON.stringify({
      metrics: { auc: 0.9 },
      params: { depth: 3 },
      data_sources: ["x"],
    }),
  });
  const text = await succeed(folder, ...register, "--metadata", "meta.json", "--no-discover");
  expect(text).toMatch(/^ {2}metrics +meta\.json$/m);
  expect(text).toMatch(/^ {2}parameters +meta\.json$/m);
  expect(text).not.toContain("(found)");
});

test("a file that agrees with the version is silent", async () => {
  const folder = workspace({
    "meta.json": '{ "name": "fraud", "version": "v1.0.0", "git_branch": "main" }',
  });
  const { missing, otherMetadata } = await document(
    folder,
    ...[...register, "--metadata", "meta.json"],
  );
  expect(missing).toEqual([]);
  expect(otherMetadata).toBeUndefined();
});

test("a file that was merely found and is of another model or version is left out, and said to be", async () => {
  const folder = workspace({
    "models/model-metadata.json": '{ "model_name": "fraud", "model_version": 1, "team": "risk" }',
  });
  expect(await succeed(folder, ...register)).toMatch(
    /^ {2}metadata +models\/model-metadata\.json/m,
  );
  write(folder, { "models/fraud.onnx": "weights 2" });
  const second = await succeed(folder, ...register);
  expect(second).toMatch(
    /not recorded: model-metadata\.json \(found, and left out: it is of fraud 1; name it as metadata/,
  );
  expect(await document(folder, "show", "fraud@2")).toMatchObject({ annotations: {} });
  write(folder, { "models/fraud.onnx": "weights 3" });
  const other = await succeed(folder, "register", "models/fraud.onnx", "--name", "churn");
  expect(other).toMatch(/left out: it is of the model fraud/);
  write(folder, { "models/fraud.onnx": "weights 4" });
  const named = [...register, "--metadata", "models/model-metadata.json"];
  const third = await succeed(folder, ...named);
  expect(third).toMatch(/model_version \(says 1; this is version 3\)/);
  expect(await document(folder, "show", "fraud@3")).toMatchObject({
    annotations: { team: "risk" },
  });
});

test("the licence of a card beside the model is recorded, unless only what is named is taken", async () => {
  const folder = workspace({ "models/README.md": "---\nlicense: mit\n---\n" });
  expect(await succeed(folder, ...register)).toMatch(/^ {2}licence +mit \(models\/README\.md\)$/m);
  expect(await succeed(folder, "show", "fraud@1")).toMatch(
    /^ {2}licence +mit \(models\/README\.md\)$/m,
  );
  write(folder, { "models/fraud.onnx": "weights 2" });
  const alone = await document(folder, ...register, "--no-discover");
  expect(alone).not.toHaveProperty("licence");
});
