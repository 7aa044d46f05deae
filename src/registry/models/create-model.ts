import type { Stamped } from "../../core/events/event.ts";
import type { ModelCreated } from "../../core/events/model-events.ts";
import { decideCreation } from "../../core/models/decide-model.ts";
import type { Registry } from "../registry.ts";
import { parseModelName } from "./parse-model-name.ts";

export interface CreateModelRequest {
  readonly name: string;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Makes a model without a version.
 *
 * @throws RegistryError `model-exists`, `not-permitted`, `invalid-request`, …
 */
export async function createModel(
  registry: Registry,
  request: CreateModelRequest,
): Promise<Stamped<ModelCreated>> {
  registry.requireTrust();
  const name = parseModelName(request.name);
  return registry.commit((state, { policy, actor }) =>
    decideCreation(state, policy(), { ...request, name }, actor),
  );
}
