import { realpath } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import type { ReferencedArtifact } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { hashFile } from "../../provenance/data/hash-file.ts";
import { fileStamp } from "../files/file-stamp.ts";
import { referenceUri } from "../files/reference-place.ts";
import type { Task } from "../task.ts";
import type { CollectedFile } from "./collect-files.ts";

/** Files that are hashed where they are, to be registered without a copy. */
export interface ReferencedFiles {
  readonly artifacts: readonly ReferencedArtifact[];
  /** Returns where the bytes of a digest are; undefined if they are none of these. */
  readonly pathOf: (sha256: Sha256) => string | undefined;
  /** @throws RegistryError `file-problem` if one of them has been changed since it was hashed */
  readonly requireUnchanged: () => Promise<void>;
}

/**
 * Hashes files where they are.
 *
 * @throws RegistryError `file-problem` for what is no regular file or changes meanwhile, `cancelled`
 */
export async function referenceFiles(
  workspace: string,
  files: readonly CollectedFile[],
  { signal, report }: Task,
): Promise<ReferencedFiles> {
  const folder = await realpath(workspace);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const artifacts: ReferencedArtifact[] = [];
  const stamps = new Map<string, string>();
  const places = new Map<Sha256, string>();
  for (const { absolute, path, role } of files) {
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({ message: l10n.t("Hashing {0}", path), done, total });
    };
    stamps.set(absolute, await fileStamp(absolute));
    const { sha256, size } = await hashFile(absolute, path, { signal, onBytes });
    places.set(sha256, absolute);
    const uri = referenceUri(folder, absolute);
    artifacts.push({ path, role, held: false, uri, digests: { sha256 }, size });
  }
  return {
    artifacts,
    pathOf: (sha256) => places.get(sha256),
    requireUnchanged: async () => {
      for (const [path, stamp] of stamps) {
        if ((await fileStamp(path).catch(() => undefined)) === stamp) continue;
        throw new RegistryError({ code: "file-problem", reason: "source-changed", path });
      }
    },
  };
}
