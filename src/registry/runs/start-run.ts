import { randomUUID } from "node:crypto";
import type { RunCommand } from "../../core/model/recipe.ts";
import { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { ExperimentSelector } from "../../core/runs/decide-experiment.ts";
import { decideRunStart } from "../../core/runs/decide-run.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import type { Run } from "../../core/runs/run.ts";
import { currentProcess, ownerOfProcess, ownerTag } from "../../storage/files/process-owner.ts";
import { isLoggableId } from "../../storage/runs/run-log-files.ts";
import type { Registry } from "../registry.ts";
import { makeLogFile } from "./log-file.ts";
import { logFirstLines } from "./log-to-run.ts";
import { readRun } from "./read-run.ts";

/** The process whose end interrupts a run: this one, or another one of this machine. */
export type Writer = "this-process" | { readonly pid: number };

export interface StartRunRequest {
  /** A new one of 32 hexadecimal digits if absent. */
  readonly run?: string | undefined;
  /** The experiment, made if one that is named is not there; `Default` if absent. */
  readonly experiment?: ExperimentSelector | undefined;
  readonly name?: string | undefined;
  /** The current user if absent; `null` if nobody knows. */
  readonly user?: string | null | undefined;
  readonly command?: RunCommand | undefined;
  /** Milliseconds since the epoch; now if absent. */
  readonly start?: number | undefined;
  /**
   * The process that trains. A server that logs for others leaves it out: such a run counts as
   * interrupted after a day of silence, or three missed heartbeats if it promises some.
   */
  readonly process?: Writer | undefined;
  /** Seconds between signs of life, for a process that can't be seen from other machines. */
  readonly heartbeat?: number | undefined;
  /** Lines that belong to the start: parameters, tags. */
  readonly lines?: readonly RunLogLine[] | undefined;
}

/**
 * Starts a run: makes the log of the run with its first lines, and appends `run.started`. Nothing of
 * it stays if a line can't be logged.
 *
 * @throws RegistryError `run-exists`, `unknown-experiment` if it is deleted or an id that is not
 *   there, `invalid-request`, `read-only`, `busy`
 */
export async function startRun(registry: Registry, request: StartRunRequest): Promise<Run> {
  registry.requireTrust();
  const text = request.run ?? randomUUID().replaceAll("-", "");
  if (!isLoggableId(text)) {
    throw new RegistryError({ code: "invalid-request", reason: "run-id-invalid", run: text });
  }
  const run = RunId.parse(text);
  const user = request.user === null ? undefined : (request.user ?? (await registry.actor()).name);
  const start = request.start ?? Date.now();
  const { name, command, experiment, heartbeat } = request;
  const process = await writerTag(request.process);
  let experimentName: string | undefined;
  // Who reads the event finds in the log which process trains, however soon this one ends.
  const beginLog = async (): Promise<() => Promise<void>> => {
    const removeLog = await makeLogFile(registry, run, 1);
    const begin: RunLogLine = {
      kind: "start",
      at: start,
      ...(name !== undefined && { name }),
      ...(experimentName !== undefined && { experiment: experimentName }),
      ...(user !== undefined && { user }),
      ...(command && { command }),
      ...(process !== undefined && { process }),
      ...(heartbeat !== undefined && { heartbeat }),
    };
    try {
      await logFirstLines(registry, run, [begin, ...(request.lines ?? [])]);
    } catch (error) {
      await removeLog();
      throw error;
    }
    return removeLog;
  };
  await registry.commit((state) => {
    const decision = decideRunStart(state, { run, experiment, name, user, command, start });
    if (decision.accepted) experimentName = decision.events[0].data.experiment;
    return decision;
  }, beginLog);
  return readRun(registry, { run });
}

/** Returns how a log names the process that trains. */
export async function writerTag(writer: Writer | undefined): Promise<string | undefined> {
  if (writer === undefined) return undefined;
  return ownerTag(
    await (writer === "this-process" ? currentProcess() : ownerOfProcess(writer.pid)),
  );
}
