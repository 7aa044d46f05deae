import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Run } from "./cli.ts";
import type { ResidentCommand } from "./resident.ts";

/** Processes that wait for a command; commands at the same time have one each. */
const idle: ChildProcess[] = [];

/** Runs a built command in a resident process, a new one if all are at work. */
export async function runResident(
  script: string,
  command: Omit<ResidentCommand, "end">,
): Promise<Run> {
  const child = idle.pop() ?? startResident(script, command.env);
  hold(child, true);
  const end = `\u0000${randomUUID()}`;
  const exits = new AbortController();
  const broken = new Promise<never>((_, reject) => {
    const report = (code: number | null): void => {
      reject(new Error(`The process ended with ${code} at: ${command.args.join(" ")}`));
    };
    child.once("exit", report);
    exits.signal.addEventListener("abort", () => child.off("exit", report));
  });
  const code = new Promise<number>((resolve) => child.once("message", resolve as () => void));
  const outputs = [child.stdout, child.stderr].map((output) => readTo(output, end));
  child.send({ ...command, end } satisfies ResidentCommand);
  const run = Promise.all([code, ...outputs]) as Promise<[number, string, string]>;
  const [exit, stdout, stderr] = await Promise.race([run, broken]);
  exits.abort();
  hold(child, false);
  idle.push(child);
  return { code: exit, stdout, stderr };
}

function startResident(script: string, env: ResidentCommand["env"]): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, "resident.ts"), script], {
    env,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

/** Lets a process keep this one alive, or not: it ends with it. */
function hold(child: ChildProcess, isHeld: boolean): void {
  const act = isHeld ? "ref" : "unref";
  child[act]();
  child.channel?.[act]();
  for (const output of [child.stdout, child.stderr]) if (output instanceof Socket) output[act]();
}

/** Reads what a process writes up to a mark. */
function readTo(output: Readable | null, end: string): Promise<string> {
  let text = "";
  return new Promise((resolve) => {
    const take = (chunk: Buffer): void => {
      text += chunk.toString("latin1");
      if (!text.endsWith(end)) return;
      output?.off("data", take);
      resolve(Buffer.from(text.slice(0, -end.length), "latin1").toString());
    };
    output?.on("data", take);
  });
}
