import { constants, type Stats } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { basename } from "node:path";
import { maxRead, type Source } from "../contract/source.ts";

/**
 * A regular file, to be read by ranges. It is opened anew for each read, so that a folder of any
 * number of files needs no more than one open file. A symbolic link as the last part of the path is
 * not followed, and a device or pipe is refused before it is read: opening one may wait for ever.
 *
 * @throws Error of the disk, here and in `read`; also if another file has taken the path meanwhile
 */
export async function fileSource(path: string, name = basename(path)): Promise<Source> {
  const { size, ino, dev } = await withFile(path, (_file, status) => Promise.resolve(status));
  return {
    name,
    size,
    read: (offset, length) =>
      withFile(path, (file, status) => {
        if (status.ino !== ino || status.dev !== dev) {
          throw new Error(`${path} was replaced while it was being read`);
        }
        return readRange(file, offset, Math.min(length, maxRead, size - offset));
      }),
  };
}

async function withFile<T>(
  path: string,
  use: (file: FileHandle, status: Stats) => Promise<T>,
): Promise<T> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new Error(`${path} is no regular file`);
    return await use(file, status);
  } finally {
    await file.close();
  }
}

async function readRange(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(Math.max(0, length));
  let filled = 0;
  while (filled < bytes.length) {
    const left = bytes.length - filled;
    const { bytesRead } = await file.read(bytes, filled, left, offset + filled);
    if (bytesRead === 0) break; // the file has become shorter
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
