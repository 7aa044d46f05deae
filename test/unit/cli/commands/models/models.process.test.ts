import { expect, test } from "vitest";
import { cli, document, failure, start, ended, succeed, useCli, type Run } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

/** Runs the command as somebody else than Ada. */
function as(name: string, folder: string, ...args: readonly string[]): Promise<Run> {
  const env = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: `${name.toLowerCase()}@example.org` };
  return ended(start(folder, args, { env }));
}

test("a renamed model is found by its former name, and it is said", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  await succeed(folder, "alias", "fraud@1", "champion");
  expect(await document(folder, "rename", "fraud", "scoring", "--reason", "clearer")).toMatchObject(
    {
      model: "scoring",
      from: "fraud",
    },
  );
  const path = (await succeed(folder, "resolve", "scoring@Staging")).trim();
  for (const reference of ["fraud@Staging", "fraud@1", "fraud@champion", "fraud"]) {
    const { code, stdout, stderr } = await cli(folder, "resolve", reference);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: `${path}\n`,
      stderr: "fraud is called scoring now.\n",
    });
  }
  expect(await document(folder, "show", "fraud@1")).toMatchObject({ model: "scoring" });
  const tagged = await cli(folder, "tag", "fraud", "team", "risk");
  expect(tagged.stderr).toBe("fraud is called scoring now.\n");
  expect(await succeed(folder, "tag", "scoring")).toContain("risk");
  expect(await succeed(folder, "log", "scoring")).toContain("Renamed from fraud to scoring");
  expect(await succeed(folder, "log")).not.toContain("fraud 1");

  write(folder, { "models/fraud.onnx": "weights 2" });
  const again = await cli(folder, "register", "models/fraud.onnx", "--name", "fraud");
  expect(again.stdout).toMatch(/^scoring 2 registered/);
  expect(again.stderr).toBe("fraud is called scoring now.\n");
  write(folder, { "models/fraud_v3.onnx": "weights 3" });
  const imported = await cli(folder, "import", "models/fraud_v3.onnx", "--name", "fraud");
  expect(imported.stderr).toMatch(/^fraud is called scoring now\.$/m);
  expect(await document(folder, "list")).toMatchObject({
    versions: [{ model: "scoring" }, { model: "scoring" }, { model: "scoring" }],
  });
});

test("a name that is taken, the same or not seen whole is refused", async () => {
  const folder = workspace();
  await succeed(folder, "create", "fraud");
  await succeed(folder, "create", "churn");
  expect(await failure(folder, "rename", "fraud", "churn")).toMatchObject({
    exit: 1,
    code: "model-exists",
    wayOut: "Choose another name, for example churn-2.",
  });
  expect(await failure(folder, "create", "churn")).toMatchObject({ code: "model-exists" });
  await succeed(folder, "rename", "fraud", "churn-2");
  for (const name of ["churn-2", "a\u200Bb", ".x", "a@b", ""]) {
    const { exit, code } = await failure(folder, "rename", "churn-2", name);
    expect({ name, exit, code }).toEqual({ name, exit: 1, code: "invalid-request" });
  }
  expect(await failure(folder, "rename", "nothing", "else")).toMatchObject({
    code: "unknown-model",
  });
});

test("an empty model is listed, takes versions, and can be deleted until then", async () => {
  const folder = workspace();
  await succeed(folder, "create", "fraud", "--description", "Scores each payment");
  await succeed(folder, "create", "mistake");
  expect(await document(folder, "list")).toEqual({
    versions: [],
    more: false,
    emptyModels: ["fraud", "mistake"],
  });
  expect(await succeed(folder, "list")).toMatch(/^fraud .*no versions yet/m);
  expect(await succeed(folder, "annotate", "fraud")).toContain("Scores each payment");
  expect(await failure(folder, "resolve", "fraud@Production")).toMatchObject({
    code: "unknown-version",
  });
  expect(
    (await cli(folder, "delete", "mistake", "--reason", "misspelt", "--dry-run")).stdout,
  ).toContain("would be deleted");
  await succeed(folder, "delete", "mistake", "--reason", "misspelt");
  expect(await document(folder, "list")).toMatchObject({ emptyModels: ["fraud"] });
  expect(await failure(folder, "tag", "mistake")).toMatchObject({ code: "unknown-model" });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  expect(await document(folder, "list")).toMatchObject({ versions: [{ reference: "fraud@1" }] });
});

test("another model can take a former name, which then leads to it", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  await succeed(folder, "rename", "fraud", "fraud-old");
  await succeed(folder, "create", "fraud");
  expect(await failure(folder, "resolve", "fraud@1")).toMatchObject({ code: "unknown-version" });
  write(folder, { "models/fraud.onnx": "weights 2" });
  expect(await document(folder, "register", "models/fraud.onnx", "--name", "fraud")).toMatchObject({
    version: { reference: "fraud@1" },
  });
  expect(await document(folder, "show", "fraud-old@1")).toMatchObject({ number: 1 });
});

test("who may not promote to a stage may not change what leads to the version there", async () => {
  const folder = workspace();
  await succeed(folder, "init");
  write(folder, {
    ".model-registry/policy.yaml": "version: 1\ngates:\n  Production:\n    promoters: [Ada]\n",
  });
  const checked = await cli(folder, "policy", "check");
  expect(checked.stderr).toBe("");
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  expect((await as("Bob", folder, "rename", "fraud", "free")).code).toBe(0);
  await succeed(folder, "rename", "free", "fraud");
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  await succeed(folder, "promote", "fraud@1", "--to", "Production");
  const refused = await as("Bob", folder, "rename", "fraud", "gone");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    /^error: Can't rename fraud to gone: .*Bob.*Production.*\nAsk Ada/,
  );
  await succeed(folder, "rename", "fraud", "scoring");
  // The former name leads to Production: to take it would be the same by another door.
  const taken = await as("Bob", folder, "create", "fraud");
  expect(taken.code).toBe(1);
  expect(taken.stderr).toContain("Can't create fraud");
  await as("Bob", folder, "create", "other");
  expect((await as("Bob", folder, "rename", "other", "fraud")).code).toBe(1);
  await succeed(folder, "create", "fraud");
});
