import { isHeld, type StoredBytes } from "../../core/model/artifact.ts";
import type { ModelName } from "../../core/model/ids.ts";
import { unknownModel } from "../../core/models/decide-model.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** Bytes to fetch: of all versions, of those in production, or of one model's. */
export type WantedBytes =
  | { readonly kind: "all" }
  | { readonly kind: "production" }
  | { readonly kind: "model"; readonly model: ModelName };

/**
 * Returns the bytes of the versions that are meant.
 *
 * @throws RegistryError `unknown-model`, `invalid-policy`
 */
export async function wantedBytes(
  registry: SharedRegistry,
  wanted: WantedBytes,
): Promise<readonly StoredBytes[]> {
  const production =
    wanted.kind === "production"
      ? productionStage(requirePolicy(await registry.policy()))
      : undefined;
  return registry.read((state) => {
    if (wanted.kind === "model" && !state.model(wanted.model)) {
      throw new RegistryError(unknownModel(wanted.model));
    }
    const isWanted = (version: Version): boolean =>
      wanted.kind !== "production" || version.stage === production;
    const filter = wanted.kind === "model" ? { model: wanted.model } : {};
    const versions = state.versions({ ...filter, limit: Number.MAX_SAFE_INTEGER });
    const objects = versions
      .filter(isWanted)
      .flatMap(({ id }) => state.artifacts(id).filter(isHeld))
      .map(({ sha256, size }) => ({ sha256, size }));
    return [...new Map(objects.map((object) => [object.sha256, object])).values()];
  });
}
