import type { TableSize } from "./count-rows.ts";

const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Bytes in which the first line is looked for. */
const startLength = 64 * 1024;

/** Counts the lines of a JSON Lines file while its bytes pass by; empty ones are not counted. */
export class JsonLineCounter {
  #start = Buffer.alloc(0);
  #rows = 0;
  /** True if the current line has a character. */
  #begun = false;

  /** Takes the next bytes of the file. */
  add(bytes: Buffer): void {
    if (this.#start.length < startLength) {
      this.#start = Buffer.concat([
        this.#start,
        bytes.subarray(0, startLength - this.#start.length),
      ]);
    }
    let at = 0;
    for (let end = bytes.indexOf(lineFeed); end >= 0; end = bytes.indexOf(lineFeed, at)) {
      const length = end - at;
      if (this.#begun || length > 1 || (length === 1 && bytes[at] !== carriageReturn)) {
        this.#rows += 1;
      }
      this.#begun = false;
      at = end + 1;
    }
    const rest = bytes.subarray(at);
    if (rest.length > 1 || (rest.length === 1 && rest[0] !== carriageReturn)) this.#begun = true;
  }

  /** Returns the counts when all bytes have been added; columns are the keys of the first record. */
  end(): TableSize {
    const columns = columnsOf(this.#start.toString("utf8"));
    const rows = this.#rows + (this.#begun ? 1 : 0);
    return { rows, ...(columns !== undefined && { columns }) };
  }
}

function columnsOf(start: string): number | undefined {
  const [line = ""] = start
    .replace(/^\uFEFF/, "")
    .trimStart()
    .split(/\r?\n/, 1);
  try {
    const record: unknown = JSON.parse(line);
    if (typeof record !== "object" || record === null || Array.isArray(record)) return undefined;
    return Object.keys(record).length;
  } catch {
    // Longer than what was kept of it, or no JSON.
    return undefined;
  }
}
