import { createReadStream } from "node:fs";
import { isErrno } from "../files/errno.ts";

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
/** Members by which a line of a log is read: without them all of the line would be lost. */
const deciding = new Set(["kind", "type", "status", "process"]);

/**
 * Finds bytes within string values of the lines of a log. Elsewhere they are a part of a name, a
 * number or an escape, and the line could not be read with other bytes in their place.
 *
 * @param wanted text as it stands within a string of JSON
 * @returns where they begin in the file
 */
export async function findInValues(
  path: string,
  wanted: Buffer,
  signal?: AbortSignal,
): Promise<readonly number[]> {
  const found: number[] = [];
  let parts: Buffer[] = [];
  let start = 0;
  const endLine = (): void => {
    const line = Buffer.concat(parts);
    if (line.includes(wanted)) found.push(...placesIn(line, wanted).map((at) => start + at));
    start += line.length;
    parts = [];
  };
  try {
    for await (const chunk of createReadStream(path, { ...(signal && { signal }) })) {
      if (!Buffer.isBuffer(chunk)) continue;
      let from = 0;
      for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, from)) {
        parts.push(chunk.subarray(from, at + 1));
        from = at + 1;
        endLine();
      }
      if (from < chunk.length) parts.push(chunk.subarray(from));
    }
    endLine();
  } catch (error) {
    if (!isErrno(error, "ENOENT")) throw error;
  }
  return found;
}

function placesIn(line: Buffer, wanted: Buffer): readonly number[] {
  const found: number[] = [];
  let name = "";
  for (let begin = line.indexOf(quote); begin >= 0;) {
    const end = endOfString(line, begin + 1);
    if (line[end + 1] === colon) name = line.toString("utf8", begin + 1, end);
    else if (!deciding.has(name)) {
      const value = line.subarray(begin + 1, end);
      for (let at = value.indexOf(wanted); at >= 0;) {
        const isWhole = !isEscaped(value, at);
        if (isWhole) found.push(begin + 1 + at);
        at = value.indexOf(wanted, at + (isWhole ? wanted.length : 1));
      }
    }
    begin = line.indexOf(quote, end + 1);
  }
  return found;
}

/** Returns the place of the quote that ends a string, or the end of the line. */
function endOfString(line: Buffer, begin: number): number {
  let at = begin;
  while (at < line.length && line[at] !== quote) at += line[at] === backslash ? 2 : 1;
  return Math.min(at, line.length);
}

/** Tells whether a byte is the second one of an escape. */
function isEscaped(value: Buffer, at: number): boolean {
  let before = at;
  while (before > 0 && value[before - 1] === backslash) before -= 1;
  return (at - before) % 2 === 1;
}
