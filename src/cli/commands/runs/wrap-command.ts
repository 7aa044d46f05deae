import { spawn } from "node:child_process";
import { constants } from "node:os";
import { relative, resolve, sep } from "node:path";
import type { RunCommand } from "../../../core/model/recipe.ts";
import type { EndStatus, RunId } from "../../../core/model/run.ts";
import { commandText } from "../../../core/text/command-text.ts";
import { finishRun } from "../../../registry/runs/finish-run.ts";
import { followWrittenFiles } from "../../../registry/runs/follow-written-files.ts";
import { logArtifacts } from "../../../registry/runs/run-artifacts.ts";
import { recordRunContext } from "../../../registry/runs/run-context.ts";
import { startRun } from "../../../registry/runs/start-run.ts";
import { givenArtifacts, givenEntries } from "../../input/given-entries.ts";
import { runVariable } from "../../input/run-named.ts";
import type { Session } from "../../run.ts";
import type { RunOptions } from "./run.ts";

/** Outcome of a program. */
interface Outcome {
  readonly status: EndStatus;
  /** Exit code to end with. */
  readonly code: number;
  readonly problem?: string;
}

/**
 * Runs a command line as a training run, and ends with its exit code. The program has the terminal;
 * Ctrl+C goes to it, and the run ends when it does.
 */
export async function wrapCommand(
  { registry, output, task }: Session,
  words: readonly string[],
  options: RunOptions,
): Promise<void> {
  const { experiment, name } = options;
  const begin = Date.now();
  const { id: run } = await startRun(registry, {
    ...(experiment !== undefined && { experiment: { name: experiment } }),
    ...(name !== undefined && { name }),
    command: runCommand(registry.folder, words),
    start: begin,
    process: "this-process",
    lines: await givenEntries(options),
  });
  output.note(`Run ${run} started.`);
  if (options.context) await recordRunContext(registry, { run });
  const written = followWrittenFiles(registry, {
    run,
    folder: process.cwd(),
    since: begin,
    histories: options.history.map((path) => resolve(path)),
  });
  const outcome = await runProgram(words, run, registry.folder);
  if (outcome.problem !== undefined) output.note(outcome.problem);
  const { taken, problems } = await written.end();
  for (const problem of problems) output.note(problem);
  if (taken.length > 0) output.note(`Took over ${taken.join(", ")}.`);
  const files = await givenArtifacts(options.artifact);
  if (files.length > 0) await logArtifacts(registry, { run, files }, { report: task.report });
  const ended = await finishRun(registry, { run, status: outcome.status });
  output.note(`Run ${ended.state.name ?? run} ${ended.status}.`);
  process.exitCode = outcome.code;
}

function runCommand(folder: string, words: readonly string[]): RunCommand {
  const place = relative(folder, process.cwd()).split(sep).join("/");
  const isInside = place !== "" && place !== ".." && !place.startsWith("../");
  return { line: commandText(words).slice(0, 32_768), ...(isInside && { folder: place }) };
}

async function runProgram(
  [program = "", ...words]: readonly string[],
  run: RunId,
  folder: string,
): Promise<Outcome> {
  const env = { ...process.env, [runVariable]: run, MODEL_REGISTRY_FOLDER: folder };
  const child = spawn(program, words, { stdio: "inherit", env });
  const passOn = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  // Those of the terminal reach it by themselves.
  process.on("SIGTERM", passOn);
  try {
    return await new Promise<Outcome>((resolve) => {
      child.once("error", ({ message }) => {
        resolve({ status: "failed", code: 127, problem: `${program} can't be run: ${message}` });
      });
      child.once("exit", (code, signal) => {
        if (signal !== null) resolve({ status: "killed", code: 128 + constants.signals[signal] });
        else resolve({ status: code === 0 ? "finished" : "failed", code: code ?? 1 });
      });
    });
  } finally {
    process.off("SIGTERM", passOn);
  }
}
