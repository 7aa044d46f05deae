import { maskRunLogLine } from "../../core/masking/mask-data.ts";
import type { StoredBytes } from "../../core/model/artifact.ts";
import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { logObstacle } from "../../core/runs/decide-run.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import type { Registry } from "../registry.ts";
import { openLogLocked } from "./log-to-run.ts";
import { livingRecord } from "./run-record.ts";

/**
 * Puts bytes into the content store and logs lines that refer to them, under the lock: garbage
 * collection finds the lines that refer to the bytes, or neither.
 *
 * @param begin starts the run, if it may not have begun: after the bytes are staged, which can take
 *   long and be cancelled
 * @throws RegistryError `unknown-run`, `invalid-request`, `read-only`, `busy`
 */
export async function logStored(
  registry: Registry,
  run: RunId,
  stage: (staging: ArtifactStaging) => Promise<readonly StoredBytes[]>,
  linesOf: (stored: readonly StoredBytes[]) => readonly RunLogLine[],
  begin?: () => Promise<void>,
): Promise<readonly StoredBytes[]> {
  registry.requireTrust();
  if (!begin) await registry.read((state) => livingRecord(state, run));
  const staging = await ArtifactStaging.open(registry.paths);
  try {
    const stored = await stage(staging);
    const lines = linesOf(stored).map(maskRunLogLine);
    await begin?.();
    await registry.runLogs.serially(run, () =>
      registry.whileLocked(
        (state) => livingRecord(state, run),
        async (found, held) => {
          const { state } = await openLogLocked(registry, found);
          const obstacle = logObstacle(state.name ?? run, state, lines);
          if (obstacle) throw new RegistryError(obstacle);
          const takeBack = await staging.publish();
          await held.assertHeld();
          if ((await registry.runLogs.append(run, lines)) !== undefined) return;
          await takeBack();
          throw new RegistryError({ code: "busy", reason: "run-log-busy", run });
        },
      ),
    );
    return stored;
  } finally {
    await staging.discard();
  }
}
