import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { Sha256 } from "../../core/model/ids.ts";
import { hasRightSum, lineBehindFragment, maxLineLength } from "./ledger-line.ts";

/** Something that stands in a ledger file, whatever it is. */
export interface Piece {
  /** Line in which it stands, counted from 1. */
  readonly line: number;
  /** Offset at which it begins, in bytes. */
  readonly offset: number;
  /** Length in bytes, newline excluded. */
  readonly length: number;
  /**
   * `whole`: its checksum is right. `late`: its checksum is right, but it stands behind the
   * fragment of a broken write, so that it was never acknowledged. `unreadable`: anything else.
   */
  readonly kind: "whole" | "late" | "unreadable";
  /** Absent if it is too long to be a line. */
  readonly bytes?: Buffer;
}

/** Bytes of a ledger file. */
export interface ScannedBytes {
  readonly size: number;
  readonly sha256: Sha256;
}

const chunkSize = 1024 * 1024;
const sumPattern = /,"sum":"[0-9a-f]{64}"\}/g;
const beginning = '{"id":"';
/** Maximum number of places that are tried as the beginning of a whole line. */
const maxBeginnings = 100;

/** Yields everything that stands in a ledger file, damaged or not, and returns what it was. */
export async function* scanLedger(handle: FileHandle): AsyncGenerator<Piece, ScannedBytes> {
  const hash = createHash("sha256");
  let size = 0;
  let line = 1;
  /** Beginning of the current line; `rest` holds what was read of it, unless it is too long. */
  let start = 0;
  let rest = Buffer.alloc(0);
  let isTooLong = false;
  for (;;) {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(chunkSize), 0, chunkSize, size);
    if (bytesRead === 0) break;
    const chunk = buffer.subarray(0, bytesRead);
    hash.update(chunk);
    for (let from = 0; from < bytesRead;) {
      const newline = chunk.indexOf(0x0a, from);
      const end = newline < 0 ? bytesRead : newline;
      const part = chunk.subarray(from, end);
      isTooLong ||= rest.length + part.length > maxLineLength;
      rest = isTooLong ? Buffer.alloc(0) : Buffer.concat([rest, part]);
      from = end + 1;
      if (newline < 0) break;
      const length = size + newline - start;
      if (isTooLong) yield { line, offset: start, length, kind: "unreadable" };
      else yield* piecesOf(rest, line, start);
      line += 1;
      start = size + newline + 1;
      rest = Buffer.alloc(0);
      isTooLong = false;
    }
    size += bytesRead;
  }
  if (isTooLong) yield { line, offset: start, length: size - start, kind: "unreadable" };
  else if (rest.length > 0) yield* piecesOf(rest, line, start);
  return { size, sha256: Sha256.parse(hash.digest("hex")) };
}

/**
 * Yields what stands in the bytes between two newlines: a line, or, where a newline is damaged,
 * several of them.
 */
function* piecesOf(bytes: Buffer, line: number, start: number): Generator<Piece> {
  const piece = (from: number, to: number, kind: Piece["kind"]): Piece => ({
    line,
    offset: start + from,
    length: to - from,
    kind,
    bytes: bytes.subarray(from, to),
  });
  if (hasRightSum(bytes)) {
    yield piece(0, bytes.length, "whole");
    return;
  }
  const late = lineBehindFragment(bytes);
  if (late) {
    yield piece(bytes.length - late.length, bytes.length, "late");
    return;
  }
  let done = 0;
  const text = bytes.toString("latin1");
  for (const { index, 0: sum } of text.matchAll(sumPattern)) {
    const end = index + sum.length;
    const from = beginningOf(bytes, text, done, end);
    if (from === undefined) continue;
    if (from > done + 1) yield piece(done, from, "unreadable");
    yield piece(from, end, "whole");
    done = end;
  }
  // A single byte is that of a changed newline.
  if (bytes.length > done + 1 || done === 0) yield piece(done, bytes.length, "unreadable");
}

/** Returns where the whole line that ends at `end` begins. */
function beginningOf(bytes: Buffer, text: string, from: number, end: number): number | undefined {
  let at = end;
  for (let tries = 0; tries < maxBeginnings; tries += 1) {
    at = at <= from ? -1 : text.lastIndexOf(beginning, at - 1);
    if (at < from) return undefined;
    if (hasRightSum(bytes.subarray(at, end))) return at;
  }
  return undefined;
}
