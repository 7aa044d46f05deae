import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "../../workbench/paths.ts";

export const run = promisify(execFile);

/**
 * The person who does everything in these tests: the person in the window, git and the command
 * line.
 */
export const person = { name: "Mira Okafor", email: "mira.okafor@example.org" };

/** The built command line. */
export const commandLine = join(projectRoot, "dist", "cli.js");

const identity = {
  GIT_AUTHOR_NAME: person.name,
  GIT_AUTHOR_EMAIL: person.email,
  GIT_COMMITTER_NAME: person.name,
  GIT_COMMITTER_EMAIL: person.email,
};

/**
 * Makes the windows opened after it this person's: a server inherits the environment of the tests.
 */
export function actAsPerson(): void {
  Object.assign(process.env, identity);
}

/** Runs git in a folder, without the settings of whoever runs the tests; answers what it prints. */
export async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const settings = ["commit.gpgsign=false", "core.hooksPath=/dev/null"];
  const { stdout } = await run("git", [...settings.flatMap((each) => ["-c", each]), ...args], {
    cwd: folder,
    env: {
      ...process.env,
      ...identity,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
    },
  });
  return stdout.trim();
}

/** Runs the `model-registry` command in a folder and answers what it prints. */
export async function registry(folder: string, ...args: readonly string[]): Promise<string> {
  return registryAs(identity, folder, args);
}

/** The same as a colleague of that person, Ada Okoye. */
export async function colleague(folder: string, ...args: readonly string[]): Promise<string> {
  const colleague = { GIT_AUTHOR_NAME: "Ada Okoye", GIT_AUTHOR_EMAIL: "ada.okoye@example.org" };
  return registryAs(colleague, folder, args);
}

async function registryAs(
  identity: Readonly<Record<string, string>>,
  folder: string,
  args: readonly string[],
): Promise<string> {
  const { stdout } = await run(process.execPath, [commandLine, ...args], {
    cwd: folder,
    env: { ...process.env, ...identity },
  });
  return stdout.trim();
}
