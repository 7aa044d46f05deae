import { stat } from "node:fs/promises";
import { replaceFile, writeAll } from "../../files/atomic-file.ts";
import type { RegistryPaths } from "../../files/registry-paths.ts";
import type { IndexDatabase } from "../index-database.ts";
import { ensureIndexKey } from "./index-key.ts";
import { sealContext, sealOf } from "./index-seal.ts";

/**
 * Writes an index with the seal by which this machine knows it again. Where no secret can be kept
 * it has none: other tools can read it, and the next start goes by the ledger.
 */
export async function saveIndex(paths: RegistryPaths, db: IndexDatabase): Promise<void> {
  const context = await sealContext(paths, await ensureIndexKey());
  const bytes = db.export();
  await replaceFile(paths.index, async (handle) => {
    await writeAll(handle, bytes);
    if (context) await writeAll(handle, sealOf(bytes, context));
  });
}

/** Returns the bytes of the saved index; 0 if there is none. */
export async function savedSize(paths: RegistryPaths): Promise<number> {
  return stat(paths.index).then(
    (stats) => stats.size,
    () => 0,
  );
}
