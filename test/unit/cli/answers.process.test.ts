import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, ended, failure, start, succeed, useCli } from "./cli.ts";
import { temporaryFolder, workspace, write } from "./workspace.ts";

useCli();

async function registered(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = workspace(files);
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  return folder;
}

test("a tag without a value is shown and stays as it is", async () => {
  const folder = await registered();
  await succeed(folder, "tag", "fraud", "team", "risk");
  expect(await succeed(folder, "tag", "fraud", "team")).toBe("risk\n");
  expect(await document(folder, "tag", "fraud", "team")).toMatchObject({ value: "risk" });
  expect(await failure(folder, "tag", "fraud", "owner")).toMatchObject({
    code: "unknown-tag",
    wayOut: "Its tags are team. To set this one, add its value.",
  });
  await succeed(folder, "tag", "fraud", "owner", "");
  expect(await document(folder, "tag", "fraud")).toMatchObject({
    tags: { team: "risk", owner: "" },
  });
});

test("each kind that the help of log names is found, others are refused with the list", async () => {
  const folder = await registered();
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  const types = async (kind: string): Promise<unknown> => {
    const { events } = await document(folder, "log", "--kind", kind);
    return (events as readonly { type: string }[]).map(({ type }) => type);
  };
  expect(await types("stage")).toEqual(["version.transitioned"]);
  expect(await types("version.registered")).toEqual(["version.registered"]);
  const help = await succeed(folder, "log", "--help");
  for (const kind of ["alias", "annotations", "approval", "hook", "stage", "tag", "version"]) {
    expect(help).toContain(kind);
    await types(kind);
  }
  expect(await failure(folder, "log", "--kind", "stages")).toMatchObject({
    message: "There are no events of the kind “stages”.",
    wayOut: expect.stringMatching(/^The kinds are .*alias, .*stage, tag, version; /) as string,
  });
  const csv = await succeed(folder, "log", "--csv");
  expect(csv.split("\n")[0]).toBe("id,at,name,email,type,model,subject,what,reason,source");
  expect(csv.split("\n")[1]).toMatch(/,Ada,ada@example\.org,version\.transitioned,.*,environment$/);
});

test("a comparison without a difference says so", async () => {
  const folder = await registered();
  const { code, stdout, stderr } = await cli(folder, "compare", "fraud@1", "fraud@1");
  expect(code).toBe(0);
  expect(stdout).toContain("\nNothing that is recorded differs.\n");
  expect(stderr).toBe("fraud@1 is compared with itself.\n");
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--allow-identical");
  expect(await succeed(folder, "compare", "fraud@1", "fraud@2")).toContain("Nothing that is");
});

test("a dry run of a deletion needs no reason, a deletion does", async () => {
  const folder = await registered();
  expect(await succeed(folder, "delete", "fraud@1", "--dry-run")).toMatch(/would be deleted/);
  expect(await failure(folder, "delete", "fraud@1")).toMatchObject({
    exit: 2,
    code: "usage",
    message: "Required option '--reason <text>' not specified.",
  });
});

test("a v before a version number is left out or added, as the label has it", async () => {
  const folder = await registered({
    ".model-registry/policy.yaml": "version: 1\nversioning: semver\n",
  });
  expect(await document(folder, "show", "fraud@v1.0.0")).toMatchObject({ number: 1 });
  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--label", "v1.3.0");
  expect(await document(folder, "show", "fraud@1.3.0")).toMatchObject({ label: "1.3.0" });
  expect(await document(folder, "show", "fraud@v1.3.0")).toMatchObject({ label: "1.3.0" });
  write(folder, { ".model-registry/policy.yaml": "version: 1\nversioning: integer\n" });
  write(folder, { "models/fraud.onnx": "weights 3" });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--label", "v2.0.0");
  expect(await document(folder, "show", "fraud@2.0.0")).toMatchObject({ label: "v2.0.0" });
  await succeed(folder, "delete", "fraud@v1.3.0", "--reason", "wrong data");
  expect(await failure(folder, "show", "fraud@v1.3.0")).toMatchObject({ code: "version-deleted" });
});

test("a list shows the best known metric, or the one that is asked for", async () => {
  const folder = await registered({
    "models/metrics.json": '{ "rmse": 0.25, "r2_score": 0.91, "test": { "recall": 0.5 } }',
  });
  expect(await succeed(folder, "list")).toContain("r2_score 0.91");
  expect(await succeed(folder, "list", "--metric", "rmse")).toContain("rmse 0.25");
  expect(await succeed(folder, "list", "--metric", "recall")).toContain("test.recall 0.5");
  expect(await failure(folder, "list", "--metric", "precision")).toMatchObject({
    message: "None of these versions has a metric “precision”.",
    wayOut: expect.stringMatching(/^They have .*test\.recall/) as string,
  });
});

test.runIf(process.platform === "linux")(
  "an answer that can't be written is one line and a failure",
  async () => {
    const folder = await registered();
    for (const args of [["list"], ["show", "fraud@1"], ["log", "--csv"], ["--help"]]) {
      const { code, stderr } = await ended(start(folder, args, { stdout: "/dev/full" }));
      expect(code).toBe(1);
      expect(stderr).toMatch(/^error: The answer could not be written: .*\n$/);
    }
  },
);

test("what is suggested for a stage without a version leads there", async () => {
  const folder = await registered();
  const refusal = await failure(folder, "show", "fraud@Production");
  expect(refusal).toMatchObject({
    message: "fraud has no version in Production.",
    wayOut: "Promote one, for example fraud@1, by way of Staging.",
  });
  // Without --to each goes to the next stage on the way.
  await succeed(folder, "promote", "fraud@1");
  expect(await failure(folder, "show", "fraud@Production")).toMatchObject({
    wayOut: "Promote one, for example fraud@1.",
  });
  await succeed(folder, "promote", "fraud@1");
  await succeed(folder, "show", "fraud@Production");
  await succeed(folder, "promote", "fraud@1", "--to", "Archived");
  expect(await failure(folder, "show", "fraud@Production")).toMatchObject({
    wayOut: "Roll Production back to fraud@1.",
  });
  await succeed(folder, "rollback", "fraud", "--reason", "needed again");
  await succeed(folder, "show", "fraud@Production");
});

const testing = `version: 1
stages: [{ name: Draft }, { name: Testing }, { name: Live }, { name: Gone, terminal: true }]
transitions: { Draft: [Testing], Testing: [Live, Gone], Live: [Gone] }
gates: { Testing: { metrics: [{ metric: accuracy, min: 0.5 }] } }
`;

test("of one way on a promotion takes it, and what a gate suggests is accepted", async () => {
  const folder = await registered({ ".model-registry/policy.yaml": testing });
  const { code, stderr } = await cli(folder, "promote", "fraud@1");
  expect(code).toBe(1);
  expect(stderr).toContain("Record accuracy and register the model again (as a new version");
  write(folder, { "models/metrics.json": '{ "accuracy": 0.9 }' });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--allow-identical");
  await succeed(folder, "promote", "fraud@2");
  expect(await document(folder, "show", "fraud@2")).toMatchObject({ stage: "Testing" });
  await succeed(folder, "promote", "fraud@2");
  expect(await document(folder, "show", "fraud@2")).toMatchObject({ stage: "Live" });
  // Live takes several versions, so that there is nothing to go back to.
  const rollback = ["rollback", "fraud", "--stage", "Live", "--reason", "worse"];
  expect(await failure(folder, ...rollback)).toMatchObject({
    code: "invalid-request",
    message:
      "Can't roll back Live of fraud: several versions can be in it at a time, so none has to come back.",
  });
  expect(await failure(folder, "promote", "fraud@2")).toMatchObject({
    wayOut: "Add --to Gone to move it there.",
  });
});

test("what is written on a model is shown with its versions", async () => {
  const folder = await registered();
  await succeed(folder, "tag", "fraud", "owner", "risk");
  await succeed(folder, "annotate", "fraud", "--team", "Vienna");
  const page = await succeed(folder, "show", "fraud");
  expect(page).toMatch(/\nWritten on fraud, all versions\n {2}Team +Vienna\n {2}owner +risk\n/);
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    tags: {},
    ofModel: { tags: { owner: "risk" }, annotations: { team: "Vienna" } },
  });
});

test("files that are named may be anywhere, and data may be a URI without its secrets", async () => {
  const folder = workspace();
  const outside = temporaryFolder();
  write(outside, {
    "metrics.json": '{ "auc": 0.8 }',
    "params.yaml": "depth: 4\n",
    "requirements.txt": "numpy==2.0\n",
    "about.json": '{ "task": "classification" }',
    "train.csv": "a,b\n1,2\n3,4\n",
  });
  const at = (name: string): string => join(outside, name);
  const signed = "s3://key:secret@bucket/train?versionId=3&X-Amz-Signature=abc&token=t";
  const document_ = await document(
    folder,
    ...["register", "models/fraud.onnx", "--name", "fraud", "--metrics", at("metrics.json")],
    ...["--params", at("params.yaml"), "--environment", at("requirements.txt")],
    ...["--metadata", at("about.json"), "--dataset", at("train.csv"), "--dataset", signed],
  );
  expect(document_).toMatchObject({
    took: {
      metrics: [at("metrics.json")],
      parameters: [at("params.yaml")],
      environment: [at("requirements.txt")],
      metadata: [at("about.json")],
      datasets: [`file://${at("train.csv")}`, "s3://bucket/train?versionId=3"],
    },
  });
  expect(JSON.stringify(document_)).not.toMatch(/secret|abc|=t"/);
  expect(await succeed(folder, "show", "fraud")).toContain(
    "left out of its URI: user information, X-Amz-Signature, token",
  );
  const { recipe } = await document(folder, "show", "fraud");
  expect(recipe).toMatchObject({
    metrics: { auc: 0.8 },
    parameters: { depth: 4 },
    datasets: [{ name: "train.csv", rows: 2, columns: 2 }, { name: "train" }],
  });
});
