import type { Uri } from "vscode";
import { RegistryError } from "../../core/refusals/refusal.ts";

/**
 * Refuses what is not a file or folder on disk: a document of git, of a diff or of another extension
 * has a path as well, at which there may be something else.
 *
 * @param verb what was asked for: `inspect`
 * @throws RegistryError `file-problem`
 */
export function requireOnDisk(verb: string, uris: readonly Uri[]): void {
  const other = uris.find(({ scheme }) => scheme !== "file");
  if (!other) return;
  throw new RegistryError({
    code: "file-problem",
    message: `Can't ${verb} ${other.path.slice(other.path.lastIndexOf("/") + 1)} (${other.scheme}): only files on disk can be read.`,
    wayOut: "Save it as a file first, and choose that.",
  });
}
