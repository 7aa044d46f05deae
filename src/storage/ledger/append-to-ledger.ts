import { constants, ftruncateSync, readSync } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import type { Sha256 } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { replaceFile, syncFolder, writeAll } from "../files/atomic-file.ts";
import { realDisk, type Disk } from "../files/disk.ts";
import { noEnd, readLedgerFile, type LedgerPosition } from "./ledger-file.ts";
import { UnknownOutcome } from "./unknown-outcome.ts";

/** Lines that belong behind `after`. */
export interface Append {
  readonly path: string;
  readonly after: LedgerPosition;
  readonly bytes: Uint8Array;
  /** Hash of the first of these lines. */
  readonly firstHash: Sha256;
  /** Tells, without waiting for anything, whether this process still has the registry's lock. */
  readonly isHeld: () => boolean;
}

/**
 * Appends lines durably to a ledger file. Fulfilled, they are what everybody reads behind `after`:
 * the bytes are read back, as a process that was stopped for long may have lost its lock. The file
 * is opened for appending, so that of two such writers none can overwrite the other's line: the
 * second one's follows an earlier line and is passed over by all readers.
 *
 * @returns the position behind which the lines stand: `after`, or one behind lines that a writer
 *   who had lost the lock wrote in the last moment
 * @throws RegistryError `busy` if another process wrote to the file; these lines don't count then
 * @throws UnknownOutcome if they may or may not count: writing failed, and so did taking it back
 */
export async function appendToLedgerFile(
  append: Append,
  disk: Disk = realDisk,
): Promise<LedgerPosition> {
  const { path, after, bytes } = append;
  const create = after.offset === 0 ? constants.O_CREAT : 0;
  const flags = constants.O_RDWR | constants.O_APPEND | constants.O_NOFOLLOW | create;
  const handle = await disk.open(path, flags);
  try {
    await endLastLine(disk, path, handle, after.offset);
    try {
      await writeAll(handle, bytes);
      await handle.datasync();
      if (after.offset === 0) await syncFolder(dirname(path));
    } catch (error) {
      await takeBack(handle, append, error);
      throw error;
    }
    if (await hasBytes(handle, after.offset, bytes)) return after;
    const start = await startOfFirstLine(append);
    if (start === undefined) throw wroteToo(path);
    if (await hasBytes(handle, start.offset, bytes)) return start;
    throw new UnknownOutcome({ kind: "wrote-at-once" });
  } finally {
    await handle.close();
  }
}

/**
 * Makes sure that the file ends where the next line belongs. If the last newline is missing or
 * another byte, it is written there: the same byte in the same place, whoever else does so.
 */
async function endLastLine(
  disk: Disk,
  path: string,
  handle: FileHandle,
  offset: number,
): Promise<void> {
  const { size } = await handle.stat();
  if (size !== offset && size !== offset - 1) throw wroteToo(path);
  if (offset === 0) return;
  const last = Buffer.alloc(1);
  await handle.read(last, 0, 1, offset - 1);
  if (size === offset && last[0] === 0x0a) return;
  // A file opened for appending is written to at its end only.
  const other = await disk.open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    await other.write("\n", offset - 1);
  } finally {
    await other.close();
  }
}

/**
 * Takes a failed append back if nobody can have followed it: the lock is held and the file ends
 * with these bytes. Nothing is waited for between this look and the cut.
 *
 * @throws UnknownOutcome if it can't be taken back and may be read
 */
async function takeBack(
  handle: FileHandle,
  { after, bytes, isHeld }: Append,
  cause: unknown,
): Promise<void> {
  const written = bytesFrom(handle, after.offset, bytes.length + 1, cause);
  if (written.length === 0) return;
  // Less than the first line is no line, nor is what stands behind another writer's bytes.
  const mayCount = startsWith(written, bytes.subarray(0, bytes.indexOf(0x0a)));
  if (!startsWith(bytes, written) || !isHeld()) {
    if (mayCount) throw new UnknownOutcome({ kind: "followed" }, { cause });
    return;
  }
  try {
    ftruncateSync(handle.fd, after.offset);
    await handle.datasync();
  } catch (error) {
    if (mayCount) throw unknown("not-taken-back", cause, error);
  }
}

function bytesFrom(handle: FileHandle, offset: number, length: number, cause: unknown): Buffer {
  try {
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(handle.fd, bytes, 0, length, offset));
  } catch (error) {
    throw unknown("not-readable", cause, error);
  }
}

function unknown(
  kind: "not-taken-back" | "not-readable",
  cause: unknown,
  next: unknown,
): UnknownOutcome {
  return new UnknownOutcome({ kind }, { cause: new AggregateError([cause, next]) });
}

function startsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, start.length)).equals(
    start,
  );
}

async function hasBytes(handle: FileHandle, offset: number, bytes: Uint8Array): Promise<boolean> {
  const found = Buffer.alloc(bytes.length);
  const { bytesRead } = await handle.read(found, 0, found.length, offset);
  return bytesRead === bytes.length && found.equals(bytes);
}

/**
 * Returns the position behind which the first of the lines stands, if it is what all who read the
 * file find first behind those there were.
 */
async function startOfFirstLine({
  path,
  after,
  firstHash,
}: Append): Promise<LedgerPosition | undefined> {
  const lines = readLedgerFile(path, after);
  try {
    const batch = await lines.next();
    const first = batch.done ? undefined : batch.value[0];
    if (first?.hash !== firstHash) return undefined;
    const { lineStart, lines: count } = first.position;
    return { ...after, offset: lineStart, lines: count - 1 };
  } finally {
    await lines.return(noEnd(after));
  }
}

function wroteToo(path: string): RegistryError {
  return new RegistryError({ code: "busy", reason: "another-writer", path });
}

/**
 * Moves bytes after the last newline that are no line to a file of their own beside the ledger
 * file.
 *
 * @throws RegistryError `busy` if another process has done so, or may have followed
 */
export async function setTornTailAside(
  path: string,
  offset: number,
  at: number,
  isHeld: () => boolean,
  disk: Disk = realDisk,
): Promise<void> {
  const target = await disk.open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const { size } = await target.stat();
    const tail = Buffer.alloc(Math.max(0, size - offset));
    await target.read(tail, 0, tail.length, offset);
    await replaceFile(path.replace(/\.jsonl$/, `.torn-${at}`), (handle) => writeAll(handle, tail));
    // Nothing is waited for between this look and the cut.
    const now = Buffer.alloc(tail.length + 1);
    const length = readSync(target.fd, now, 0, now.length, offset);
    if (!now.subarray(0, length).equals(tail) || !isHeld()) throw wroteToo(path);
    ftruncateSync(target.fd, offset);
    await target.datasync();
  } finally {
    await target.close();
  }
}
