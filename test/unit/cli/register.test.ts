import { expect, test } from "vitest";
import { document, failure, succeed, useCli } from "./cli.ts";
import { workspace, write } from "./workspace.ts";

useCli();

test("what is not named is discovered, said, and told from what is named", async () => {
  const folder = workspace({ "other.json": '{ "auc": 0.5 }' });
  const text = await succeed(folder, "register", "models/fraud.onnx", "--metrics", "other.json");
  expect(text).toMatch(/^ {2}metrics +other\.json$/m);
  expect(text).toMatch(/^ {2}parameters +models\/params\.yaml {2}\(found\)$/m);
  expect(text).toMatch(/^ {2}environment +requirements\.txt {2}\(found\)$/m);
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    metrics: { auc: 0.5 },
    recipe: { parameters: { max_depth: 3 } },
  });
});

test("--no-discover takes only what is named", async () => {
  const folder = workspace();
  const { took, discovered } = await document(
    folder,
    ...["register", "models/fraud.onnx", "--no-discover", "--params", "models/params.yaml"],
  );
  expect(took).toEqual({
    metrics: [],
    parameters: ["models/params.yaml"],
    datasets: [],
    environment: [],
  });
  expect(discovered).toEqual([]);
});

test("several paths are one version, repeated options add up, and the model comes first", async () => {
  const folder = workspace({
    "models/scaler.pkl": "scaler",
    "a.json": '{ "auc": 0.5, "f1": 0.4 }',
    "b.json": '{ "auc": 0.6 }',
  });
  const { artifacts, version } = await document(
    folder,
    ...["register", "models/fraud.onnx", "models/scaler.pkl", "--name", "fraud detection"],
    ...["--metrics", "a.json", "--metrics", "b.json"],
  );
  expect(artifacts).toMatchObject([
    { path: "fraud.onnx", role: "model" },
    { path: "scaler.pkl", role: "preprocessor" },
  ]);
  expect(version).toMatchObject({
    reference: "fraud detection@1",
    metrics: { auc: 0.6, f1: 0.4 },
  });
});

test("an option's value may look like an option", async () => {
  const folder = workspace();
  const register = ["register", "models/fraud.onnx", "--name", "fraud"];
  const text = await succeed(folder, ...register, "--description", "--json");
  expect(text).toMatch(/^fraud 1 registered/);
  expect(await document(folder, "show", "fraud@1")).toMatchObject({ description: "--json" });
});

test("the name of an existing model is suggested for its next file", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "Fraud");
  write(folder, { "models/fraud.onnx": "weights 2" });
  expect(await document(folder, "register", "models/fraud.onnx")).toMatchObject({
    version: { reference: "Fraud@2" },
  });
});

test("changelog entry, migration notes and known issues are given with the version", async () => {
  const folder = workspace();
  await succeed(
    folder,
    ...["register", "models/fraud.onnx", "--name", "fraud", "--changelog", "Trained on October"],
    ...["--migration-notes", "Scale the amount first", "--known-issues", "Slow on ARM"],
  );
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    annotations: {
      changelog: "Trained on October",
      "migration-notes": "Scale the amount first",
      "known-issues": "Slow on ARM",
    },
  });
  expect(await succeed(folder, "show", "fraud@1")).toMatch(
    /Notes\n {2}Changelog +Trained on October\n {2}Known issues +Slow on ARM\n {2}Migration notes +Scale the amount first\n/,
  );
  write(folder, { "models/fraud.onnx": "weights 2" });
  const tooLong = await failure(
    folder,
    ...["register", "models/fraud.onnx", "--name", "fraud", "--known-issues", "x".repeat(5001)],
  );
  expect(tooLong).toMatchObject({ exit: 1, code: "invalid-request" });
  expect(tooLong.message).toContain("known-issues");
});
