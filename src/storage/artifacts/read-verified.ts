import { createHash } from "node:crypto";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { openArtifact, requireSame, type ArtifactTitle } from "./artifact-store.ts";

const chunkSize = 1024 * 1024;

/**
 * Reads stored bytes and hashes what it hands out. The last chunk is withheld until the digest is
 * right, so that who has all of the bytes has the right ones.
 *
 * @throws RegistryError `artifact-missing`; `artifact-changed`, in place of the last chunk
 */
export async function* readVerified(
  path: string,
  stored: StoredBytes,
  title: ArtifactTitle,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const handle = await openArtifact(path, stored, title);
  try {
    const hash = createHash("sha256");
    let last: Uint8Array<ArrayBuffer> | undefined;
    let size = 0;
    for (;;) {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(chunkSize), 0, chunkSize);
      if (bytesRead === 0) break;
      if (last) yield last;
      last = buffer.subarray(0, bytesRead);
      hash.update(last);
      size += bytesRead;
      // Longer than it was: whoever counts would take a part of it for the whole.
      if (size > stored.size) break;
    }
    requireSame(stored, { sha256: Sha256.parse(hash.digest("hex")), size }, title);
    if (last) yield last;
  } finally {
    await handle.close();
  }
}
