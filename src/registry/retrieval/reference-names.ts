import { ModelName } from "../../core/model/ids.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";

/** Numbers that are offered: the newest ones. */
const newestVersions = 20;

/** Selector that can follow the name of a model, and the version that it names now. */
export interface SelectorChoice {
  readonly selector: string;
  readonly kind: "latest" | "stage" | "alias" | "number";
  readonly version: Version;
}

/** Names to write references with. */
export interface ReferenceNames {
  /** All models, by name. */
  readonly models: readonly { readonly name: ModelName; readonly versionCount: number }[];
  /**
   * Of the model that was asked about: the stages that have a version in the order of the policy,
   * `latest`, aliases, and the newest numbers.
   */
  readonly selectors: readonly SelectorChoice[];
}

/**
 * Returns the names of models, and of one model what its references can end with.
 *
 * @param request.model any text; of one that no model has there are no selectors
 */
export async function referenceNames(
  registry: Registry,
  request: { readonly model?: string },
): Promise<ReferenceNames> {
  const { policy } = await registry.policy();
  const asked = ModelName.safeParse(request.model);
  return registry.read((state) => {
    const models = state.models().map(({ name, versionCount }) => ({ name, versionCount }));
    const model = asked.success ? state.model(asked.data)?.name : undefined;
    if (model === undefined) return { models, selectors: [] };
    const stages = policy.stages.flatMap(({ name }): readonly SelectorChoice[] => {
      const version = state.latestHolder(model, name);
      return version ? [{ selector: name, kind: "stage", version }] : [];
    });
    const latest = state.latestVersion(model);
    const aliases = state
      .aliasedVersions(model)
      .flatMap((version) =>
        (version.aliases ?? []).map(
          (alias) => ({ selector: alias, kind: "alias", version }) as const,
        ),
      );
    const newest = state.versions({ model, limit: newestVersions });
    return {
      models,
      selectors: [
        ...stages,
        ...(latest ? [{ selector: "latest", kind: "latest", version: latest } as const] : []),
        ...aliases,
        ...newest.map((version) => ({
          selector: String(version.number),
          kind: "number" as const,
          version,
        })),
      ],
    };
  });
}
