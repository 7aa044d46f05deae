import { createRegistryFolders } from "../storage/files/create-registry-folders.ts";
import type { Registry } from "./registry.ts";
import type { NoRequest } from "./task.ts";

/** Makes the registry's folder, if there is none yet; the first registration does so as well. */
export async function initialize(
  registry: Registry,
  _request: NoRequest,
): Promise<{ readonly root: string }> {
  registry.requireTrust();
  await createRegistryFolders(registry.paths);
  return { root: registry.paths.root };
}
