import { readFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import type { StoredBytes } from "../../core/model/artifact.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle } from "../../core/state/version.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "./describe-version.ts";

/** Uncommitted changes of a version, as they are stored. */
export interface FoundPatch {
  readonly stored: StoredBytes;
  /** For messages: `the patch of fraud 5`. */
  readonly title: string;
}

/**
 * Finds the uncommitted changes that a version was registered with.
 *
 * @throws RegistryError `unknown-artifact` if there were none or they were not recorded
 */
export async function findPatch(registry: Registry, version: VersionId): Promise<FoundPatch> {
  const detail = await registry.read((state) => requireDetail(state, version));
  const stored = detail.registration.recipe.git?.dirty?.patch;
  if (stored) return { stored, title: l10n.t("the patch of {0}", versionTitle(detail)) };
  throw new RegistryError({
    code: "unknown-artifact",
    reason: "no-patch",
    title: versionTitle(detail),
  });
}

/**
 * Returns the uncommitted changes that a version was registered with, in the format of `git apply`.
 *
 * @throws RegistryError `unknown-artifact` if there were none or they were not recorded
 */
export async function readPatch(
  registry: Registry,
  request: { readonly version: VersionId },
): Promise<string> {
  return Buffer.from(await readPatchBytes(registry, request)).toString("utf8");
}

/**
 * Returns the same as bytes: files in other encodings than UTF-8 come back unchanged.
 *
 * @throws RegistryError as `readPatch`
 */
export async function readPatchBytes(
  registry: Registry,
  { version }: { readonly version: VersionId },
): Promise<Uint8Array> {
  const { stored, title } = await findPatch(registry, version);
  return readFile(await verifyArtifact(registry.paths, stored, title));
}
