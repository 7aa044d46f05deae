import type { FileHandle } from "node:fs/promises";

/** Largest size (bytes) of a line; a longer one is passed over. */
export const maxLogLine = 8 * 1024 * 1024;

const chunkSize = 1024 * 1024;
const newline = 0x0a;

/**
 * Reads whole lines of a log from a place on, up to `end` if there is one. What follows the last
 * newline is left for another time; of a line that is too long nothing is passed on.
 *
 * @param onLines gets text of whole lines, each with its newline
 * @param onBytes gets all bytes as they are read
 * @returns the place behind the last whole line
 */
export async function readLogLines(
  handle: FileHandle,
  { from, end = Infinity }: { readonly from: number; readonly end?: number },
  onLines: (text: string) => void,
  onBytes?: (bytes: Buffer) => void,
): Promise<number> {
  let buffer = Buffer.allocUnsafe(chunkSize);
  let [filled, place, skipping] = [0, from, false];
  for (;;) {
    const room = Math.min(buffer.length - filled, end - place - filled);
    if (room <= 0) return place;
    const { bytesRead } = await handle.read(buffer, filled, room, place + filled);
    if (bytesRead === 0) return place;
    onBytes?.(buffer.subarray(filled, filled + bytesRead));
    filled += bytesRead;
    const last = buffer.lastIndexOf(newline, filled - 1);
    const whole = last < 0 || last >= filled ? 0 : last + 1;
    if (whole > 0) {
      const begin = skipping ? buffer.indexOf(newline) + 1 : 0;
      skipping = false;
      if (begin < whole) onLines(buffer.toString("utf8", begin, whole));
      buffer.copyWithin(0, whole, filled);
      filled -= whole;
      place += whole;
    } else if (filled > maxLogLine) {
      skipping = true;
      place += filled;
      filled = 0;
    } else if (filled === buffer.length) {
      const larger = Buffer.allocUnsafe(buffer.length * 2);
      buffer.copy(larger, 0, 0, filled);
      buffer = larger;
    }
  }
}

/** Calls `onLine` for each line of a text, without its newline; empty ones are passed over. */
export function eachLine(text: string, onLine: (line: string) => void): void {
  for (let start = 0; start < text.length;) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found;
    if (end > start) onLine(text.slice(start, end));
    start = end + 1;
  }
}
