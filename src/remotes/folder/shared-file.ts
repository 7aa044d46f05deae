import { createHash, randomUUID } from "node:crypto";
import { lstat, mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { Transfer } from "../contract/remote.ts";

/** Folder of what is on its way into a shared folder. */
const incoming = "incoming";
/** Milliseconds after which something there is a leftover of a machine that went away. */
const leftoverAge = 7 * 24 * 60 * 60 * 1000;
const chunkSize = 1024 * 1024;

export function errnoOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

/**
 * Puts a file into a shared folder so that others see it whole or not at all: written under a name
 * of its own, flushed, renamed. Content goes by its digest, so whoever comes second replaces a file
 * by the same bytes. No lock is needed, which network shares may not have.
 *
 * @param path relative to the folder
 * @param write fills the file; if it throws, nothing is left behind
 */
export async function putFile(
  folder: string,
  path: string,
  write: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const temporary = join(folder, incoming, randomUUID());
  await mkdir(dirname(temporary), { recursive: true });
  try {
    const handle = await open(temporary, "wx");
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await rename(temporary, target).catch(async (error: unknown) => {
      // Windows does not replace a file that somebody reads; it has the same bytes.
      if (!(await isFile(target))) throw error;
      await rm(temporary, { force: true });
    });
    await flushFolder(dirname(target));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Makes a folder with one file in it, unless there is one of that name: a folder that has something
 * in it is never replaced by a rename, neither on a local disk nor by NFS or SMB. Of all who try at
 * once, one succeeds.
 *
 * @returns whether this call made it
 */
export async function makeFolderOnce(
  folder: string,
  path: string,
  name: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const temporary = join(folder, incoming, randomUUID());
  const target = join(folder, path);
  await mkdir(temporary, { recursive: true });
  try {
    const handle = await open(join(temporary, name), "wx");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await flushFolder(temporary);
    await mkdir(dirname(target), { recursive: true });
    const isMade = await rename(temporary, target).then(
      () => true,
      async (error: unknown) => {
        if (!(await isThere(target))) throw error;
        return false;
      },
    );
    if (isMade) await flushFolder(dirname(target));
    return isMade;
  } finally {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * Copies a file to `target`, hashing it on the way.
 *
 * @returns its SHA-256 and size in bytes
 * @throws RegistryError `cancelled`
 */
export async function copyHashed(
  path: string,
  target: FileHandle,
  { signal, onBytes }: Transfer,
): Promise<{ readonly sha256: string; readonly size: number }> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of readChunks(path, signal)) {
    hash.update(chunk);
    for (let offset = 0; offset < chunk.length;) {
      offset += (await target.write(chunk, offset)).bytesWritten;
    }
    size += chunk.length;
    onBytes?.(chunk.length);
  }
  return { sha256: hash.digest("hex"), size };
}

/** Yields the bytes of a file. Each chunk is the caller's own. */
export async function* readChunks(
  path: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  const handle = await open(path, "r");
  try {
    for (;;) {
      throwIfCancelled(signal);
      const chunk = Buffer.allocUnsafe(chunkSize);
      const { bytesRead } = await handle.read(chunk, 0, chunkSize);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/**
 * Removes what was on its way when a machine went away. Ages are told by the share's own clock,
 * from a file that was just made.
 */
export async function removeOldLeftovers(folder: string): Promise<void> {
  const place = join(folder, incoming);
  const names = await readdir(place).catch(() => []);
  if (names.length === 0) return;
  const probe = join(place, randomUUID());
  await mkdir(probe);
  try {
    const now = (await stat(probe)).mtimeMs;
    for (const name of names) {
      const path = join(place, name);
      const stats = await lstat(path).catch(() => undefined);
      if (!stats || now - stats.mtimeMs < leftoverAge) continue;
      await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

export async function isFile(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
}

export async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Makes renames and new files durable, where the share can. */
async function flushFolder(path: string): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, "r");
    await handle.sync();
  } catch (error) {
    const known = ["EISDIR", "EPERM", "EACCES", "EINVAL", "EBADF", "ENOTSUP", "EOPNOTSUPP"];
    if (!known.includes(errnoOf(error) ?? "")) throw error;
  } finally {
    await handle?.close();
  }
}
