import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../../../support/git.ts";
import { useCli } from "../../cli.ts";
import { caches, parsed, reproduce, stateOf, succeed, trained } from "../../trained-workspace.ts";

useCli();

test("a deterministic training is reproduced bit by bit, and the workspace stays as it was", async () => {
  const env = caches();
  const folder = await trained(env);
  const before = stateOf(folder);

  const run = await reproduce(folder, env, "fraud@1", "--run", "--yes");
  expect(run).toMatchObject({ code: 0 });
  expect(parsed(run)).toMatchObject({
    result: "identical",
    files: [{ path: "model.safetensors", result: "identical" }],
    metrics: { "test.auc": 0.9 },
    commandSource: "version",
    inputs: [
      { name: "data/train.csv", state: "same" },
      { name: "params.json", state: "same" },
    ],
    prepared: {
      patched: true,
      inputs: [{ name: "data/train.csv", copied: true }, {}],
      environment: { file: expect.stringContaining("requirements.txt") as unknown },
    },
  });
  expect(stateOf(folder)).toEqual(before);

  const { checkout } = parsed(run)["prepared"] as { checkout: string };
  expect(checkout.startsWith(env["XDG_CACHE_HOME"]!)).toBe(true);
  expect(git(checkout, "rev-parse", "HEAD")).toBe(git(folder, "rev-parse", "HEAD"));
  expect(readFileSync(join(checkout, "..", "requirements.txt"), "utf8")).toBe(
    "scikit-learn==1.9.1\n",
  );
  expect(await succeed(folder, env, "reproduce", "fraud@1", "--remove")).toBe(
    "1 work tree removed\n",
  );
  expect(existsSync(checkout)).toBe(false);
  expect(git(folder, "worktree", "list", "--porcelain").match(/^worktree /gm)).toHaveLength(1);
  expect(readdirSync(join(env["XDG_CACHE_HOME"]!, "model-registry", "reproductions"))).toEqual([]);
  expect(stateOf(folder)).toEqual(before);
});

test("a training that gives something else says what differs, and ends with its own exit code", async () => {
  const env = caches();
  const folder = await trained(env);
  const run = await reproduce(folder, { ...env, NOISE: "0.125" }, "fraud@1", "--run", "--yes");
  expect(run).toMatchObject({ code: 5 });
  expect(parsed(run)).toMatchObject({
    result: "different",
    summary: "Not reproduced: differs in model.safetensors",
    files: [
      {
        tensors: {
          tensors: 2,
          differing: 1,
          differences: [{ name: "weights", values: 1, absolute: 0.125, relative: 0.25 }],
        },
      },
    ],
    metrics: { "test.auc": 1.025 },
  });
});

test("a failing command is reported with its work tree, and nothing is recorded", async () => {
  const env = caches();
  const folder = await trained(env);
  const run = await reproduce(folder, env, "fraud@1", "--run", "--yes", "--command", "exit 3");
  expect(run).toMatchObject({ code: 1, stdout: "" });
  expect(run.stderr).toContain("the command ended with code 3");
  expect(await succeed(folder, env, "log", "fraud@1")).not.toContain("eproduced");
});

test("a command is never run without a confirmation", async () => {
  const env = caches();
  const folder = await trained(env);
  const run = await reproduce(folder, env, "fraud@1", "--run", "--command", "touch ran");
  expect(run).toMatchObject({ code: 2 });
  const { reproductions } = JSON.parse(
    await succeed(folder, env, "reproduce", "--list", "--json"),
  ) as { reproductions: { checkout: string }[] };
  expect(reproductions).toHaveLength(1);
  expect(existsSync(join(reproductions[0]!.checkout, "ran"))).toBe(false);
});
