import { rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { StoredBytes } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import { requireDigest } from "../contract/object-file.ts";
import { objectMissing } from "../contract/remote-errors.ts";
import type { ObjectStore, Transfer } from "../contract/remote.ts";
import { copyHashed, errnoOf, putFile, readChunks, removeOldLeftovers } from "./shared-file.ts";
import type { SharedFolder } from "./shared-folder.ts";

/** Artifacts in a shared folder: `objects/ab/<SHA-256>`. */
export function folderObjects(shared: SharedFolder): ObjectStore {
  let isTidy = false;
  return {
    has: (objects) =>
      shared.run(async () => {
        const folder = await shared.require();
        const found = new Set<Sha256>();
        for (const object of objects) {
          const stats = await stat(join(folder, objectPath(object))).catch((error: unknown) => {
            if (errnoOf(error) === "ENOENT") return undefined;
            throw error;
          });
          if (stats?.isFile() && stats.size === object.size) found.add(object.sha256);
        }
        return found;
      }),
    get: (object, transfer = {}) => getObject(shared, object, transfer),
    put: (object, path, transfer = {}) =>
      shared.run(async () => {
        const folder = await shared.require();
        if (!isTidy) await removeOldLeftovers(folder).catch(() => undefined);
        isTidy = true;
        await putFile(folder, objectPath(object), async (handle) => {
          const copied = await copyHashed(path, handle, transfer);
          requireDigest(object, copied.sha256);
        });
      }),
    remove: (objects) =>
      shared.run(async () => {
        const folder = await shared.require();
        for (const sha256 of objects)
          await rm(join(folder, objectPath({ sha256 })), { force: true });
      }),
  };
}

async function* getObject(
  shared: SharedFolder,
  object: StoredBytes,
  { signal, onBytes }: Transfer,
): AsyncGenerator<Uint8Array> {
  try {
    const path = join(await shared.require(), objectPath(object));
    for await (const chunk of readChunks(path, signal)) {
      onBytes?.(chunk.length);
      yield chunk;
    }
  } catch (error) {
    throw errnoOf(error) === "ENOENT"
      ? objectMissing(shared.address, object)
      : shared.problem(error);
  }
}

function objectPath({ sha256 }: Pick<StoredBytes, "sha256">): string {
  return join("objects", sha256.slice(0, 2), sha256);
}
