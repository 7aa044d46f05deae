import type { Finding } from "../../../core/model/inspection.ts";
import {
  leavesFolder,
  maxMembers,
  memberLimit,
  memorySource,
  partOf,
  type ArchiveContents,
  type ArchiveMember,
} from "../../contract/archive-member.ts";
import { Unreadable } from "../../contract/format.ts";
import { LimitReached } from "../../contract/limit-reached.ts";
import type { Source } from "../../contract/source.ts";
import { ByteCursor, rangeSupply, type ByteSupply } from "../../encodings/byte-cursor.ts";
import { printable } from "../../encodings/printable.ts";

const blockSize = 512;
/** Bytes of a long name at most; systems allow 4096. */
const maxName = 64 * 1024;

/** Returns whether a file is a tar, by the POSIX magic at byte 257. */
export function isTar(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(257, 262)).toString("latin1") === "ustar";
}

/** The header of a member; POSIX.1-2017, pax, “ustar Interchange Format”. */
interface TarHeader {
  readonly name: string;
  readonly size: number;
  readonly type: string;
  readonly link: string;
}

/** Returns the members of a tar in a file; their content is read from the file, range by range. */
export function tarMembers(source: Source, signal: AbortSignal): ArchiveContents {
  const content = (name: string, { offset }: ByteCursor, size: number): Promise<ArchiveMember> => {
    if (offset + size > source.size) throw beyondEnd(name);
    return Promise.resolve({ name, size, source: partOf(source, name, offset, size) });
  };
  return readTar(rangeSupply(source), signal, content);
}

/** Returns the members of a tar from a decompressor; small ones are held in memory. */
export function streamedTarMembers(supply: ByteSupply, signal: AbortSignal): ArchiveContents {
  const content = async (
    name: string,
    cursor: ByteCursor,
    size: number,
  ): Promise<ArchiveMember> => {
    if (size > memberLimit) return { name, size, unread: tooLargeToUnpack };
    // A copy: what the cursor has at hand is only lent.
    const bytes = Uint8Array.from(await cursor.peek(size));
    if (bytes.length < size) throw beyondEnd(name);
    return { name, size, source: memorySource(name, bytes) };
  };
  return readTar(supply, signal, content);
}

export const tooLargeToUnpack = "is too large to be unpacked here";

function readTar(
  supply: ByteSupply,
  signal: AbortSignal,
  content: (name: string, cursor: ByteCursor, size: number) => Promise<ArchiveMember>,
): ArchiveContents {
  const findings: Finding[] = [];
  async function* members(): AsyncGenerator<ArchiveMember> {
    const cursor = new ByteCursor(supply);
    let longName: string | undefined;
    for (let count = 0; ; count += 1) {
      signal.throwIfAborted();
      if (count >= maxMembers)
        throw new LimitReached(`The tar has more than ${maxMembers} members`);
      const block = Buffer.from(await cursor.peek(blockSize));
      if (block.length < blockSize || block.every((byte) => byte === 0)) return;
      await cursor.skip(blockSize);
      const header = readHeader(block, cursor.offset);
      const name = longName ?? header.name;
      const padded = Math.ceil(header.size / blockSize) * blockSize;
      if (isLongName(header.type)) {
        longName = await readLongName(cursor, header);
        continue;
      }
      longName = undefined;
      findings.push(...nameFindings(name, header));
      if (isFile(header.type)) yield await content(name, cursor, header.size);
      await cursor.skip(padded);
    }
  }
  return { members: members(), findings };
}

function readHeader(block: Buffer, offset: number): TarHeader {
  const text = (start: number, end: number): string =>
    block.toString("utf8", start, end).replace(/\0.*$/s, "");
  const prefix = isTar(block) ? text(345, 500) : "";
  const name = text(0, 100);
  return {
    name: prefix === "" ? name : `${prefix}/${name}`,
    size: sizeOf(block, offset),
    type: String.fromCharCode(block[156] ?? 0),
    link: text(157, 257),
  };
}

/** An octal number, or in GNU's form a binary one. */
function sizeOf(block: Buffer, offset: number): number {
  const isBinary = ((block[124] ?? 0) & 0x80) !== 0;
  const text = block
    .toString("latin1", 124, 136)
    .replace(/[\0 ]+$/, "")
    .trim();
  const size = isBinary
    ? block.readUIntBE(130, 6)
    : /^[0-7]{1,11}$/.test(text)
      ? Number.parseInt(text, 8)
      : Number.NaN;
  if (!Number.isSafeInteger(size))
    throw new Unreadable("A member of the tar has no size", `byte ${offset}`);
  return size;
}

const isFile = (type: string): boolean => ["0", "\0", "7", "S"].includes(type);
/** GNU's long name, and the records of pax for one member. */
const isLongName = (type: string): boolean => type === "L" || type === "x";

async function readLongName(
  cursor: ByteCursor,
  { size, type }: TarHeader,
): Promise<string | undefined> {
  if (size > maxName) throw new Unreadable("A member of the tar has a name that is too long");
  const bytes = Buffer.from(await cursor.read(size));
  const rest = Math.ceil(size / blockSize) * blockSize - size;
  await cursor.skip(rest);
  if (type === "L") return bytes.toString("utf8").replace(/\0.*$/s, "");
  return /(?:^|\n)\d+ path=([^\n]*)\n/.exec(bytes.toString("utf8"))?.[1];
}

function nameFindings(name: string, { type, link }: TarHeader): Finding[] {
  const finding = (code: string, message: string): Finding => ({
    code,
    severity: "warning",
    message: `${message}: ${printable(name, 200)}.`,
    where: printable(name, 200),
  });
  if (leavesFolder(name)) {
    return [
      finding(
        "archive-path-outside",
        "A member would be extracted outside of the folder it is extracted into",
      ),
    ];
  }
  if (type === "1" || type === "2") {
    return [finding("archive-link", `A member is a link to ${printable(link, 200)}`)];
  }
  return [];
}

function beyondEnd(name: string): Unreadable {
  return new Unreadable(
    "A member of the archive goes beyond the end of the file",
    printable(name, 200),
  );
}
