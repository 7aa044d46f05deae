import type { Stamped } from "../../core/events/event.ts";
import type { ModelDeleted } from "../../core/events/model-events.ts";
import type { ModelName } from "../../core/model/ids.ts";
import {
  decideModelDeletion,
  modelDeletionObstacle,
  type ModelDeletionRequest,
} from "../../core/models/decide-model.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";

/**
 * Deletes a model that has no versions.
 *
 * @throws RegistryError `unknown-model`, `model-not-empty`, `not-permitted`, …
 */
export function deleteModel(
  registry: Registry,
  request: ModelDeletionRequest,
): Promise<Stamped<ModelDeleted>> {
  return registry.commit((state, { policy, actor }) =>
    decideModelDeletion(state, policy(), request, actor),
  );
}

/** Returns the reason why a model can't be deleted; undefined if there is none. */
export async function previewModelDeletion(
  registry: Registry,
  { model: name }: { readonly model: ModelName },
): Promise<Refusal | undefined> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  const model = await registry.read((state) => state.model(name));
  return model && modelDeletionObstacle(policy, model, actor);
}
