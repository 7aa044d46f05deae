import type { Version } from "../core/version.ts";
import type { Registry } from "./registry.ts";
import { versionFor } from "./resolve.ts";

/** The version that a reference (`fraud@5`, `fraud@Production`) or a version id means. */
export async function findVersion(
  registry: Registry,
  { reference }: { readonly reference: string },
): Promise<Version> {
  const policy = await registry.policy();
  return registry.read((state) => versionFor(policy, state, reference));
}
