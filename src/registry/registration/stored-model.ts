import { basename, posix } from "node:path";
import type { HeldArtifact, StoredBytes } from "../../core/model/artifact.ts";
import type { Dataset } from "../../core/model/data/dataset.ts";
import type { Claims } from "../../core/model/inspection/claims.ts";
import { guessRole } from "../../core/registration/guess-role.ts";
import { requireStored } from "../../storage/artifacts/artifact-store.ts";
import type { RegistryPaths } from "../../storage/files/registry-paths.ts";
import type { DeclaredRecipe } from "./declared-recipe.ts";

/** Files in the content store that become a version, and what is known of them. */
export interface StoredModel {
  /** URI that the version is registered from: `models:/m-…`. */
  readonly source: string;
  /** With the paths that they have in the version; the model first. */
  readonly files: readonly { readonly path: string; readonly bytes: StoredBytes }[];
  /** Known facts about its creation, as if a metadata file had them. */
  readonly declared?: DeclaredRecipe;
  /** Data that it was made from, as the run that made it recorded it. */
  readonly datasets?: readonly Dataset[];
  /** Statements about the version to be compared with what is found. */
  readonly claims?: Claims;
}

/**
 * Returns the files as artifacts of a version. They are not hashed again: they were when they were
 * stored, and are whenever they are handed out.
 *
 * @throws RegistryError `artifact-missing`, `artifact-changed`
 */
export async function storedArtifacts(
  paths: RegistryPaths,
  { files }: StoredModel,
): Promise<readonly HeldArtifact[]> {
  for (const { path, bytes } of files) await requireStored(paths, bytes, path);
  return files.map(({ path, bytes }, index) => ({
    path,
    role: guessRole(path, index === 0 || posix.basename(path) === "MLmodel"),
    ...bytes,
  }));
}

/** Adds to a request what is known of stored files. */
export function withStored<
  R extends { readonly declared?: DeclaredRecipe; readonly claims?: Claims },
>(request: R, stored: StoredModel | undefined): R {
  if (!stored) return request;
  const { declared, claims } = stored;
  return { ...request, ...(declared && { declared }), ...(claims && { claims }) };
}

/** Returns what a model is called before it has a number: its file's name, else where it is from. */
export function modelTitle(request: {
  readonly paths: readonly string[];
  readonly stored?: StoredModel;
}): string {
  return request.stored?.source ?? basename(request.paths[0] ?? "");
}
