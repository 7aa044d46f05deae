import type { VersionId } from "../model/ids.ts";
import { accept, refuse, type Decision } from "../refusals/refusal.ts";
import type { ReproductionData, VersionReproduced } from "../reproduction/reproduction-events.ts";
import { missingVersion } from "../state/missing-version.ts";
import type { RegistryState } from "../state/registry-state.ts";

/** Outcome of a reproduction, as it is recorded. */
export type ReproductionOutcome = Omit<ReproductionData, "model" | "version">;

/** Records the outcome of making a version again. */
export function decideReproduction(
  state: RegistryState,
  { version: id, outcome }: { readonly version: VersionId; readonly outcome: ReproductionOutcome },
): Decision<VersionReproduced> {
  const version = state.version(id);
  if (!version) return refuse(missingVersion(state, id));
  return accept({
    type: "version.reproduced",
    v: 1,
    data: { ...outcome, model: version.model, version: id },
  });
}
