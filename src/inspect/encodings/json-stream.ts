import { Unreadable } from "../contract/format.ts";
import { utf8, type Bytes } from "./bytes.ts";
import { maxKeys, maxSelected, selectionOf, type Selection } from "./selection.ts";

const quote = 0x22;
const backslash = 0x5c;
const openers = new Set([0x5b, 0x7b]);
const closers = new Set([0x5d, 0x7d]);
const whitespace = new Set([0x20, 0x09, 0x0a, 0x0d]);
/** Bytes that end a number, `true`, `false` or `null`. */
const separators = new Set([...whitespace, ...closers, 0x2c]);

/**
 * The selected parts of a JSON object (RFC 8259), read in one pass: what is not selected is passed
 * over by its brackets and quotes, at the speed of the disk, and takes no memory.
 */
export async function readJsonParts(bytes: Bytes, selection: Selection): Promise<unknown> {
  return new JsonStream(bytes).object(selection);
}

class JsonStream {
  readonly #bytes: Bytes;
  #chunk: Uint8Array = new Uint8Array();
  #index = 0;
  #chunkEnd = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  async object(selection: Selection): Promise<Record<string, unknown>> {
    const entries: [string, unknown][] = [];
    await this.#expect("{");
    if ((await this.#next()) === "}") {
      await this.#expect("}");
      return {};
    }
    for (let keys = 0; ; keys += 1) {
      if (keys >= maxKeys) throw new Unreadable("An object has too many keys", this.#where());
      const key: unknown = this.#parse(await this.#value());
      if (typeof key !== "string") throw new Unreadable("A key is no text", this.#where());
      await this.#expect(":");
      const selected = selectionOf(selection, key);
      const opener = await this.#next();
      if (selected === undefined) await this.#value(0);
      else if (selected === "all") entries.push([key, this.#parse(await this.#value())]);
      else if (opener === "{") entries.push([key, await this.object(selected)]);
      else throw new Unreadable(`“${key}” is no object`, this.#where());
      if ((await this.#next()) === "}") {
        await this.#expect("}");
        return Object.fromEntries(entries);
      }
      await this.#expect(",");
    }
  }

  /** The next character that is no white space, not consumed. */
  async #next(): Promise<string> {
    for (;;) {
      const byte = this.#chunk[this.#index];
      if (byte === undefined) await this.#fill();
      else if (whitespace.has(byte)) this.#index += 1;
      else return String.fromCharCode(byte);
    }
  }

  async #expect(character: string): Promise<void> {
    if ((await this.#next()) !== character) {
      throw new Unreadable(`There is no “${character}” where JSON needs one`, this.#where());
    }
    this.#index += 1;
  }

  /** Passes over a value, and gives its text if that is wanted. */
  async #value(limit = maxSelected): Promise<string> {
    await this.#next();
    const kept: Uint8Array[] = [];
    const state: ScanState = { depth: 0, inString: false, escaped: false, isOver: false };
    let length = 0;
    while (!state.isOver) {
      if (this.#index >= this.#chunk.length) await this.#fill();
      const start = this.#index;
      this.#index = scan(this.#chunk, start, state);
      length += this.#index - start;
      if (limit > 0) kept.push(this.#chunk.slice(start, this.#index));
      if (limit > 0 && length > limit) throw new Unreadable("A value is too long", this.#where());
    }
    return utf8(Buffer.concat(kept));
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw new Unreadable("A value is not JSON", this.#where());
    }
  }

  async #fill(): Promise<void> {
    this.#chunk = await this.#bytes.ahead(this.#chunkEnd);
    if (this.#chunk.length === 0) throw new Unreadable("The file is cut short", this.#where());
    this.#chunkEnd += this.#chunk.length;
    this.#index = 0;
  }

  #where(): string {
    return `byte ${this.#chunkEnd - this.#chunk.length + this.#index}`;
  }
}

interface ScanState {
  depth: number;
  inString: boolean;
  escaped: boolean;
  /** The last byte of the value is behind the index given back. */
  isOver: boolean;
}

/** Continues through a value and returns the index after it, or the end of the chunk. */
function scan(chunk: Uint8Array, from: number, state: ScanState): number {
  let index = from;
  for (; index < chunk.length && !state.isOver; index += 1) {
    const byte = chunk[index] ?? 0;
    if (state.inString) {
      if (state.escaped) state.escaped = false;
      else if (byte === backslash) state.escaped = true;
      else if (byte === quote) {
        state.inString = false;
        state.isOver = state.depth === 0;
      }
    } else if (byte === quote) state.inString = true;
    else if (openers.has(byte)) state.depth += 1;
    else if (state.depth > 0 && closers.has(byte)) {
      state.depth -= 1;
      state.isOver = state.depth === 0;
    } else if (state.depth === 0 && separators.has(byte)) {
      state.isOver = true;
      return index;
    }
  }
  return index;
}
