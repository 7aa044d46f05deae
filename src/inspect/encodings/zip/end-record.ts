import type { Finding } from "../../../core/model/inspection.ts";
import { count } from "../../../core/text/format.ts";
import { Unreadable } from "../../contract/format.ts";
import { u16, u32, u64, type Bytes } from "../bytes.ts";
import { zipFinding } from "./zip-finding.ts";

export interface EndRecord {
  readonly entries: number;
  /** Offset of the central directory. */
  readonly directory: number;
  /** Number to add to the offsets in the directory: bytes that stand before the zip. */
  readonly shift: number;
  readonly findings: readonly Finding[];
}

const recordSize = 22;
const longestComment = 0xffff;

/**
 * Finds the end of central directory record from the back of the file (sections 4.3.14 to 4.3.16).
 * Bytes before and behind the zip are allowed and reported: another program may read those.
 */
export async function findEnd(bytes: Bytes): Promise<EndRecord> {
  const start = Math.max(0, bytes.size - recordSize - longestComment);
  const tail = Buffer.from(await bytes.upTo(start, bytes.size - start));
  for (let at = tail.length - recordSize; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== 0x06054b50) continue;
    const end = start + at + recordSize + tail.readUInt16LE(at + 20);
    if (end <= bytes.size) return readEnd(bytes, start + at, end);
  }
  throw new Unreadable("The zip has no directory: its end is missing");
}

async function readEnd(bytes: Bytes, at: number, end: number): Promise<EndRecord> {
  const record = await bytes.at(at, recordSize);
  const large = await zip64End(bytes, at);
  const entries = large?.entries ?? u16(record, 10);
  const size = large?.size ?? u32(record, 12);
  const offset = large?.offset ?? u32(record, 16);
  const before = large?.at ?? at;
  const shift = before - size - offset;
  if (shift < 0) throw new Unreadable("The zip's directory would overlap its end", `byte ${at}`);
  const findings: Finding[] = [];
  if (shift > 0) {
    findings.push(
      zipFinding(
        "zip-prepended-data",
        "warning",
        `The zip begins after ${count(shift, "byte")} of something else: programs that read the file from its front see something else`,
      ),
    );
    if (entries > 0 && offset + 4 <= bytes.size && u32(await bytes.at(offset, 4)) === 0x02014b50) {
      throw new Unreadable(
        "The zip has two directories, and programs differ in which of them they take",
        `byte ${offset}`,
      );
    }
  }
  if (end < bytes.size) {
    findings.push(
      zipFinding(
        "zip-appended-data",
        "warning",
        `The zip is followed by ${count(bytes.size - end, "byte")}`,
      ),
    );
  }
  return { entries, directory: offset + shift, shift, findings };
}

/** The zip64 record, if the locator before the end record leads to one. */
async function zip64End(
  bytes: Bytes,
  at: number,
): Promise<{ entries: number; size: number; offset: number; at: number } | undefined> {
  if (at < 20) return undefined;
  const locator = await bytes.at(at - 20, 20);
  if (u32(locator) !== 0x07064b50) return undefined;
  // Bytes before the zip move the record; it normally stands right before its locator.
  for (const candidate of [u64(locator, 8), at - 20 - 56]) {
    if (candidate < 0 || candidate + 56 > at - 20) continue;
    const record = await bytes.at(candidate, 56);
    if (u32(record) !== 0x06064b50) continue;
    return {
      entries: u64(record, 32),
      size: u64(record, 40),
      offset: u64(record, 48),
      at: candidate,
    };
  }
  throw new Unreadable("The zip's 64-bit directory is missing", `byte ${at}`);
}
