import type { Uri } from "vscode";
import type { RefusalOf } from "../../core/refusals/refusal-data.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";

/**
 * Refuses what is not a file or folder on disk: a document of git, of a diff or of another extension
 * has a path as well, at which there may be something else.
 *
 * @throws RegistryError `file-problem`
 */
export function requireOnDisk(
  action: RefusalOf<"not-on-disk">["action"],
  uris: readonly Uri[],
): void {
  const other = uris.find(({ scheme }) => scheme !== "file");
  if (!other) return;
  throw new RegistryError({
    code: "file-problem",
    reason: "not-on-disk",
    action,
    name: other.path.slice(other.path.lastIndexOf("/") + 1),
    scheme: other.scheme,
  });
}
