import { rollbackCandidates } from "../core/decide-rollback.ts";
import type { ModelName, Stage } from "../core/ids.ts";
import type { Version } from "../core/version.ts";
import type { Registry } from "./registry.ts";

export interface RollbackTargets {
  /** The version that holds the stage now. */
  readonly current: Version | undefined;
  /** Versions that held it before, the one that left it last first. */
  readonly candidates: readonly Version[];
}

/** What a stage of a model could be rolled back to. */
export function rollbackTargets(
  registry: Registry,
  { model, stage }: { readonly model: ModelName; readonly stage: Stage },
): Promise<RollbackTargets> {
  return registry.read((state) => ({
    current: state.holders(model, stage)[0],
    candidates: rollbackCandidates(state, model, stage),
  }));
}
