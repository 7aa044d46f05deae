import type { IndexDatabase } from "../index-database.ts";
import type { RecordedEvents } from "../ledger-slices.ts";

const dataKey = Buffer.from(',"data":');
const afterData = Buffer.from(',"prev":"');
const escape = Buffer.from("\\u");

/**
 * Gives SQL the function `recorded_has(file, offset, length, text)`: tells whether the JSON of an
 * event's `data` in the ledger has a text, which is in lower case as far as it is ASCII.
 */
export function defineRecordedHas(db: IndexDatabase, slices: RecordedEvents): void {
  db.define("recorded_has", (file: string, offset: number, length: number, text: string) =>
    recordedData(slices.line({ file, offset, length })).includes(text) ? 1 : 0,
  );
}

/** Returns the `data` of a line as this release writes it, ASCII letters in lower case. */
function recordedData(line: Buffer): Buffer {
  const start = line.indexOf(dataKey);
  const end = line.lastIndexOf(afterData);
  const data = line.subarray(start < 0 ? 0 : start + dataKey.length, end < start ? undefined : end);
  return lowerCase(data.includes(escape) ? withoutEscapes(data) : data);
}

/** Replaces escapes, with which other programs write letters and which nobody searches for. */
function withoutEscapes(data: Buffer): Buffer {
  try {
    return Buffer.from(JSON.stringify(JSON.parse(data.toString("utf8"))));
  } catch {
    return data;
  }
}

function lowerCase(bytes: Buffer): Buffer {
  const lowered = Buffer.from(bytes);
  for (let index = 0; index < lowered.length; index += 1) {
    const byte = lowered[index] ?? 0;
    if (byte >= 0x41 && byte <= 0x5a) lowered[index] = byte + 0x20;
  }
  return lowered;
}
