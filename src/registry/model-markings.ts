import type { ModelName } from "../core/ids.ts";
import type { Annotations } from "../core/markings.ts";
import type { Registry } from "./registry.ts";

/** What people wrote on a model. */
export interface ModelMarkings {
  readonly tags: Readonly<Record<string, string>>;
  readonly annotations: Annotations;
}

export function modelMarkings(
  registry: Registry,
  { model }: { readonly model: ModelName },
): Promise<ModelMarkings> {
  return registry.read((state) => ({
    tags: Object.fromEntries(state.tags(model)),
    annotations: state.annotations(model),
  }));
}
