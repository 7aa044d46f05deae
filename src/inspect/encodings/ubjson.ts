import { Unreadable } from "../contract/format.ts";
import { utf8, viewOf, type Bytes } from "./bytes.ts";
import { maxDepth, maxKeys, maxSelected, selectionOf, type Selection } from "./selection.ts";

/** Bytes of the values of fixed size, by their marker. */
const sizes: Readonly<Record<string, number>> = {
  Z: 0,
  N: 0,
  T: 0,
  F: 0,
  i: 1,
  U: 1,
  I: 2,
  l: 4,
  L: 8,
  d: 4,
  D: 8,
  C: 1,
};

const integers = new Set(["i", "U", "I", "l", "L"]);

/** Entries of a selected array at most. */
const maxEntries = 1_000_000;

/**
 * The selected parts of an object in Universal Binary JSON, draft 12 (https://ubjson.org), as
 * XGBoost writes it. Arrays of numbers are skipped by their length.
 */
export async function readUbjsonParts(bytes: Bytes, selection: Selection): Promise<unknown> {
  const stream = new UbjsonStream(bytes);
  return stream.root(selection);
}

class UbjsonStream {
  readonly #bytes: Bytes;
  #at = 0;

  constructor(bytes: Bytes) {
    this.#bytes = bytes;
  }

  async root(selection: Selection): Promise<unknown> {
    if ((await this.#marker()) !== "{") throw this.#broken("The file is no object");
    return this.#object(selection, 0);
  }

  async #object(selection: Selection | undefined, depth: number): Promise<unknown> {
    const entries: [string, unknown][] = [];
    const { type, count } = await this.#container(depth);
    for (let index = 0; count === undefined || index < count; index += 1) {
      if (index >= maxKeys) throw this.#broken("An object has too many keys");
      if (count === undefined && (await this.#peek()) === "}") {
        this.#at += 1;
        break;
      }
      const key = await this.#text(await this.#length());
      const selected = selection === undefined ? undefined : selectionOf(selection, key);
      const value = await this.#value(type ?? (await this.#marker()), selected, depth + 1);
      if (selected !== undefined) entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }

  async #array(selected: Selection | undefined, depth: number): Promise<unknown> {
    const values: unknown[] = [];
    const { type, count } = await this.#container(depth);
    const size = type === undefined ? undefined : sizes[type];
    if (selected === undefined && size !== undefined && count !== undefined) {
      this.#skip(count * size);
      return values;
    }
    for (let index = 0; count === undefined || index < count; index += 1) {
      if (selected !== undefined && index >= maxEntries) throw this.#broken("A list is too long");
      if (count === undefined && (await this.#peek()) === "]") {
        this.#at += 1;
        break;
      }
      const value = await this.#value(type ?? (await this.#marker()), selected, depth + 1);
      if (selected !== undefined) values.push(value);
      // An array of null, true or false takes no bytes for its entries: nothing would end it.
      if (size === 0) throw this.#broken("A list has no entries to read");
    }
    return values;
  }

  /** The optional type and count that a container begins with. */
  async #container(
    depth: number,
  ): Promise<{ type: string | undefined; count: number | undefined }> {
    if (depth > maxDepth) throw this.#broken("Values are nested too deeply");
    let type: string | undefined;
    if ((await this.#peek()) === "$") {
      this.#at += 1;
      type = await this.#marker();
    }
    if ((await this.#peek()) !== "#") {
      if (type !== undefined) throw this.#broken("A list with a type has no length");
      return { type, count: undefined };
    }
    this.#at += 1;
    return { type, count: await this.#length() };
  }

  async #value(marker: string, selected: Selection | undefined, depth: number): Promise<unknown> {
    if (marker === "{") return this.#object(selected, depth);
    if (marker === "[") return this.#array(selected, depth);
    if (marker === "S" || marker === "H") {
      const length = await this.#length();
      if (selected !== undefined) return this.#text(length);
      this.#skip(length);
      return undefined;
    }
    const size = sizes[marker];
    if (size === undefined) throw this.#broken(`There is no type “${marker}”`);
    return decode(marker, viewOf(await this.#take(size)));
  }

  async #length(): Promise<number> {
    const marker = await this.#marker();
    const size = integers.has(marker) ? sizes[marker] : undefined;
    if (size === undefined) throw this.#broken("There is no length where one is needed");
    const length = decode(marker, viewOf(await this.#take(size)));
    if (typeof length === "number" && Number.isSafeInteger(length) && length >= 0) return length;
    throw this.#broken("A length is not possible");
  }

  async #text(length: number): Promise<string> {
    if (length > maxSelected) throw this.#broken("A text is too long");
    return utf8(await this.#take(length));
  }

  async #take(length: number): Promise<Uint8Array> {
    const taken = await this.#bytes.at(this.#at, length);
    this.#at += length;
    return taken;
  }

  #skip(length: number): void {
    this.#at += length;
    if (this.#at > this.#bytes.size) throw this.#broken("A list is longer than the file");
  }

  async #marker(): Promise<string> {
    const marker = await this.#peek();
    this.#at += 1;
    return marker;
  }

  async #peek(): Promise<string> {
    const [byte = 0] = await this.#bytes.at(this.#at, 1);
    return String.fromCharCode(byte);
  }

  #broken(message: string): Unreadable {
    return new Unreadable(message, `byte ${this.#at}`);
  }
}

/** Numbers are big-endian. */
function decode(marker: string, view: DataView): unknown {
  switch (marker) {
    case "T":
      return true;
    case "F":
      return false;
    case "i":
      return view.getInt8(0);
    case "U":
      return view.getUint8(0);
    case "I":
      return view.getInt16(0);
    case "l":
      return view.getInt32(0);
    case "L":
      return Number(view.getBigInt64(0));
    case "d":
      return view.getFloat32(0);
    case "D":
      return view.getFloat64(0);
    case "C":
      return String.fromCharCode(view.getUint8(0));
    default:
      return null;
  }
}
