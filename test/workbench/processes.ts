import { spawn, spawnSync } from "node:child_process";
import type { SpawnOptions } from "node:child_process";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { delimiter, dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/**
 * Matches variables that a surrounding VS Code terminal or npm has set. code-server's installation believes what npm
 * says of itself, and an npm around this one may run on another Node.
 */
const foreignVariable =
  /^(VSCODE_|ELECTRON_|npm_(lifecycle|package|execpath|node_execpath|config_(user_agent|loglevel|local_prefix)))/;

/**
 * The environment for a child process: this very Node first on PATH, because native modules must be
 * built by the version that loads them, and nothing of what surrounds these tests.
 */
export function childEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !foreignVariable.test(name));
  return {
    ...Object.fromEntries(inherited),
    PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
    ...extra,
  };
}

/** Runs a command to its end and answers its exit code (1 if a signal ended it). */
export function run(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: childEnvironment(), ...options });
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });
}

/** Like {@link run}, but anything except exit code 0 is an error. */
export async function mustRun(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<void> {
  const code = await run(command, args, options);
  if (code !== 0)
    throw new Error(`"${[command, ...args].join(" ")}" failed with exit code ${code}.`);
}

/** The full path of a program on PATH, or undefined. */
export function which(program: string): string | undefined {
  const finder = process.platform === "win32" ? "where" : "which";
  const found = spawnSync(finder, [program], { encoding: "utf8" });
  return found.status === 0 ? found.stdout.split(/\r?\n/)[0] : undefined;
}

/** Ports that no system gives to whom asks for any: those begin at 32768 or higher. */
const ports = { first: 20_000, count: 12_000 };

/**
 * Returns a port of the loopback interface that nothing listens on, and that the system gives to
 * nobody else before it is used.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = ports.first + randomInt(ports.count);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      // Windows refuses ports that it has reserved.
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
      else reject(error);
    });
    server.listen(port, "127.0.0.1", () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** Milliseconds: what a timer of Node can wait at most. */
const longestTimer = 2 ** 31 - 1;

/**
 * Asks again and again until `condition` answers something; fails after `limit` milliseconds, also
 * when a question is never answered.
 */
export async function until<T>(
  what: string,
  limit: number,
  condition: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  const end = performance.now() + limit;
  const abort = new AbortController();
  const gaveUp = delay(Math.min(limit, longestTimer), undefined, { signal: abort.signal }).then(
    () => {
      throw new Error(`Gave up after ${limit / 1000} s: ${what}.`);
    },
  );
  // Nobody waits for it between two questions.
  gaveUp.catch(() => undefined);
  try {
    for (;;) {
      const answer = await Promise.race([condition(), gaveUp]);
      if (answer !== undefined) return answer;
      if (performance.now() > end) await gaveUp;
      await delay(50);
    }
  } finally {
    abort.abort();
  }
}
