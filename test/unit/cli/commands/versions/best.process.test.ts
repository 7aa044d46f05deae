import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, failure, storedPath, succeed, useCli } from "../../cli.ts";
import { temporaryFolder, write } from "../../workspace.ts";

useCli();

/** Registers versions with these values of accuracy, one after the other. */
async function registered(...values: readonly number[]): Promise<string> {
  const folder = join(temporaryFolder(), "project");
  for (const [index, value] of values.entries()) {
    write(folder, { "model.onnx": `weights ${index}`, "scaler.pkl": `scaler ${index}` });
    if (index === 0) await succeed(folder, "init");
    const more = ["--metric", `accuracy=${value}`, "--metric", `oddity=${index}`];
    await succeed(folder, "register", "model.onnx", "--name", "fraud", ...more);
  }
  return folder;
}

test("best compares those that meet a query, and says what is equal or left out", async () => {
  const folder = await registered(0.8, 0.95, 0.8);
  write(folder, { "model.onnx": "unmeasured" });
  await succeed(folder, "register", "model.onnx", "--name", "fraud", "--metric", "oddity=9");
  const best = ["best", "fraud", "--metric", "accuracy"];
  expect(await cli(folder, ...best, "--where", "metrics.oddity < 2 and version != 2")).toEqual({
    code: 0,
    stdout: "fraud@1\n",
    stderr: "accuracy 0.8, the highest of 1 version\n",
  });
  expect(await cli(folder, ...best, "--minimize")).toMatchObject({
    stdout: "fraud@3\n",
    stderr:
      "fraud 1 has the same value.\n1 version left out: not recorded with accuracy.\naccuracy 0.8, the lowest of 3 versions\n",
  });
  expect(await document(folder, ...best, "--min")).toMatchObject({
    ties: [{ number: 1 }],
    unmeasured: 1,
  });
  expect(await failure(folder, ...best, "--where", "version > 9")).toMatchObject({
    code: "invalid-request",
    message: "No version of fraud meets “version > 9”.",
  });
  const wrong = await cli(folder, ...best, "--where", "stge = x");
  expect(wrong.stderr).toMatch(/^ {2}stge = x\n {2}\^{4}\nerror: /);
});

test("best prints the reference of the version that is best, and nothing else on stdout", async () => {
  const folder = await registered(0.8, 0.95, 0.9);
  const { stdout, stderr } = await cli(folder, "best", "fraud", "--metric", "accuracy");
  expect(stdout).toBe("fraud@2\n");
  expect(stderr).toBe("accuracy 0.95, the highest of 3 versions\n");
  expect(await succeed(folder, "best", "fraud", "--metric", "accuracy", "--min")).toBe("fraud@1\n");
  expect(await document(folder, "best", "fraud", "--metric", "accuracy")).toMatchObject({
    reference: "fraud@2",
    metric: "accuracy",
    value: 0.95,
    better: "higher",
    compared: 3,
    passedOver: [],
  });
  for (const args of [
    ["show"],
    ["resolve"],
    ["export", "--out", "out"],
    ["promote", "--dry-run"],
  ]) {
    const [name = "", ...options] = args;
    const reference = "fraud@best:accuracy";
    const more = name === "promote" ? ["--to", "Staging"] : [];
    const answer = await document(folder, name, reference, ...options, ...more);
    const version = (name === "show" ? answer : answer["version"]) as Record<string, unknown>;
    expect(version["reference"]).toBe("fraud@2");
  }
  expect(await succeed(folder, "compare", "fraud@best:accuracy", "fraud@1")).toMatch(/fraud@2/);
  const child = ["register", "scaler.pkl", "--name", "child", "--parent", "fraud@best:accuracy"];
  expect(await document(folder, ...child)).toMatchObject({ version: { model: "child" } });
  expect(await succeed(folder, "show", "child")).toMatch(/Made from\n {2}fraud 2/);
});

test("an unknown direction is asked for, and what is suggested works", async () => {
  const folder = await registered(0.8, 0.9);
  expect(await failure(folder, "show", "fraud@best:oddity")).toMatchObject({
    code: "invalid-request",
    wayOut:
      "Run “model-registry best fraud --metric oddity --max”, or with --min; it prints the reference of the version.",
  });
  const best = ["best", "fraud", "--metric", "oddity"];
  expect((await failure(folder, ...best)).code).toBe("invalid-request");
  expect(await succeed(folder, ...best, "--max")).toBe("fraud@2\n");
  expect(await succeed(folder, ...best, "--min")).toBe("fraud@1\n");
  expect((await failure(folder, ...best, "--min", "--max")).exit).toBe(2);
  expect((await failure(folder, "best", "other", "--metric", "oddity")).code).toBe("unknown-model");
});

test("a version that is rejected, deleted or without its bytes is not the best", async () => {
  const folder = await registered(0.99, 0.98, 0.97, 0.5);
  await succeed(folder, "promote", "fraud@1", "--to", "Rejected");
  await succeed(folder, "delete", "fraud@2", "--reason", "a mistake");
  rmSync(await storedPath(folder, "fraud@3"), { force: true });
  const { stdout, stderr } = await cli(folder, "best", "fraud", "--metric", "accuracy");
  expect(stdout).toBe("fraud@4\n");
  expect(stderr).toContain("fraud 3 is passed over: its stored bytes are not there.\n");
});

test("models lists models with their latest version and the one in Production", async () => {
  const folder = await registered(0.8, 0.9);
  await succeed(folder, "promote", "fraud@1", "--to", "Staging");
  await succeed(folder, "promote", "fraud@1");
  await succeed(folder, "tag", "fraud", "team", "risk");
  await succeed(folder, "annotate", "fraud", "--description", "Scores payments");
  await succeed(folder, "create", "Churn");
  const lines = (await succeed(folder, "models")).split("\n");
  expect(lines[0]).toMatch(/^NAME +VERSIONS +LATEST +PRODUCTION +TAGS +DESCRIPTION$/);
  expect(lines.slice(1, 3).toSorted()).toEqual([
    expect.stringMatching(/^Churn +no versions yet$/),
    expect.stringMatching(/^fraud +2 versions +2 +1 +team=risk +Scores payments$/),
  ]);
  expect(await document(folder, "models", "FRAU")).toMatchObject({
    models: [
      {
        name: "fraud",
        versions: 2,
        latest: { number: 2 },
        production: { number: 1 },
        description: "Scores payments",
        tags: { team: "risk" },
      },
    ],
  });
  const { stdout, stderr } = await cli(folder, "models", "nothing");
  expect([stdout, stderr]).toEqual(["", "No model has “nothing” in its name.\n"]);
});

test("artifacts lists the files of all versions, newest version first", async () => {
  const folder = await registered(0.8, 0.9);
  const lines = (await succeed(folder, "artifacts", "fraud")).split("\n");
  expect(lines[0]).toMatch(/^VERSION +FILE +ROLE +SIZE +DIGEST$/);
  expect(lines.slice(1, 3)).toEqual([
    expect.stringMatching(/^fraud@2 +model\.onnx +model +9 B +[0-9a-f]{12}$/),
    expect.stringMatching(/^fraud@1 +model\.onnx +model +9 B +[0-9a-f]{12}$/),
  ]);
  expect(await document(folder, "artifacts", "--limit", "1")).toMatchObject({
    artifacts: [{ version: "fraud@2", path: "model.onnx", role: "model", size: 9 }],
    more: true,
  });
  expect((await failure(folder, "artifacts", "other")).code).toBe("unknown-model");
});
