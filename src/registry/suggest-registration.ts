import { basename, resolve } from "node:path";
import type { ModelName } from "../core/ids.ts";
import { discoverEvidence, type Evidence } from "../provenance/discover.ts";
import { suggestModelName } from "../provenance/suggest-model-name.ts";
import type { Registry } from "./registry.ts";
import type { Task } from "./task.ts";

/** What a registration most likely wants, so that the person need only confirm. */
export interface RegistrationSuggestion {
  /** A name from the file's name; an existing model's if it fits one. */
  readonly model: string;
  /** Existing models, the most recently changed first. */
  readonly models: readonly ModelName[];
  readonly evidence: Evidence;
}

/** Looks at the names of the files and of what lies near them; reads no model. */
export async function suggestRegistration(
  registry: Registry,
  request: { readonly paths: readonly string[] },
  task: Task = {},
): Promise<RegistrationSuggestion> {
  const known = await registry.read((state) => state.models());
  const models = known
    .toSorted((a, b) => (a.changedAt < b.changedAt ? 1 : -1))
    .map((model) => model.name);
  const paths = request.paths.map((path) => resolve(registry.folder, path));
  const evidence = await discoverEvidence(registry.folder, paths, task.signal);
  const [first] = paths;
  const suggested = first === undefined ? undefined : suggestModelName(first, models);
  return { model: suggested ?? basename(first ?? "model"), models, evidence };
}
