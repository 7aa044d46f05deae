import { createHmac, timingSafeEqual } from "node:crypto";
import { realpath } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import type { RegistryPaths } from "../../files/registry-paths.ts";

/**
 * The seal of a saved index: a trailer behind the last page of the database, where SQLite does not
 * look, with an HMAC-SHA-256 (RFC 2104) by this machine's secret. As it is part of the one file, a
 * database and a seal that don't belong together can't come from a crash or from two processes that
 * save at once.
 *
 * model-registry-index-1 <HMAC of the database> <HMAC of the line up to here, and the size>\n
 *
 * Both cover the folder of the registry: an index that was copied from elsewhere is not believed.
 * The second one is checked before the database is read, so that a huge foreign file costs nothing.
 */
const magic = "model-registry-index-1";
const sealLength = magic.length + 2 * (1 + 64) + 1;

/** HMAC while it is computed. */
type Mac = ReturnType<typeof createHmac>;

/** Secret and place by which an index is authenticated. */
export interface SealContext {
  readonly key: Buffer;
  /** Real path of the registry's folder. */
  readonly root: string;
}

/** Puts the two together; `undefined` without a key. */
export async function sealContext(
  paths: RegistryPaths,
  key: Buffer | undefined,
): Promise<SealContext | undefined> {
  return key && { key, root: await realpath(paths.root) };
}

/** Returns the trailer for the bytes of a database. */
export function sealOf(database: Uint8Array, context: SealContext): Buffer {
  const content = contentMac(context).update(database).digest("hex");
  const head = headMac(context, database.byteLength, content);
  return Buffer.from(`${magic} ${content} ${head}\n`);
}

/** A file's database, without its seal if it has one. */
export interface UnsealedIndex {
  readonly bytes: Uint8Array;
  /** True if this machine wrote exactly these bytes as the index of this registry. */
  readonly isAuthentic: boolean;
}

/**
 * Reads a database and checks its seal. `undefined` if it has no seal of ours and is larger than
 * `maxForeign`: then nothing has been read.
 */
export async function readSealed(
  handle: FileHandle,
  size: number,
  context: SealContext | undefined,
  maxForeign: number,
): Promise<UnsealedIndex | undefined> {
  const start = Math.max(0, size - sealLength);
  const seal = (await readRange(handle, start, size)).toString("latin1");
  const parts = new RegExp(`^${magic} ([0-9a-f]{64}) ([0-9a-f]{64})\n$`).exec(seal);
  const [, content = "", head = ""] = parts ?? [];
  const isOurs = parts && context && isEqual(headMac(context, start, content), head);
  if (isOurs) {
    const mac = contentMac(context);
    const bytes = await readRange(handle, 0, start, mac);
    return { bytes, isAuthentic: isEqual(mac.digest("hex"), content) };
  }
  if (size > maxForeign) return undefined;
  return { bytes: await readRange(handle, 0, parts ? start : size), isAuthentic: false };
}

function contentMac({ key, root }: SealContext): Mac {
  return createHmac("sha256", key).update(`${magic} database ${JSON.stringify(root)}\n`);
}

function headMac({ key, root }: SealContext, size: number, content: string): string {
  const text = `${magic} seal ${JSON.stringify(root)} ${size} ${content}\n`;
  return createHmac("sha256", key).update(text).digest("hex");
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

const chunkSize = 8 * 1024 * 1024;

/** Reads bytes from `start` to `end`; while one part is hashed the next one is read. */
async function readRange(
  handle: FileHandle,
  start: number,
  end: number,
  mac?: Mac,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(end - start);
  let filled = 0;
  const readNext = (): Promise<number> =>
    handle
      .read(bytes, filled, Math.min(chunkSize, bytes.length - filled), start + filled)
      .then(({ bytesRead }) => bytesRead);
  let reading = readNext();
  for (;;) {
    const bytesRead = await reading;
    const from = filled;
    filled += bytesRead;
    const isDone = bytesRead === 0 || filled === bytes.length;
    if (!isDone) reading = readNext();
    mac?.update(bytes.subarray(from, filled));
    if (isDone) return bytes.subarray(0, filled);
  }
}
