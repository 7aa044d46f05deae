import type { DiscoveryLimits } from "../../core/files/discovery-limits.ts";
import type { Policy } from "../../core/model/policy.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import { inspectModel, type ModelInspection } from "../files/inspect-model.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { suggestRegistration, type RegistrationSuggestion } from "./suggest-registration.ts";

/** All that the dialogue of a registration shows. */
export interface PreparedRegistration {
  readonly policy: Policy;
  readonly suggestion: RegistrationSuggestion;
  /** Of each file, in their order; undefined of one that can't be read: registering it says why. */
  readonly inspections: readonly (ModelInspection | undefined)[];
  /** Versions that it may have been made from, newest first. */
  readonly parents: readonly Version[];
}

/** More than this are not offered at once. */
const maxParents = 500;

/**
 * Reads in one go what the dialogue of a registration shows.
 *
 * @throws RegistryError `invalid-policy`
 */
export async function prepareRegistration(
  registry: Registry,
  {
    paths,
    discovery,
  }: { readonly paths: readonly string[]; readonly discovery?: DiscoveryLimits | undefined },
  task: Task = {},
): Promise<PreparedRegistration> {
  const policy = requirePolicy(await registry.policy());
  const [suggestion, inspections, parents] = await Promise.all([
    suggestRegistration(registry, { paths, discovery }, task),
    Promise.all(paths.map((path) => inspected(registry, path, task))),
    registry.read((state) => state.versions({ limit: maxParents })),
  ]);
  return { policy, suggestion, inspections, parents };
}

async function inspected(
  { folder }: Registry,
  path: string,
  task: Task,
): Promise<ModelInspection | undefined> {
  try {
    return await inspectModel({ path, workspace: folder }, task);
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}
