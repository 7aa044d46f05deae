import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { git } from "../support/git.ts";
import { ended, start, useCli, type Run } from "./cli.ts";
import { temporaryFolder, workspace, write } from "./workspace.ts";

useCli();

const node = JSON.stringify(process.execPath);

/**
 * A training in plain JavaScript: the mean of each column of the data, times a rate, as safetensors,
 * and a metrics file. With `NOISE` it is not the same twice.
 */
const training = `
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const { rate } = JSON.parse(readFileSync("params.json", "utf8"));
const rows = readFileSync("data/train.csv", "utf8").trim().split("\\n").slice(1).map((line) => line.split(",").map(Number));
const noise = process.env.NOISE ? Number(process.env.NOISE) : 0;
const means = [0, 1].map((column) => rows.reduce((sum, row) => sum + row[column], 0) / rows.length * rate);
const weights = Float32Array.from([means[0] + noise, means[1]]);
const bias = Float32Array.from([rate]);
const header = JSON.stringify({
  weights: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
  bias: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
});
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(header.length));
mkdirSync("models", { recursive: true });
writeFileSync("models/model.safetensors", Buffer.concat([length, Buffer.from(header), Buffer.from(weights.buffer), Buffer.from(bias.buffer)]));
writeFileSync("models/metrics.json", JSON.stringify({ test: { auc: 0.9 + noise } }));
`;

/** Folder of the caches of a test, which is outside of its workspace. */
function caches(): Readonly<Record<string, string>> {
  return { XDG_CACHE_HOME: temporaryFolder() };
}

/** A workspace in which a model was trained from data that git ignores, and registered. */
async function trained(env: Readonly<Record<string, string>>): Promise<string> {
  const folder = workspace({
    "train.mjs": training,
    "params.json": '{ "rate": 0.5 }\n',
    ".gitignore": "data/\nmodels/\n.model-registry/\n",
  });
  // An uncommitted change, which the version keeps as its patch.
  write(folder, { "params.json": '{ "rate": 0.25 }\n', "data/train.csv": "a,b\n1,2\n3,5\n" });
  await succeed(folder, env, "-q", "init");
  const made = await ended(
    (await import("node:child_process")).spawn(process.execPath, ["train.mjs"], { cwd: folder }),
  );
  expect(made.code).toBe(0);
  const files = ["--metrics", "models/metrics.json", "--params", "params.json"];
  await succeed(
    folder,
    env,
    ...["register", "models/model.safetensors", "--name", "fraud", ...files],
    ...["--dataset", "data/train.csv", "--environment", "requirements.txt"],
    ...["--command", `${node} train.mjs`],
  );
  return folder;
}

async function succeed(
  folder: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  const { code, stdout, stderr } = await ended(start(folder, args, { env }));
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}

function reproduce(
  folder: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Run> {
  return ended(start(folder, ["reproduce", ...args, "--json"], { env }));
}

function parsed({ stdout }: Run): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Every file of the workspace with its bytes and times, and what git says of it. */
function stateOf(folder: string): unknown {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/^\.(git|model-registry)\//.test(relative(folder, path)))
    .map((path) => {
      const { mtimeMs, ctimeMs, ino } = lstatSync(path);
      const sha256 = createHash("sha256").update(readFileSync(path)).digest("hex");
      return [relative(folder, path), sha256, mtimeMs, ctimeMs, ino];
    });
  const status = git(
    folder,
    "--no-optional-locks",
    "status",
    "--porcelain",
    "--untracked-files=all",
  );
  return { files, status, head: git(folder, "rev-parse", "HEAD"), branch: git(folder, "branch") };
}

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
