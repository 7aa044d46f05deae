import { readFile } from "node:fs/promises";
import type { VersionId } from "../../core/ids.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionTitle } from "../../core/version.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "./describe-version.ts";

/**
 * Returns the uncommitted changes that a version was registered with, in the format of `git apply`.
 *
 * @throws RegistryError `unknown-artifact` if there were none or they were not recorded
 */
export async function readPatch(
  registry: Registry,
  request: { readonly version: VersionId },
): Promise<string> {
  const detail = await registry.read((state) => requireDetail(state, request.version));
  const patch = detail.registration.recipe.git?.dirty?.patch;
  if (!patch) {
    throw new RegistryError({
      code: "unknown-artifact",
      message: `${versionTitle(detail)} has no patch: its tree was clean or the patch was not kept.`,
      wayOut: "Look at its commit instead.",
    });
  }
  const path = await verifyArtifact(registry.paths, patch, `the patch of ${versionTitle(detail)}`);
  return readFile(path, "utf8");
}
