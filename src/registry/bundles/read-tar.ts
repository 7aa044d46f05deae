import type { FileHandle } from "node:fs/promises";
import * as l10n from "@vscode/l10n";

/** Place of a member's bytes in an archive. */
export interface TarEntry {
  readonly offset: number;
  /** Bytes. */
  readonly size: number;
}

/** An archive that is no tar, or is cut off. */
export class TarProblem extends Error {
  override readonly name = "TarProblem";
}

const block = 512;
const maxRecord = 64 * 1024;

/**
 * Yields the members of a tar archive (POSIX.1-2001) with the places of their bytes, which are not
 * read. Only files and pax records are members.
 *
 * @throws TarProblem if a header is wrong or the archive ends too early
 */
export async function* tarEntries(
  handle: FileHandle,
): AsyncGenerator<readonly [path: string, entry: TarEntry]> {
  const { size: end } = await handle.stat();
  let records = new Map<string, string>();
  for (let offset = 0; ;) {
    const header = await readExactly(handle, offset, block);
    if (header.every((byte) => byte === 0)) return;
    checkSum(header, offset);
    offset += block;
    const type = String.fromCharCode(header[156] ?? 0);
    const size = Number(records.get("size") ?? octal(header, 124, 12));
    if (!Number.isSafeInteger(size) || size < 0 || offset + size > end) {
      throw new TarProblem(l10n.t("a member goes beyond its end"));
    }
    if (type === "x") {
      if (size > maxRecord) throw new TarProblem(l10n.t("a record is too long"));
      records = paxRecords(await readExactly(handle, offset, size));
    } else {
      if (type !== "0" && type !== "\0") throw new TarProblem(l10n.t("a member is no file"));
      yield [records.get("path") ?? text(header, 0, 100), { offset, size }];
      records = new Map();
    }
    offset += Math.ceil(size / block) * block;
  }
}

/** Reads bytes of a file. @throws TarProblem if it has fewer */
export async function readExactly(
  handle: FileHandle,
  offset: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) throw new TarProblem(l10n.t("it ends too early"));
    done += bytesRead;
  }
  return bytes;
}

function checkSum(header: Buffer, offset: number): void {
  const sum = header.reduce(
    (total, byte, index) => total + (index >= 148 && index < 156 ? 0x20 : byte),
    0,
  );
  if (octal(header, 148, 8) !== sum)
    throw new TarProblem(l10n.t("no header stands at byte {0}", offset));
}

function octal(header: Buffer, start: number, length: number): number {
  const digits = text(header, start, start + length).trim();
  return /^[0-7]{1,11}$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function text(header: Buffer, start: number, end: number): string {
  return header.toString("utf8", start, end).replace(/\0.*$/s, "");
}

function paxRecords(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let start = 0; start < bytes.length;) {
    const space = bytes.indexOf(0x20, start);
    const length = space < 0 ? Number.NaN : Number(bytes.toString("latin1", start, space));
    if (!Number.isSafeInteger(length) || length <= space - start || start + length > bytes.length) {
      throw new TarProblem(l10n.t("a record is damaged"));
    }
    const [key = "", ...value] = bytes.toString("utf8", space + 1, start + length - 1).split("=");
    records.set(key, value.join("="));
    start += length;
  }
  return records;
}
