import { realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { registryFolderName } from "../../storage/files/registry-paths.ts";

/**
 * Refuses to write into any registry's folder, also by way of a link or in another case, which some
 * file systems take for the same: what is there is the registry's own, and cannot be made again.
 *
 * @param path absolute; what is not there yet is made by the caller
 * @throws RegistryError `file-problem`
 */
export async function requireOutsideRegistries(path: string): Promise<void> {
  const parts = (await resolvedAsFar(path)).split(sep).map((part) => part.toLowerCase());
  if (!parts.includes(registryFolderName)) return;
  throw new RegistryError({
    code: "file-problem",
    reason: "target-in-registry",
    path,
    folder: registryFolderName,
  });
}

/** Resolves the links in an absolute path, as far as it exists. */
export async function resolvedAsFar(path: string): Promise<string> {
  const real = await realpath(path).catch(() => undefined);
  if (real !== undefined || dirname(path) === path) return real ?? path;
  return join(await resolvedAsFar(dirname(path)), basename(path));
}
