import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder, write } from "./temporary-folder.ts";

const environment = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
  GIT_AUTHOR_DATE: "2026-03-01T10:00:00+02:00",
  GIT_COMMITTER_DATE: "2026-03-01T10:00:00+02:00",
};

/** Runs git as a person does, for setting things up; gives its output. */
export function git(folder: string, ...args: readonly string[]): string {
  return gitWith(folder, environment, args);
}

function gitWith(folder: string, env: NodeJS.ProcessEnv, args: readonly string[]): string {
  return execFileSync("git", args, {
    cwd: folder,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 10_000,
  }).trim();
}

/** A repository on branch `main` with `train.py` and what else is given committed. */
export function repository(files: Readonly<Record<string, string>> = {}): string {
  const folder = join(temporaryFolder(), "project");
  mkdirSync(folder);
  git(folder, "init", "--quiet", "--initial-branch=main");
  write(folder, { "train.py": "print(1)\n", ...files });
  commitAll(folder, "Train a model");
  return folder;
}

export function commitAll(
  folder: string,
  message: string,
  date = environment.GIT_COMMITTER_DATE,
): void {
  git(folder, "add", "--all");
  const env = { ...environment, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date };
  gitWith(folder, env, ["commit", "--quiet", "--message", message]);
}
