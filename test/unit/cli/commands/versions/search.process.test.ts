import { expect, test } from "vitest";
import { cli, document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

async function registered(): Promise<string> {
  const folder = workspace();
  const versions = [
    ["fraud", "0.81", "3", "risk"],
    ["fraud", "0.93", "5", "risk"],
    ["churn", "0.95", "9", "growth"],
  ] as const;
  for (const [index, [name, auc, depth, team]] of versions.entries()) {
    write(folder, { "model.onnx": `weights ${index}` });
    const facts = ["--metric", `test.auc=${auc}`, "--param", `max_depth=${depth}`];
    const given = ["--name", name, ...facts, "--tag", `team=${team}`, "--no-discover"];
    await succeed(folder, "register", "model.onnx", ...given);
  }
  return folder;
}

async function found(folder: string, ...query: readonly string[]): Promise<unknown> {
  const { versions } = (await document(folder, "search", ...query)) as {
    versions: { model: string; number: number }[];
  };
  return versions.map(({ model, number }) => `${model}@${number}`);
}

test("versions are found by metrics, parameters and tags", async () => {
  const folder = await registered();
  const sorted = "metrics.test.auc > 0.9 order by metrics.test.auc desc";
  expect(await found(folder, sorted)).toEqual(["churn@1", "fraud@2"]);
  expect(await found(folder, "params.max_depth <= 5 and tag.team = RISK")).toEqual([
    "fraud@2",
    "fraud@1",
  ]);
  expect(await found(folder, "model", "=", "fr*", "limit", "1")).toEqual(["fraud@2"]);
  expect(await found(folder, "growth")).toEqual(["churn@1"]);
  await succeed(folder, "annotate", "churn@1", "--compliance", "GDPR checked");
  expect(await found(folder, "compliance = gdpr*")).toEqual(["churn@1"]);
  expect(await found(folder)).toHaveLength(3);
  expect(await document(folder, "search", "fraud", "--limit", "1")).toMatchObject({
    query: "fraud",
    total: 2,
  });

  const { stdout, stderr } = await cli(folder, "search", sorted, "--limit", "1");
  expect(stdout).toMatch(/^NAME.*\nchurn +1 +None +test\.auc 0\.95 /);
  expect(stderr).toBe("1 of 2 versions shown; more with --limit.\n");
});

test("a package is found by its name in any spelling", async () => {
  const folder = workspace({
    "model.onnx": "weights",
    "requirements.txt": "Scikit_Learn==1.5.2\n",
  });
  const recorded = ["--environment", "requirements.txt", "--no-discover"];
  await succeed(folder, "register", "model.onnx", "--name", "fraud", ...recorded);
  expect(await found(folder, "packages.scikit_learn = 1.5*")).toEqual(["fraud@1"]);
  const { code, stderr } = await cli(folder, "search", "packages.scikit.learn = 1.6*");
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "No version meets “packages.scikit.learn = 1.6*”.\n",
  });
});

test("list takes a query, within a model and a stage", async () => {
  const folder = await registered();
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  const where = ["--where", "metrics.test.auc > 0.8"];
  expect(await succeed(folder, "list", "fraud", ...where)).toMatch(/fraud +2 .*\nfraud +1 /);
  expect(await succeed(folder, "list", "--stage", "staging", ...where)).toMatch(
    /^NAME.*\nfraud +1 +Staging .*\n$/,
  );
  const none = await cli(folder, "list", "--where", "metrics.test.auc > 2");
  expect(none).toEqual({
    code: 0,
    stdout: "",
    stderr: "No version meets “metrics.test.auc > 2”.\n",
  });
});

test("a mistake is shown in its place, and names that nobody recorded are told", async () => {
  const folder = await registered();
  const { code, stderr } = await cli(folder, "search", "fraud and auc > 0.9");
  expect(code).toBe(1);
  expect(stderr).toBe(
    [
      "  fraud and auc > 0.9",
      "            ^^^",
      "error: The query can’t be read at character 11: “auc” is not a key.",
      "Perhaps metrics.auc, params.auc, or tag.auc was meant.",
      "",
    ].join("\n"),
  );
  expect(await failure(folder, "list", "--where", "stage >")).toMatchObject({
    exit: 1,
    code: "invalid-request",
    message:
      "The query can’t be read at character 7: “stage” has no order: compare it with = or !=.",
  });
  const unknown = await cli(folder, "search", "metrics.auc > 0.9");
  expect(unknown).toMatchObject({ code: 0, stdout: "" });
  expect(unknown.stderr).toMatch(
    /^No version was recorded with metrics\.auc\. There is metrics\.test\.auc\.\n/,
  );
});
