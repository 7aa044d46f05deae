import { maskRunLogLine } from "../../core/masking/mask-data.ts";
import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { logObstacle } from "../../core/runs/decide-run.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import { emptyRunState } from "../../core/runs/run-state.ts";
import type { LoggedState } from "../../storage/runs/run-logs.ts";
import type { Registry } from "../registry.ts";
import { makeLogFile } from "./log-file.ts";
import { livingRecord, readLogged, type RecordedLog } from "./run-record.ts";

export interface LogRequest {
  readonly run: RunId;
  /** `start`, `resume` and `end` are written by their own use cases. */
  readonly lines: readonly RunLogLine[];
}

/**
 * Logs to a run: one append, without the registry's lock. What is logged survives the end of the
 * process at once, and a power cut after about a second. A run that has ended can be logged to as
 * well: its state stays, and what is logged is sealed later (`sealRuns`).
 *
 * All lines are logged, or none.
 *
 * @returns the end of the log in bytes
 * @throws RegistryError `unknown-run`, `invalid-request` if a parameter would change or the run
 *   become too large, `read-only`, `file-problem`
 */
export function logToRun(registry: Registry, { run, lines }: LogRequest): Promise<number> {
  registry.requireTrust();
  return registry.runLogs.serially(run, () => logSerially(registry, run, () => lines));
}

/**
 * Logs the first lines of a run that is not in the ledger yet, to the file that was made for it. Call
 * it under the lock.
 *
 * @throws RegistryError `invalid-request` if a parameter has two values or there are too many,
 *   `read-only`, `file-problem`
 */
export async function logFirstLines(
  registry: Registry,
  run: RunId,
  lines: readonly RunLogLine[],
): Promise<void> {
  const masked = lines.map(maskRunLogLine);
  const obstacle = logObstacle(run, emptyRunState(), masked);
  if (obstacle) throw new RegistryError(obstacle);
  await registry.runLogs.append(run, masked);
}

/** Tries until the log is not sealed by another process between looking and appending. */
const maxTries = 5;

/**
 * Logs lines that depend on the state of the run; call it within `serially`.
 *
 * @param decide returns the lines; it may be called several times
 */
export async function logSerially(
  registry: Registry,
  run: RunId,
  decide: (state: LoggedState["state"]) => readonly RunLogLine[],
): Promise<number> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const known = await registry.runLogs.readKnown(run, registry.revision);
    const { state } = known ?? (await openLog(registry, run));
    const lines = decide(state).map(maskRunLogLine);
    const obstacle = logObstacle(state.name ?? run, state, lines);
    if (obstacle) throw new RegistryError(obstacle);
    const end = await registry.runLogs.append(run, lines);
    if (end !== undefined) return end;
  }
  throw new RegistryError({ code: "busy", reason: "run-log-busy", run });
}

/** Begins to follow the log of a run; its file is made if what was there is sealed. */
async function openLog(registry: Registry, run: RunId): Promise<LoggedState> {
  const found = await registry.read((state) => livingRecord(state, run));
  await readLogged(registry, found);
  const known = await registry.runLogs.readKnown(run, registry.revision);
  if (known) return known;
  return registry.whileLocked(
    (state) => livingRecord(state, run),
    (now) => openLogLocked(registry, now),
  );
}

/** Does the same under the lock. */
export async function openLogLocked(registry: Registry, found: RecordedLog): Promise<LoggedState> {
  const { id, segments } = found.record.recorded;
  await makeLogFile(registry, id, segments + 1);
  return readLogged(registry, found);
}
