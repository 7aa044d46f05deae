import type { StoredBytes } from "../../core/model/artifact.ts";
import type { RunId } from "../../core/model/run.ts";
import { RunStatus } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { livingRun } from "../../core/runs/decide-run.ts";
import { recordedState, type RunRecord } from "../../core/runs/recorded-state.ts";
import {
  isInterrupted,
  type RecordedRun,
  type Run,
  type ShownStatus,
} from "../../core/runs/run.ts";
import { parseOwnerTag, processState } from "../../storage/files/process-owner.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { LoggedState } from "../../storage/runs/run-logs.ts";
import type { Registry } from "../registry.ts";

/** A run as the ledger has it, and the sealed parts of its log. */
export interface RecordedLog {
  readonly record: RunRecord;
  readonly segments: readonly StoredBytes[];
}

/** Returns the record of a run, deleted or not; undefined if there is none. */
export function recordOf({ runs }: IndexQueries, id: RunId): RecordedLog | undefined {
  const recorded = runs.run(id);
  return recorded && recordedLog(runs, recorded);
}

export function recordedLog(runs: IndexQueries["runs"], recorded: RecordedRun): RecordedLog {
  const record = {
    recorded,
    started: runs.started(recorded),
    finished: runs.finished(recorded),
  };
  return { record, segments: runs.segments(recorded.id) };
}

/**
 * Returns the record of a run for its state alone: of one that has ended with a summary, the event
 * that started it says nothing more.
 */
export function stateRecord(runs: IndexQueries["runs"], recorded: RecordedRun): RecordedLog {
  const finished = runs.finished(recorded);
  const started = finished?.summary ? undefined : runs.started(recorded);
  return { record: { recorded, started, finished }, segments: runs.segments(recorded.id) };
}

/** Returns a run of which no part of the log is unsealed, as the ledger has it: no file is read. */
export async function sealedRun({ record, segments }: RecordedLog): Promise<Run> {
  const { recorded } = record;
  const state = recordedState(record);
  return {
    id: recorded.id,
    experiment: recorded.experiment,
    status: await shownStatus(recorded, { state, lastSign: undefined }),
    isLive: false,
    isDeleted: recorded.isDeleted,
    state,
    segments,
  };
}

/**
 * Returns the record of a run that is not deleted.
 *
 * @throws RegistryError `unknown-run`
 */
export function livingRecord(state: IndexQueries, id: RunId): RecordedLog {
  const found = livingRun(state, id);
  if ("code" in found) throw new RegistryError(found);
  return recordedLog(state.runs, found);
}

/** Reads the unsealed log of a run on top of its record. */
export function readLogged(registry: Registry, found: RecordedLog): Promise<LoggedState> {
  const sealedSize = found.segments.at(-1)?.size ?? 0;
  return registry.runLogs.read(found.record, sealedSize, registry.revision);
}

/** Reads a run with its unsealed log. */
export async function readRunOf(registry: Registry, found: RecordedLog): Promise<Run> {
  const logged = await readLogged(registry, found);
  const { recorded } = found.record;
  return {
    id: recorded.id,
    experiment: recorded.experiment,
    status: await shownStatus(recorded, logged),
    isLive: logged.lastSign !== undefined,
    isDeleted: recorded.isDeleted,
    state: logged.state,
    segments: found.segments,
  };
}

async function shownStatus(
  recorded: RecordedRun,
  { state, lastSign }: Pick<LoggedState, "state" | "lastSign">,
): Promise<ShownStatus> {
  if (lastSign === undefined && recorded.finishedEvent !== undefined) {
    return RunStatus.safeParse(recorded.status).data ?? "ended";
  }
  if (state.status !== "running") return state.status;
  const owner = state.process === undefined ? undefined : parseOwnerTag(state.process);
  const signs = {
    process: owner && (await processState(owner)),
    heartbeat: state.heartbeat,
    // No log is here: it may be in the clone that started the run.
    lastSign: Math.max(lastSign ?? 0, state.lastAt),
  };
  return isInterrupted(signs, Date.now()) ? "interrupted" : "running";
}
