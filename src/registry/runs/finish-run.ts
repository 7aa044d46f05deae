import { randomUUID } from "node:crypto";
import { EndStatus, type RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { decideRunEnd, runTitle } from "../../core/runs/decide-run.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import type { Run } from "../../core/runs/run.ts";
import { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { runLogFiles, runLogPath } from "../../storage/runs/run-log-files.ts";
import { removeSealedLog, stageSealedLog } from "../../storage/runs/seal-run-log.ts";
import type { Registry } from "../registry.ts";
import { logSerially } from "./log-to-run.ts";
import { readRun } from "./read-run.ts";
import { livingRecord, readLogged, readRunOf, recordOf } from "./run-record.ts";
import { writerTag, type Writer } from "./start-run.ts";

export interface FinishRunRequest {
  readonly run: RunId;
  readonly status: EndStatus;
  /** Milliseconds since the epoch; now if absent. */
  readonly end?: number | undefined;
}

/**
 * Ends a run: seals its log in the content store and appends `run.finished` with its length and
 * SHA-256, so that neither can be changed unnoticed. Ending it again with another status or time
 * seals what was logged since.
 *
 * @throws RegistryError `unknown-run`, `read-only`, `busy`, `file-problem`
 */
export function finishRun(registry: Registry, request: FinishRunRequest): Promise<Run> {
  const { run, status, end = Date.now() } = request;
  registry.requireTrust();
  return registry.runLogs.serially(run, async () => {
    const known = await readRun(registry, { run });
    const isAsAsked = request.end === undefined || request.end === known.state.end;
    if (!known.isLive && known.status === status && isAsAsked) return known;
    await seal(registry, run, (seal) => [{ kind: "end", at: end, status, seal }]);
    return readRun(registry, { run });
  });
}

/**
 * Seals the logs of runs to which nobody has logged for a while: what was logged to runs after
 * their end, and runs that were interrupted, which count as killed from then on.
 *
 * @param quietFor milliseconds
 * @returns the runs whose logs were sealed
 * @throws RegistryError `read-only`, `busy`, `file-problem`
 */
export async function sealRuns(
  registry: Registry,
  { quietFor }: { readonly quietFor: number },
): Promise<readonly RunId[]> {
  registry.requireTrust();
  const sealed: RunId[] = [];
  for (const run of (await runLogFiles(registry.paths)).keys()) {
    const isSealed = await registry.runLogs.serially(run, () => sealQuiet(registry, run, quietFor));
    if (isSealed) sealed.push(run);
  }
  return sealed;
}

async function sealQuiet(registry: Registry, run: RunId, quietFor: number): Promise<boolean> {
  const found = await registry.read((state) => recordOf(state, run));
  if (!found || found.record.recorded.isDeleted) return false;
  const { status, state } = await readRunOf(registry, found);
  const { lastSign = Date.now() } = await readLogged(registry, found);
  if (Date.now() - lastSign < quietFor || status === "running" || status === "scheduled") {
    return false;
  }
  const end = EndStatus.safeParse(status).data ?? "killed";
  const at = state.end ?? state.lastAt;
  await seal(registry, run, (seal) => [{ kind: "end", at, status: end, seal }]);
  return true;
}

/**
 * Lets a run that has ended run again; it goes on in another segment of its log.
 *
 * @throws RegistryError `unknown-run`, `invalid-request` if it is running, `read-only`, `busy`
 */
export function resumeRun(
  registry: Registry,
  request: {
    readonly run: RunId;
    readonly process?: Writer | undefined;
    readonly heartbeat?: number | undefined;
  },
): Promise<Run> {
  const { run, heartbeat } = request;
  registry.requireTrust();
  return registry.runLogs.serially(run, async () => {
    const known = await readRun(registry, { run });
    if (known.status === "running") {
      const title = known.state.name ?? run;
      throw new RegistryError({
        code: "invalid-request",
        reason: "run-already-running",
        run: title,
      });
    }
    const process = await writerTag(request.process);
    const line: RunLogLine = {
      kind: "resume",
      at: Date.now(),
      ...(process !== undefined && { process }),
      ...(heartbeat !== undefined && { heartbeat }),
    };
    await logSerially(registry, run, () => [line]);
    return readRun(registry, { run });
  });
}

/** Tries until nobody else seals the log of the same run meanwhile. */
const maxTries = 5;

/**
 * Seals the log of a run up to a line that `decide` gives; call it within `serially`. The line is
 * appended like every other one, so that whatever was logged before it is in the segment, and what
 * is logged after it in the next one.
 */
async function seal(
  registry: Registry,
  run: RunId,
  decide: (seal: string) => readonly RunLogLine[],
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const mark = randomUUID();
    const end = await logSerially(registry, run, () => decide(mark));
    try {
      await sealUpTo(registry, run, mark, end);
      return;
    } catch (error) {
      const isBusy = error instanceof RegistryError && error.refusal.reason === "run-log-busy";
      if (!isBusy || tries === maxTries) throw error;
    }
  }
}

async function sealUpTo(registry: Registry, run: RunId, mark: string, end: number): Promise<void> {
  const { paths } = registry;
  const found = await registry.read((state) => livingRecord(state, run));
  const sealed = found.segments.length;
  const staging = await ArtifactStaging.open(paths);
  try {
    const path = runLogPath(paths, run, sealed + 1);
    const segment = await stageSealedLog(staging, path, mark, end).catch((error: unknown) => {
      if (error instanceof RegistryError) throw error;
      const refusal = {
        code: "busy",
        reason: "run-log-busy",
        run: runTitle(found.record.recorded),
      } as const;
      throw new RegistryError(refusal, { cause: error });
    });
    const state = await registry.runLogs.stateUpTo(found.record, segment.size);
    await registry.commit(
      (now) => decideRunEnd(now, { run, sealed, state, segment, now: Date.now() }),
      () => staging.publish(),
    );
    registry.runLogs.forget(run);
    await registry.whileLocked(
      () => undefined,
      () => removeSealedLog(paths, run, sealed + 1, segment.size),
    );
  } finally {
    await staging.discard();
  }
}
