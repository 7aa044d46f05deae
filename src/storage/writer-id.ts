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

/** The same, made if there is none. Call it under the lock. */
export async function ensureWriterId(paths: RegistryPaths): Promise<string> {
  const known = await readWriterId(paths);
  if (known) return known;
  const made = ulid();
  await writeFileAtomically(paths.writer, Buffer.from(`${made}\n`));
  return made;
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
