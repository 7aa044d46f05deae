import { randomUUID } from "node:crypto";
import {
  chmod,
  lstat,
  mkdir,
  open,
  rename,
  rm,
  rmdir,
  stat,
  type FileHandle,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import type { StoredBytes } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { syncFolder, writeAll } from "../files/atomic-file.ts";
import { createRegistryFolders } from "../files/create-registry-folders.ts";
import { isErrno } from "../files/errno.ts";
import { openNoFollow } from "../files/open-file.ts";
import {
  artifactPath,
  requireRealFolder,
  writeProblem,
  type RegistryPaths,
} from "../files/registry-paths.ts";
import { temporaryName } from "../files/temporary-name.ts";
import { sha256 } from "../ledger/ledger-line.ts";
import { cloneFile } from "./clone-file.ts";
import { copyAndHash, writeAndHash, type Transfer } from "./copy-and-hash.ts";
import { removeLeftovers } from "./leftovers.ts";

const readableByAll = 0o444;
const onlyOwner = 0o600;

/**
 * Bytes on their way into the artifact store: copied and hashed in one pass into a folder of their
 * own, and moved to their place only when the event that refers to them is about to be appended.
 */
export class ArtifactStaging {
  readonly #paths: RegistryPaths;
  readonly #folder: string;
  /** Permissions that the umask allows, read from the new folder. */
  readonly #permitted: number;
  readonly #staged = new Map<Sha256, string>();

  private constructor(paths: RegistryPaths, folder: string, permitted: number) {
    this.#paths = paths;
    this.#folder = folder;
    this.#permitted = permitted;
  }

  static async open(paths: RegistryPaths): Promise<ArtifactStaging> {
    await createRegistryFolders(paths);
    const folder = join(paths.staging, await temporaryName("registration"));
    try {
      await removeLeftovers(paths);
      await mkdir(folder);
      return new ArtifactStaging(paths, folder, (await stat(folder)).mode);
    } catch (error) {
      throw writeProblem(paths, error);
    }
  }

  /**
   * Stages the bytes of a file. Links are not followed. People who may not read the file may not
   * read its stored bytes.
   *
   * @throws RegistryError `file-problem` if the file changes while it is read, `cancelled`
   */
  async addFile(path: string, transfer: Transfer): Promise<StoredBytes> {
    const source = await openNoFollow(path);
    try {
      const before = await source.stat();
      if (!before.isFile()) throw notAFile(path);
      const stored = await this.#stage(before.mode, (temporary) =>
        this.#copy(path, source, temporary, transfer),
      );
      const after = await source.stat();
      if (
        after.mtimeMs !== before.mtimeMs ||
        after.size !== before.size ||
        stored.size !== after.size
      ) {
        throw new RegistryError({ code: "file-problem", reason: "source-changed", path });
      }
      return stored;
    } finally {
      await source.close();
    }
  }

  /** Returns the path of staged bytes that are not published yet; undefined if there are none. */
  pathOf(digest: Sha256): string | undefined {
    return this.#staged.get(digest);
  }

  /**
   * Stages bytes as they arrive.
   *
   * @throws RegistryError `cancelled`, and whatever the source throws
   */
  async addStream(source: AsyncIterable<Uint8Array>, transfer: Transfer): Promise<StoredBytes> {
    return this.#stage(readableByAll, async (temporary) => {
      const target = await open(temporary, "wx", onlyOwner);
      try {
        const stored = await writeAndHash(source, target, transfer);
        await target.sync();
        return stored;
      } finally {
        await target.close();
      }
    });
  }

  /** Stages some bytes. */
  async addBytes(bytes: Uint8Array): Promise<StoredBytes> {
    return this.#stage(readableByAll, async (temporary) => {
      const target = await open(temporary, "wx", onlyOwner);
      try {
        await writeAll(target, bytes);
        await target.sync();
      } finally {
        await target.close();
      }
      return { sha256: sha256(bytes), size: bytes.byteLength };
    });
  }

  /**
   * Moves all staged bytes to their place, durably. Call it under the lock. An artifact that is
   * there already is replaced by the same bytes, which repairs one that was changed on disk.
   * Returns a function that removes what was not there before; if publishing fails, that is done at
   * once.
   */
  async publish(): Promise<() => Promise<void>> {
    const added: string[] = [];
    const takeBack = async (): Promise<void> => {
      for (const path of added) await rm(path, { force: true });
    };
    try {
      await this.#publish(added);
    } catch (error) {
      await takeBack();
      throw error;
    }
    return takeBack;
  }

  async #publish(added: string[]): Promise<void> {
    const folders = new Set<string>();
    for (const [digest, staged] of this.#staged) {
      const target = artifactPath(this.#paths, digest);
      const folder = dirname(target);
      if (!folders.has(folder)) {
        await requireRealFolder(folder);
        await mkdir(folder, { recursive: true });
        folders.add(folder);
      }
      const existing = await lstat(target).catch(() => undefined);
      if (existing?.isDirectory()) await removeFolder(target);
      const isFile = existing?.isFile() === true;
      // The same bytes, so they are as open as any file that they were taken from.
      if (isFile) await chmod(staged, (await stat(staged)).mode | (existing.mode & readableByAll));
      await rename(staged, target).catch(async (error: unknown) => {
        if (!isErrno(error, "EPERM", "EACCES", "EEXIST") || !isFile) throw error;
        // Windows does not replace a read-only file.
        await chmod(target, onlyOwner);
        await rename(staged, target);
      });
      if (!existing) added.push(target);
    }
    for (const folder of folders) await syncFolder(folder);
    await syncFolder(this.#paths.artifacts);
    this.#staged.clear();
  }

  /** Removes what was staged and not published; what resists is removed another day. */
  async discard(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true }).catch(() => undefined);
  }

  async #stage(
    mode: number,
    write: (temporary: string) => Promise<StoredBytes>,
  ): Promise<StoredBytes> {
    const temporary = join(this.#folder, randomUUID());
    try {
      const stored = await write(temporary);
      await chmod(temporary, 0o400 | (mode & this.#permitted & readableByAll));
      this.#staged.set(stored.sha256, temporary);
      return stored;
    } catch (error) {
      throw writeProblem(this.#paths, error);
    }
  }

  async #copy(
    path: string,
    source: FileHandle,
    temporary: string,
    transfer: Transfer,
  ): Promise<StoredBytes> {
    if (await cloneFile(path, temporary)) {
      const clone = await open(temporary, "r+");
      try {
        const stored = await copyAndHash(clone, undefined, transfer);
        await clone.sync();
        return stored;
      } finally {
        await clone.close();
      }
    }
    const target = await open(temporary, "wx", onlyOwner);
    try {
      const stored = await copyAndHash(source, target, transfer);
      await target.sync();
      return stored;
    } finally {
      await target.close();
    }
  }
}

/** Removes an empty folder that stands where an artifact belongs. */
async function removeFolder(path: string): Promise<void> {
  await rmdir(path).catch((error: unknown) => {
    throw new RegistryError(
      { code: "file-problem", reason: "folder-in-the-way", path },
      { cause: error },
    );
  });
}

function notAFile(path: string): RegistryError {
  return new RegistryError({ code: "file-problem", reason: "source-not-regular", path });
}
