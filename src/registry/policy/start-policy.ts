import { open } from "node:fs/promises";
import { policyPresets, type PolicyPreset } from "../../core/policy/policy-presets.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { syncFolder, writeAll } from "../../storage/files/atomic-file.ts";
import { createRegistryFolders } from "../../storage/files/create-registry-folders.ts";
import { isErrno } from "../../storage/files/errno.ts";
import { writeProblem } from "../../storage/files/registry-paths.ts";
import type { Registry } from "../registry.ts";

/**
 * Writes a policy to begin with. One that is there is never replaced.
 *
 * @throws RegistryError `invalid-request` if there is a policy, `read-only`, `file-problem`
 */
export async function startPolicy(
  registry: Registry,
  { preset }: { readonly preset: PolicyPreset },
): Promise<{ readonly path: string }> {
  registry.requireTrust();
  const path = registry.paths.policy;
  await createRegistryFolders(registry.paths);
  try {
    const handle = await open(path, "wx");
    try {
      await writeAll(handle, Buffer.from(policyPresets[preset]));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await syncFolder(registry.paths.root);
    return { path };
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw writeProblem(registry.paths, error);
    throw new RegistryError({ code: "invalid-request", reason: "policy-exists", path });
  }
}
