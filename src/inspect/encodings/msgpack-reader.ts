import { Unreadable } from "../contract/format.ts";
import { utf8, type Bytes } from "./bytes.ts";
import { longestHead, readItem, type Item } from "./msgpack.ts";

const maxText = 4096;
const maxDepth = 64;

/** Reads values of MessagePack one by one, at most so many of them. */
export class MsgpackReader {
  readonly #bytes: Bytes;
  #valuesLeft: number;
  /** Bytes from `#chunkStart` on, in which the next values are. */
  #chunk: Uint8Array = new Uint8Array();
  #chunkStart = 0;

  constructor(bytes: Bytes, maxValues: number) {
    this.#bytes = bytes;
    this.#valuesLeft = maxValues;
  }

  /** Reads the beginning of the value at `position`. */
  async item(position: number): Promise<Item> {
    this.#valuesLeft -= 1;
    if (this.#valuesLeft < 0) throw new Unreadable("There are too many values");
    let at = position - this.#chunkStart;
    if (at < 0 || at + longestHead > this.#chunk.length) {
      this.#chunk = await this.#bytes.ahead(position);
      if (this.#chunk.length < longestHead) {
        this.#chunk = await this.#bytes.upTo(position, longestHead);
      }
      this.#chunkStart = position;
      at = 0;
    }
    return readItem(this.#chunk.subarray(at, at + longestHead), position);
  }

  async text(start: number, length: number): Promise<string> {
    if (length > maxText) throw new Unreadable("A name is too long", `byte ${start}`);
    this.end(start, length);
    return utf8(await this.#bytes.at(start, length));
  }

  /** Returns where bytes end, which the file has to have if that is checked. */
  end(start: number, length: number, isChecked = true): number {
    const end = start + length;
    if (isChecked && end > this.#bytes.size) {
      throw new Unreadable("The file is cut short", `byte ${start}`);
    }
    return end;
  }

  /** Passes over the value at `position`, with all that is in it; returns where the next one begins. */
  async skip(position: number, depth = 0): Promise<number> {
    if (depth > maxDepth) throw new Unreadable("Values are nested too deeply", `byte ${position}`);
    const item = await this.item(position);
    if (item.kind === "scalar") return item.start;
    if (item.kind !== "list" && item.kind !== "map") return this.end(item.start, item.length);
    let at = item.start;
    const count = item.kind === "map" ? 2 * item.length : item.length;
    for (let index = 0; index < count; index += 1) at = await this.skip(at, depth + 1);
    return at;
  }
}
