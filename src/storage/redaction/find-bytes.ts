import { createReadStream } from "node:fs";
import { open, readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { isErrno } from "../files/errno.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";

const chunkSize = 1024 * 1024;

/**
 * Finds bytes in a file.
 *
 * @returns where they begin
 */
export async function findBytes(
  path: string,
  wanted: Buffer,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const found: number[] = [];
  let rest = Buffer.alloc(0);
  let start = 0;
  try {
    const options = { highWaterMark: chunkSize, ...(signal && { signal }) };
    for await (const chunk of createReadStream(path, options)) {
      if (!Buffer.isBuffer(chunk)) continue;
      const bytes = Buffer.concat([rest, chunk]);
      let end = 0;
      for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, end)) {
        found.push(start + at);
        end = at + wanted.length;
      }
      const kept = Math.max(end, bytes.length - wanted.length + 1);
      rest = bytes.subarray(kept);
      start += kept;
    }
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
  return found;
}

/** Puts asterisks over bytes of a file, in place: others may be appending to it. */
export async function coverBytes(
  path: string,
  wanted: Buffer,
  places: readonly number[],
): Promise<number> {
  if (places.length === 0) return 0;
  const handle = await open(path, "r+");
  try {
    for (const at of places)
      await handle.write(Buffer.alloc(wanted.length, "*"), 0, wanted.length, at);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return places.length;
}

/**
 * Returns files of the registry's folder that hold what was recorded beside the ledger and the
 * store: logs that are not sealed, and what was set aside. Relative to the folder.
 */
export async function looseFiles({ root, ...paths }: RegistryPaths): Promise<readonly string[]> {
  const found: string[] = [];
  for (const folder of [paths.runs, paths.observations]) {
    found.push(...(await filesOf(folder)).map((name) => join(folder, name)));
  }
  for (const name of await filesOf(paths.ledger)) {
    if (!name.endsWith(".jsonl")) found.push(join(paths.ledger, name));
  }
  return found.map((path) => relative(root, path));
}

/** Returns indexes that were set aside: what they hold is in the ledger as well. */
export async function indexesAside({ root, index }: RegistryPaths): Promise<readonly string[]> {
  const start = relative(root, index);
  const names = await filesOf(root);
  return names.filter((name) => name.startsWith(`${start}.`)).map((name) => join(root, name));
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
