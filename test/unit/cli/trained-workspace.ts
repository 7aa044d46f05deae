import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { expect } from "vitest";
import { trainingScript } from "../../workbench/training-script.ts";
import { git } from "../support/git.ts";
import { ended, start, type Run } from "./cli.ts";
import { temporaryFolder, workspace, write } from "./workspace.ts";

const node = JSON.stringify(process.execPath);

/** Folder of the caches of a test, which is outside of its workspace. */
export function caches(): Readonly<Record<string, string>> {
  return { XDG_CACHE_HOME: temporaryFolder() };
}

/** A workspace in which a model was trained from data that git ignores, and registered. */
export async function trained(env: Readonly<Record<string, string>>): Promise<string> {
  const folder = workspace({
    "train.mjs": trainingScript,
    "params.json": '{ "rate": 0.5 }\n',
    ".gitignore": "data/\nmodels/\n.model-registry/\n",
  });
  // An uncommitted change, which the version keeps as its patch.
  write(folder, { "params.json": '{ "rate": 0.25 }\n', "data/train.csv": "a,b\n1,2\n3,5\n" });
  await succeed(folder, env, "-q", "init");
  const made = await ended(spawn(process.execPath, ["train.mjs"], { cwd: folder }));
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

/** Runs a command that must succeed, and gives what it says. */
export async function succeed(
  folder: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  const { code, stdout, stderr } = await ended(start(folder, args, { env }));
  if (code !== 0) throw new Error(`${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}

/** Runs `reproduce --json`. */
export function reproduce(
  folder: string,
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<Run> {
  return ended(start(folder, ["reproduce", ...args, "--json"], { env }));
}

/** The document of a run. */
export function parsed({ stdout }: Run): Record<string, unknown> {
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Every file of the workspace with its bytes and times, and what git says of it. */
export function stateOf(folder: string): unknown {
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
