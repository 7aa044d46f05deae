import type { HookFailed } from "../../core/events/hook-events.ts";
import { isMovePhase } from "../../core/events/hook-phase.ts";
import type { EventId, ModelName, Stage, VersionId } from "../../core/model/ids.ts";
import { accept } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";
import type { HookRun } from "./run-hook.ts";

/** The change that hooks ran after. */
interface StageEntry {
  /** Id of the event. */
  readonly id: EventId;
  readonly model: ModelName;
  readonly version: VersionId;
  readonly to: Stage;
}

/**
 * Records that a hook failed after its event, if one of the runs did. If even recording fails, the
 * caller still learns of the failed hook.
 */
export async function recordHookFailure(
  registry: Registry,
  { id, model, version, to }: StageEntry,
  runs: readonly HookRun[],
): Promise<void> {
  const failed = runs.find(({ ok }) => !ok);
  if (!failed) return;
  const { command, phase, problem = "failed" } = failed;
  const failure: HookFailed = {
    type: "hook.failed",
    v: 1,
    data: {
      model,
      version,
      to,
      transition: id,
      ...(!isMovePhase(phase) && { phase }),
      command,
      problem: problem.slice(0, 1000),
    },
  };
  await registry.commit(() => accept(failure)).catch(() => undefined);
}
