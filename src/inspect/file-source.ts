import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { maxRead, type Source } from "./source.ts";

/** A source over an open file. */
export interface FileSource extends Source {
  /** Bytes read so far. */
  readonly bytesRead: number;
  close(): Promise<void>;
}

/**
 * Opens a regular file for reading by ranges. A symbolic link as the last part of the path is not
 * followed, and a device or pipe is refused before it is read: opening one may wait for ever.
 */
export async function openFileSource(path: string): Promise<FileSource> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags);
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new Error(`${path} is no regular file.`);
    return fileSource(file, basename(path), status.size);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function fileSource(file: FileHandle, name: string, size: number): FileSource {
  let bytesRead = 0;
  return {
    name,
    size,
    get bytesRead() {
      return bytesRead;
    },
    async read(offset, length) {
      const wanted = Math.max(0, Math.min(length, maxRead, size - offset));
      const bytes = Buffer.allocUnsafeSlow(wanted);
      let filled = 0;
      while (filled < wanted) {
        const { bytesRead: more } = await file.read(
          bytes,
          filled,
          wanted - filled,
          offset + filled,
        );
        if (more === 0) break; // the file has become shorter
        filled += more;
      }
      bytesRead += filled;
      return bytes.subarray(0, filled);
    },
    close: () => file.close(),
  };
}
