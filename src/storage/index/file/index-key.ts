import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { writeFileAtomically } from "../../files/atomic-file.ts";
import { configFolder, makeConfigFolder } from "../../files/config-folder.ts";
import { openNoFollow } from "../../files/open-file.ts";

const keyLength = 32;
const keyText = /^[0-9a-f]{64}\n?$/;

function keyPath(): string {
  return join(configFolder(), "index-key");
}

/**
 * Returns this machine's secret by which an index proves that it was written here. `undefined` if
 * there is none or it can't be read, as in a home folder of somebody else: then no index is
 * believed.
 */
export async function readIndexKey(): Promise<Buffer | undefined> {
  try {
    const handle = await openNoFollow(keyPath());
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(2 * keyLength + 2), 0);
      const text = buffer.toString("latin1", 0, bytesRead);
      return keyText.test(text) ? Buffer.from(text.trim(), "hex") : undefined;
    } finally {
      await handle.close();
    }
  } catch {
    return undefined;
  }
}

/**
 * Returns the secret and makes it if there is none. `undefined` if it can't be kept, as in a
 * read-only home folder. If two processes make one at once, the later one's stays.
 */
export async function ensureIndexKey(): Promise<Buffer | undefined> {
  const known = await readIndexKey();
  if (known) return known;
  try {
    await makeConfigFolder();
    const key = randomBytes(keyLength).toString("hex");
    await writeFileAtomically(keyPath(), Buffer.from(`${key}\n`), 0o600);
  } catch {
    return undefined;
  }
  return readIndexKey();
}
