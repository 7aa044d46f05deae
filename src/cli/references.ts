import type { ModelName, Stage } from "../core/ids.ts";
import { findStage } from "../core/policy.ts";
import { RegistryError } from "../core/refusal.ts";
import { parseModelName } from "../registry/register.ts";
import type { Registry } from "../registry/registry.ts";

/** @throws RegistryError `unknown-model` or `invalid-request` */
export async function modelOf(registry: Registry, text: string): Promise<ModelName> {
  const name = parseModelName(text);
  if (await registry.read((state) => state.model(name))) return name;
  throw new RegistryError({
    code: "unknown-model",
    message: `There is no model named “${name}” in this registry.`,
    wayOut: "List the models to see their names.",
  });
}

/** The stage as the policy spells it. @throws RegistryError `unknown-stage` */
export async function stageOf(registry: Registry, text: string): Promise<Stage> {
  const { policy } = await registry.policy();
  const stage = findStage(policy, text);
  if (stage) return stage;
  throw new RegistryError({
    code: "unknown-stage",
    message: `There is no stage named “${text}”.`,
    wayOut: `The stages are ${policy.stages.map(({ name }) => name).join(", ")}.`,
  });
}
