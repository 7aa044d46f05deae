import { ulid } from "ulid";
import { writeFileAtomically } from "./atomic-file.ts";
import { isErrno } from "./errno.ts";
import { openNoFollow } from "./open-file.ts";
import type { RegistryPaths } from "./registry-paths.ts";

/** The id that names this clone's ledger file; absent before the first write. */
export async function readWriterId(paths: RegistryPaths): Promise<string | undefined> {
  const text = await readStart(paths.writer).catch((error: unknown) => {
    if (isErrno(error, "ENOENT", "ELOOP")) return "";
    throw error;
  });
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.exec(text.trim())?.[0];
}

/** Returns an id for a clone that has none yet. */
export function newWriterId(): string {
  return ulid();
}

/**
 * Keeps the id of this clone. Call it under the lock and once its ledger file has a line: an id that
 * is kept while its file is missing means that the file was lost.
 */
export async function keepWriterId(paths: RegistryPaths, id: string): Promise<void> {
  await writeFileAtomically(paths.writer, Buffer.from(`${id}\n`));
}

/** The first bytes of a file that may be anything. */
async function readStart(path: string): Promise<string> {
  const handle = await openNoFollow(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}
