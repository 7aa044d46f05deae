import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pointerTexts } from "../../../support/pointer-texts.ts";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

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

test("a file that was merely found and can't be read is named and left out; one that is named refuses", async () => {
  const folder = workspace({
    "models/metrics.json": '{"step": 1}\n{"step": 2}\n',
    "models/params.yaml": "a: 1\n---\na: 2\n",
    "models/fraud.metadata.json": '{"task": ["other", "tool"]}',
  });
  const text = await succeed(folder, "register", "models/fraud.onnx");
  expect(text).toMatch(/^ {2}not recorded: metrics\.json \(found, and left out: .*line 2/m);
  expect(text).toMatch(/^ {2}not recorded: params\.yaml \(found, and left out: /m);
  expect(text).toMatch(/^ {2}not recorded: fraud\.metadata\.json \(found, and left out: .*task/m);
  expect(text).not.toMatch(/^ {2}(metrics|parameters|metadata) /m);
  expect(text).toMatch(/^ {2}environment +requirements\.txt/m);
  write(folder, { "models/fraud.onnx": "weights 2" });
  const named = ["--metrics", "models/metrics.json"];
  expect(await failure(folder, "register", "models/fraud.onnx", ...named)).toMatchObject({
    code: "file-problem",
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
    history: [],
    parameters: ["models/params.yaml"],
    datasets: [],
    environment: [],
    metadata: [],
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

test("data that only a found metadata file names prevents no registration if it is not there", async () => {
  const folder = workspace({ "models/model-card.yaml": "task: regression\ntest_set: gone.csv\n" });
  const register = ["register", "models/fraud.onnx", "--name", "fraud"];
  expect(await succeed(folder, ...register)).toMatch(
    /^ {2}not recorded: gone\.csv \(found, and left out: gone\.csv does not exist\.\)$/m,
  );
  const named = [...register, "--allow-identical", "--metadata", "models/model-card.yaml"];
  expect(await failure(folder, ...named)).toMatchObject({ code: "file-problem" });
});

test("a metadata file beside the model says what else is known, and what is named says more", async () => {
  const folder = workspace({
    "data/holdout.csv": "a,b\n3,4\n",
    "models/model-card.yaml": `
task: classification
architecture: RandomForestClassifier
training: { start: 2026-11-20T10:00:00Z, end: 2026-11-20T12:05:00Z }
test_set: data/holdout.csv
feature_importance: { amount: 0.25, country: 0.75 }
benchmarks: { latency_ms: 12 }
description: From the card
team: risk
known_issues: from the card
compliance: { retention_days: 365, pii: no }
`,
  });
  const register = ["register", "models/fraud.onnx", "--name", "fraud"];
  const text = await succeed(folder, ...register, "--known-issues", "from the command line");
  expect(text).toMatch(/^ {2}metadata +models\/model-card\.yaml {2}\(found\)$/m);
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    description: "From the card",
    annotations: {
      team: "risk",
      "known-issues": "from the command line",
      "retention-days": "365",
      pii: "no",
    },
    recipe: {
      metadata: {
        source: "models/model-card.yaml",
        task: "classification",
        training: { startedAt: "2026-11-20T10:00:00.000Z", seconds: 7500 },
        featureImportance: { amount: 0.25, country: 0.75 },
        benchmarks: [{ name: "latency_ms", value: 12 }],
      },
      datasets: expect.arrayContaining([
        expect.objectContaining({ path: "data/holdout.csv", role: "test" }),
      ]) as unknown,
    },
  });
  const shown = await succeed(folder, "show", "fraud@1");
  expect(shown).toMatch(/Declared\n(.*\n)*? {2}Architecture +RandomForestClassifier\n/);
  expect(shown).toMatch(/Training\n.*\n.*\n {2}Took +2 h 5 min\n/);
  expect(shown).toMatch(/Feature importance\n {2}country +0.75\n {2}amount +0.25\n/);
  expect(shown).toMatch(/Benchmarks\n {2}latency_ms +12\n/);
  expect(shown).toMatch(/ {2}data\/holdout\.csv +test /);

  write(folder, { "models/fraud.onnx": "weights 2", "wrong.yaml": "training: { start: soon }\n" });
  expect(await failure(folder, ...register, "--metadata", "wrong.yaml")).toMatchObject({
    exit: 1,
    code: "file-problem",
  });
});

test("a file whose name is no name for a model says how to name it", async () => {
  const folder = workspace({ "🚀🚀.onnx": "weights 5" });
  const { message, wayOut } = await failure(folder, "register", "🚀🚀.onnx");
  expect(message).toContain("🚀🚀");
  expect(wayOut).toContain("--name");
  expect(await succeed(folder, "register", "🚀🚀.onnx", "--name", "rocket")).toMatch(/^rocket 1 /);
});

test("what reading the files finds is printed, with the command that fetches a pointer's bytes", async () => {
  const folder = workspace({
    "models/lfs.safetensors": pointerTexts.lfs,
    "models/cut.gguf": "GGUF\u0003\u0000\u0000\u0000",
    "models/train.csv": pointerTexts.lfs,
  });
  const text = await succeed(folder, "register", "models/lfs.safetensors");
  const command = "Fetch it with: git lfs pull --include=models/lfs.safetensors";
  expect(text).toMatch(/^ {2}warning: It is only a pointer of Git LFS: .*438 MB/m);
  expect(text).toContain(command);
  expect(text).toMatch(/^ {2}not recorded: models\/train\.csv \(it is only a pointer of Git LFS/m);
  expect(await succeed(folder, "show", "lfs@1")).toContain(command);
  expect(await document(folder, "register", "models/cut.gguf")).toMatchObject({
    verdict: "unreadable",
    findings: expect.arrayContaining([
      expect.objectContaining({ code: "not-readable", severity: "warning" }),
    ]) as unknown,
  });
  expect(await succeed(folder, "inspect", "models/lfs.safetensors")).toContain(command);
});

test("files that a model names come along, and are said; --no-discover leaves them out", async () => {
  const folder = workspace();
  const models = new URL("../../../../fixtures/models/onnx-external/", import.meta.url).pathname;
  for (const name of ["network.onnx", "network.onnx.data"]) {
    copyFileSync(models + name, join(folder, "models", name));
  }
  const paths = ["register", "models/network.onnx", "--allow-identical"];
  const alone = await document(folder, ...paths, "--no-discover");
  expect(alone).toMatchObject({ artifacts: [{ path: "network.onnx" }], verdict: "unreadable" });
  const text = await succeed(folder, ...paths);
  expect(text).toMatch(/^ {2}parts +network\.onnx\.data {2}\(found\)$/m);
  expect(await document(folder, ...paths)).toMatchObject({
    artifacts: [{ path: "network.onnx" }, { path: "network.onnx.data" }],
    took: { parts: ["network.onnx.data"] },
    verdict: "weights-only",
  });
});
