import { productionStage } from "../../core/policy/stage-roles.ts";
import type { Model, Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";

/** A model with what is written on it. */
export interface ModelSummary {
  readonly model: Model;
  readonly latest: Version | undefined;
  /** The version that entered the Production stage of the policy last. */
  readonly production: Version | undefined;
  readonly description: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Returns the models whose present or former name contains a text, by name; all without one. */
export async function modelSummaries(
  registry: Registry,
  { filter = "" }: { readonly filter?: string },
): Promise<readonly ModelSummary[]> {
  const { policy } = await registry.policy();
  const stage = productionStage(policy);
  const wanted = folded(filter);
  return registry.read((state) =>
    state
      .models()
      .filter(({ name, formerNames = [] }) =>
        [name, ...formerNames].some((each) => folded(each).includes(wanted)),
      )
      .map((model) => ({
        model,
        latest: state.latestVersion(model.name),
        production: stage && state.latestHolder(model.name, stage),
        description: state.annotations(model.name).description,
        tags: Object.fromEntries(state.tags(model.name)),
      })),
  );
}

function folded(text: string): string {
  return text.normalize("NFC").toLowerCase();
}
