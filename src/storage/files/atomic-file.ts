import { chmod, lstat, open, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isErrno } from "./errno.ts";
import { replaceByRename } from "./replace-by-rename.ts";
import { temporaryName } from "./temporary-name.ts";

/**
 * Replaces a file's content so that after a crash at any moment the file is either the old or the
 * new one, whole: a new file in the same folder, flushed, renamed, the folder flushed.
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array,
  mode?: number,
): Promise<void> {
  await replaceFile(path, (handle) => writeAll(handle, content), mode);
}

/**
 * Replaces a file in the same way with one that `write` fills; nothing is left behind if it throws.
 * A person who could not read or write the old file can't read or write the new one.
 *
 * @param mode the new file's permissions, before the umask
 */
export async function replaceFile<T>(
  path: string,
  write: (handle: FileHandle, temporaryPath: string) => Promise<T>,
  mode = 0o666,
): Promise<T> {
  const temporary = join(dirname(path), await temporaryName(basename(path)));
  const handle = await open(temporary, "wx", mode).catch((error: unknown) => {
    // People know the file by its own name.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  });
  try {
    let result: T;
    try {
      result = await write(handle, temporary);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await keepClosed(path, temporary);
    await replaceByRename(temporary, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Removes permissions from the new file that the file in its place does not give. */
export async function keepClosed(old: string, replacement: string): Promise<void> {
  const before = await lstat(old).catch(() => undefined);
  if (!before?.isFile()) return;
  const { mode } = await lstat(replacement);
  if ((mode & ~before.mode & 0o777) !== 0) await chmod(replacement, mode & before.mode & 0o777);
}

/** Writes all of `bytes` at the handle's position; a single write may take only a part. */
export async function writeAll(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let offset = 0; offset < bytes.byteLength;) {
    offset += (await handle.write(bytes, offset)).bytesWritten;
  }
}

/** Makes renames and new files in a folder durable. Windows can't and needs not. */
export async function syncFolder(path: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    await handle.sync();
  } catch (error) {
    if (!isErrno(error, "EISDIR", "EPERM", "EACCES", "EINVAL", "EBADF")) throw error;
  } finally {
    await handle?.close();
  }
}
