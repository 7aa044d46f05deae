import { spawn, type ChildProcess } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { inject, vi } from "vitest";
import { runResident } from "./residents.ts";

/** Result of a run of the command. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Arguments for node itself. */
  readonly node?: readonly string[];
  /** Text that is piped to it. */
  readonly input?: string;
  /** True if the test writes to its standard input. */
  readonly isAttached?: boolean;
  /** A file to write the answer to. */
  readonly stdout?: string;
}

const script = join(inject("cliFolder"), "cli.js");

/**
 * Folder in which all runs keep their compiled code, as those of a person do: it halves their time.
 */
const home = inject("cliHome");

/** Gives tests the time that processes of their own take on a busy machine. */
export function useCli(): void {
  vi.setConfig({ testTimeout: 1_200_000 });
}

/** The program and its arguments, for who starts the command by other means. */
export function commandLine(...args: readonly string[]): readonly [string, ...string[]] {
  return [process.execPath, script, ...args];
}

function environment(more: RunOptions["env"] = {}): Readonly<Record<string, string>> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_NAME: "Ada",
    GIT_AUTHOR_EMAIL: "ada@example.org",
    ...more,
  };
}

/** Starts the command in a folder, in a process of its own. */
export function start(
  cwd: string,
  args: readonly string[],
  options: RunOptions = {},
): ChildProcess {
  const child = spawn(process.execPath, [...(options.node ?? []), script, ...args], {
    cwd,
    env: environment(options.env),
    stdio: [
      options.input === undefined && !options.isAttached ? "ignore" : "pipe",
      options.stdout === undefined ? "pipe" : openSync(options.stdout, "w"),
      "pipe",
    ],
  });
  if (!options.isAttached) child.stdin?.end(options.input);
  return child;
}

/** A question that a command asks on its terminal, and what is typed. */
export interface Typed {
  readonly question: string;
  readonly answer: string;
}

/** Runs a command line in a terminal (util-linux `script`), which gives both outputs as one. */
export function inTerminal(
  cwd: string,
  line: string,
  { env: more = {}, typed }: { env?: RunOptions["env"]; typed?: Typed } = {},
): Promise<Run> {
  const command = `"${process.execPath}" "${script}" ${line}`;
  const env = { PATH: process.env["PATH"], HOME: home, TERM: "xterm", ...more };
  const options = ["--quiet", "--return", "--command", command, "/dev/null"];
  const stdin = typed ? "pipe" : "ignore";
  const child = spawn("/usr/bin/script", options, { cwd, env, stdio: [stdin, "pipe", "pipe"] });
  if (typed) {
    let seen = "";
    const answer = (chunk: unknown): void => {
      seen += String(chunk);
      if (!seen.includes(typed.question)) return;
      child.stdout?.off("data", answer);
      child.stdin?.write(`${typed.answer}\r`);
    };
    child.stdout?.on("data", answer);
    child.once("exit", () => child.stdin?.destroy());
  }
  return ended(child);
}

/** Waits for a command that was started. */
export async function ended(child: ChildProcess): Promise<Run> {
  let [stdout, stderr] = ["", ""];
  child.stdout?.on("data", (chunk) => (stdout += String(chunk)));
  child.stderr?.on("data", (chunk) => (stderr += String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, stdout, stderr };
}

/**
 * Runs the command in a folder. In a process that has run others before, which takes a tenth of the
 * time; what depends on a process of its own takes {@link start}.
 */
export function cli(cwd: string, ...args: readonly string[]): Promise<Run> {
  return runResident(script, { cwd, args, env: environment() });
}

/** Runs a command that must succeed, and gives what it says. */
export async function succeed(cwd: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await cli(cwd, ...args);
  if (code !== 0) throw new Error(`model-registry ${args.join(" ")} ended with ${code}: ${stderr}`);
  return stdout;
}

/** Runs a command that must succeed, and gives its document. */
export async function document(
  cwd: string,
  ...args: readonly string[]
): Promise<Record<string, unknown>> {
  return JSON.parse(await succeed(cwd, ...args, "--json")) as Record<string, unknown>;
}

/** Gives the place of a version's first artifact in the store. */
export async function storedPath(cwd: string, reference: string): Promise<string> {
  const { artifacts } = (await document(cwd, "show", reference)) as {
    artifacts: { sha256: string }[];
  };
  const sha256 = artifacts[0]?.sha256 ?? "";
  return join(cwd, ".model-registry/artifacts/sha256", sha256.slice(0, 2), sha256);
}

/** Runs a command that must fail, and gives its exit code and its error. */
export async function failure(
  cwd: string,
  ...args: readonly string[]
): Promise<{ exit: number | null; code: string; message: string; wayOut: string }> {
  const { code, stdout, stderr } = await cli(cwd, ...args, "--json");
  if (stdout !== "") throw new Error(`a failing command answered: ${stdout}`);
  const { error } = JSON.parse(stderr) as {
    error: { code: string; message: string; wayOut: string };
  };
  return { exit: code, ...error };
}
