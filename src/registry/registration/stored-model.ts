import { basename, posix } from "node:path";
import type { StoredBytes } from "../../core/model/artifact.ts";
import type { Claims } from "../../core/model/claims.ts";
import type { Dataset } from "../../core/model/dataset.ts";
import { guessRole } from "../../core/registration/guess-role.ts";
import { artifactPath, type RegistryPaths } from "../../storage/files/registry-paths.ts";
import type { CollectedFile } from "./collect-files.ts";
import type { DeclaredRecipe } from "./declared-recipe.ts";

/** Files in the content store that become a version, and what is known of them. */
export interface StoredModel {
  /** URI that the version is registered from: `models:/m-…`. */
  readonly source: string;
  /** With the paths that they have in the version; the model first. */
  readonly files: readonly { readonly path: string; readonly bytes: StoredBytes }[];
  /** What is known of how it was made, as if a metadata file said it. */
  readonly declared?: DeclaredRecipe;
  /** Data that it was made from, as the run that made it recorded it. */
  readonly datasets?: readonly Dataset[];
  /** Statements about the version to be compared with what is found. */
  readonly claims?: Claims;
}

/** Returns the files as they are collected for a version. */
export function storedFiles(
  paths: RegistryPaths,
  { files }: StoredModel,
): readonly CollectedFile[] {
  return files.map(({ path, bytes }, index) => ({
    absolute: artifactPath(paths, bytes.sha256),
    path,
    role: guessRole(path, index === 0 || posix.basename(path) === "MLmodel"),
    size: bytes.size,
    expected: bytes,
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
