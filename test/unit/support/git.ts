import { execFileSync } from "node:child_process";

/** Ada, without the settings of whoever runs the tests. */
const environment = {
  PATH: process.env["PATH"],
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};

/** Date of commits in tests that name none. */
const date = "2026-03-01T10:00:00+02:00";

/** Runs git as a person does, for setting things up; gives its output. */
export function git(folder: string, ...args: readonly string[]): string {
  return gitAt(date, folder, ...args);
}

/** The same at a time (ISO 8601). */
export function gitAt(time: string, folder: string, ...args: readonly string[]): string {
  return execFileSync("git", args, {
    cwd: folder,
    env: { ...environment, GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 300_000,
  }).trim();
}

/** Commits everything in a folder. */
export function commitAll(folder: string, message: string, time = date): void {
  git(folder, "add", "--all");
  gitAt(time, folder, "commit", "--quiet", "--message", message);
}
