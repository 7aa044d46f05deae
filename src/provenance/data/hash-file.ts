import { createHash } from "node:crypto";
import { readAhead } from "../../core/files/read-ahead.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { fileProblem, systemFault } from "../files/file-problem.ts";
import { openRegularFile } from "../files/open-regular-file.ts";

export interface HashedFile {
  readonly sha256: Sha256;
  /** Bytes. */
  readonly size: number;
}

export interface HashOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of bytes read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

const advice = "check-or-leave-out";
/** So many bytes stay in a core's cache until they are hashed, and are read in few calls. */
const chunkSize = 256 * 1024;

/**
 * Hashes a file in one pass, reading one chunk while the one before is hashed. The file is opened
 * without following a link and without waiting for the other end of a pipe.
 *
 * @param file its name for messages
 * @param onChunk sees all bytes in passing; they are overwritten afterwards
 * @throws RegistryError `file-problem` or `cancelled`
 */
export async function hashFile(
  path: string,
  file: string,
  { signal, onBytes }: HashOptions,
  onChunk?: (bytes: Buffer) => void,
): Promise<HashedFile> {
  try {
    await using handle = await openRegularFile(path, { file, advice, noFollow: true });
    const before = await handle.stat();
    const hash = createHash("sha256");
    const length = Math.min(chunkSize, before.size + 1);
    const buffers = [Buffer.allocUnsafe(length), Buffer.allocUnsafe(length)] as const;
    const read = async (buffer: Buffer, offset: number): Promise<Buffer> => {
      const { bytesRead } = await handle.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    };
    let size = 0;
    for await (const bytes of readAhead(read, buffers, signal)) {
      size += bytes.length;
      hash.update(bytes);
      onChunk?.(bytes);
      onBytes?.(bytes.length);
    }
    const after = await handle.stat();
    if (size !== before.size || after.mtimeMs !== before.mtimeMs || after.size !== size) {
      throw fileProblem({ file, fault: { kind: "changed" }, advice: "wait" });
    }
    return { sha256: Sha256.parse(hash.digest("hex")), size };
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw fileProblem({ file, fault: systemFault(error), advice, cause: error });
  }
}
