/**
 * A process that runs the built command again and again: `node resident.ts <cli.js>`. For each command
 * that it is sent, it takes over folder, environment and arguments, and does what `node cli.js` does. The
 * command is over when its process would end by itself: when nothing is left that it waits for.
 */
import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import type { Readable } from "node:stream";

/** One command for a resident process. */
export interface ResidentCommand {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Marks the end of both outputs of the command. */
  readonly end: string;
}

const script = process.argv[2] ?? "";
const require = createRequire(import.meta.url);
const noListeners = {
  stdout: process.stdout.listeners("error"),
  stderr: process.stderr.listeners("error"),
};

let end: string | undefined;
let input: Readable | undefined;

// As of a process that is given no input.
Object.defineProperty(process, "stdin", {
  get: () => (input ??= createReadStream("/dev/null")),
});

process.on("message", ({ cwd, args, env, end: mark }: ResidentCommand) => {
  for (const name of Object.keys(process.env))
    if (!(name in env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
  process.chdir(cwd);
  process.argv = [process.execPath, script, ...args];
  process.exitCode = undefined;
  input = undefined;
  end = mark;
  // Only the command keeps the process alive now.
  process.channel?.unref();
  Reflect.deleteProperty(require.cache, script);
  require(script);
});

process.on("beforeExit", () => {
  if (end === undefined) return;
  const mark = end;
  end = undefined;
  process.channel?.ref();
  for (const output of ["stdout", "stderr"] as const) {
    for (const listener of process[output].listeners("error")) {
      if (!noListeners[output].includes(listener))
        process[output].off("error", listener as () => void);
    }
    process[output].write(mark);
  }
  // The folder may be removed now, also where a current folder can't be.
  process.chdir("/");
  process.send?.(process.exitCode ?? 0);
});
process.once("disconnect", () => process.exit());
