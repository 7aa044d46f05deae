import { basename, dirname, relative, resolve } from "node:path";
import type { DiscoveryLimits } from "../../core/files/discovery-limits.ts";
import type { ModelName } from "../../core/model/ids.ts";
import { dvcTarget } from "../../provenance/data/pointer-file.ts";
import { discoverEvidence, type Evidence } from "../../provenance/discovery/discover.ts";
import { suggestModelName } from "../../provenance/discovery/suggest-model-name.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { findModelCard, type ModelCardLicence } from "./find-model-card.ts";
import { findModelParts, type ModelPart } from "./find-model-parts.ts";

/** Suggestions for a registration, so that the user need only confirm. */
export interface RegistrationSuggestion {
  /** A name from the file's name; an existing model's if it fits one. */
  readonly model: string;
  /** Existing models, the most recently changed first. */
  readonly models: readonly ModelName[];
  readonly evidence: Evidence;
  /** Files beside the model files without which those are not complete. */
  readonly parts: readonly ModelPart[];
  /** The model card beside it, if it names a licence. */
  readonly card?: ModelCardLicence;
}

/** Models whose latest version is looked at for having come from the same path. */
const maxRemembered = 500;

/**
 * Looks at the names of the files and of what lies near them; of a model file it reads which files it
 * consists of.
 */
export async function suggestRegistration(
  registry: Registry,
  request: { readonly paths: readonly string[]; readonly discovery?: DiscoveryLimits | undefined },
  task: Task = {},
): Promise<RegistrationSuggestion> {
  const paths = await Promise.all(
    request.paths.map(async (path) => {
      const given = resolve(registry.folder, path);
      return (await dvcTarget(registry.folder, given)) ?? given;
    }),
  );
  const [first = "model"] = paths;
  const source = relativePath(registry.folder, first);
  const { models, before } = await registry.read((state) => {
    const known = state.models().toSorted((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
    return {
      models: known.map((model) => model.name),
      before: known
        .slice(0, maxRemembered)
        .find(({ name }) => latestSource(state, name) === source),
    };
  });
  const evidence = await discoverEvidence(registry.folder, paths, task.signal, request.discovery);
  const parts = await findModelParts(registry.folder, request.paths, task);
  // A file in the workspace's root that says nothing is named for the workspace.
  const path = relative(dirname(registry.folder), first);
  const suggested = before?.name ?? suggestModelName(path, models);
  const card = await findModelCard(registry.folder, first, task);
  return { model: suggested ?? basename(first), models, evidence, parts, ...(card && { card }) };
}

/** Returns the path that a model's latest version was registered from. */
function latestSource(state: IndexQueries, model: ModelName): string | undefined {
  const latest = state.latestVersion(model);
  return latest && state.registration(latest.id)?.source;
}
