import type { Stamped } from "../../core/events/event.ts";
import type { ModelRenamed } from "../../core/events/model-events.ts";
import type { ModelName } from "../../core/model/ids.ts";
import { decideRename } from "../../core/models/decide-model.ts";
import type { Registry } from "../registry.ts";
import { parseModelName } from "./parse-model-name.ts";

/**
 * Gives a model another name. Its former name leads to it until another model takes that.
 *
 * @throws RegistryError `unknown-model`, `model-exists`, `not-permitted`, `invalid-request`, …
 */
export async function renameModel(
  registry: Registry,
  request: { readonly model: ModelName; readonly to: string; readonly reason?: string },
): Promise<Stamped<ModelRenamed>> {
  registry.requireTrust();
  const to = parseModelName(request.to);
  return registry.commit((state, { policy, actor }) =>
    decideRename(state, policy(), { ...request, to }, actor),
  );
}
