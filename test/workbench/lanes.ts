import { spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { projectRoot } from "./paths.ts";
import { childEnvironment } from "./processes.ts";

/** One step of a lane. */
export interface Step {
  readonly name: string;
  readonly command: string;
  /** Environment variables for it, beside those of this process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Names of steps of other lanes that have to end before it starts. */
  readonly after?: readonly string[];
}

/** Result of a step. */
export interface Ended {
  readonly code: number;
  readonly seconds: number;
}

/**
 * Runs lanes side by side, and the steps of each in their order, whatever a step before ended with.
 *
 * @throws for a step that comes after one that no lane has, before anything is run
 */
export async function runLanes<S extends Step, R>(
  lanes: readonly (readonly S[])[],
  runStep: (step: S) => Promise<R>,
): Promise<readonly R[]> {
  const names = lanes.flat().map(({ name }) => name);
  for (const { name, after = [] } of lanes.flat()) {
    const unknown = after.find((other) => !names.includes(other));
    if (unknown !== undefined) throw new Error(`${name} comes after ${unknown}, which is no step.`);
  }
  const ended = new EventEmitter().setMaxListeners(0);
  const over = new Set<string>();
  const runLane = async (lane: readonly S[]): Promise<readonly R[]> => {
    const results: R[] = [];
    for (const step of lane) {
      for (const other of step.after ?? []) if (!over.has(other)) await once(ended, other);
      results.push(await runStep(step));
      over.add(step.name);
      ended.emit(step.name);
    }
    return results;
  };
  return (await Promise.all(lanes.map(runLane))).flat();
}

/** Runs a command line in the project; each line of its output has the name before it. */
export async function runNamed(
  name: string,
  command: string,
  {
    env = {},
    print = console.log,
  }: { readonly env?: Step["env"]; readonly print?: (line: string) => void } = {},
): Promise<Ended> {
  const start = performance.now();
  const label = `${name.padEnd(7)} │ `;
  print(`${label}${command}`);
  const child = spawn(command, [], {
    cwd: projectRoot,
    env: childEnvironment(env),
    shell: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve(code ?? 1);
    });
  });
  const lines = async (output: Readable): Promise<void> => {
    for await (const line of createInterface({ input: output })) print(label + line);
  };
  const [code] = await Promise.all([closed, lines(child.stdout), lines(child.stderr)]);
  return { code, seconds: (performance.now() - start) / 1000 };
}
