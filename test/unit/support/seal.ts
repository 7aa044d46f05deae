import { readFile, writeFile } from "node:fs/promises";
import { registryPaths } from "../../../src/storage/files/registry-paths.ts";
import { readIndexKey } from "../../../src/storage/index/file/index-key.ts";
import { sealContext, sealOf } from "../../../src/storage/index/file/index-seal.ts";

const pageSize = 4096;

/** Seals whatever is in a `registry.db` by now, as this machine does with what it wrote itself. */
export async function sealAgain(folder: string): Promise<void> {
  const paths = registryPaths(folder);
  const context = await sealContext(paths, await readIndexKey());
  if (!context) throw new Error("this machine has no key");
  const file = await readFile(paths.index);
  // Another program that writes to a database may have left the old seal or cut it off.
  const bytes = file.subarray(0, file.length - (file.length % pageSize));
  await writeFile(paths.index, Buffer.concat([bytes, sealOf(bytes, context)]));
}
