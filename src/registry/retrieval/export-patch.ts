import { basename, dirname, resolve } from "node:path";
import type { VersionId } from "../../core/model/ids.ts";
import { copyArtifactOut } from "../../storage/artifacts/artifact-store.ts";
import { copyAndHash } from "../../storage/artifacts/copy-and-hash.ts";
import { openNoFollow } from "../../storage/files/open-file.ts";
import { placeFiles } from "../files/place-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { findPatch } from "../versions/read-patch.ts";

export interface PatchExportRequest {
  readonly version: VersionId;
  /** The file to make, absolute or relative to the workspace folder. */
  readonly destination: string;
  /** Replace a file that has other bytes; else it is a reason to refuse. */
  readonly replace?: boolean;
}

/**
 * Writes the uncommitted changes that a version was registered with into a file, for `git apply`;
 * verified in the copy. Returns its absolute path.
 *
 * @throws RegistryError `unknown-artifact`, `artifact-changed`, `file-exists`, `file-problem`
 */
export async function exportPatch(
  registry: Registry,
  { version, destination, replace = false }: PatchExportRequest,
  { signal }: Task = {},
): Promise<{ readonly file: string; readonly size: number }> {
  registry.requireTrust();
  const { stored, title } = await findPatch(registry, version);
  const file = resolve(registry.folder, destination);
  await placeFiles(dirname(file), [{ path: basename(file) }], {
    write: (_file, temporary) =>
      copyArtifactOut(registry.paths, stored, title, temporary, { signal }),
    isSame: async (_file, present) => {
      await using handle = await openNoFollow(present);
      return (await copyAndHash(handle, undefined, { signal })).sha256 === stored.sha256;
    },
    replace,
  });
  return { file, size: stored.size };
}
