import { Unreadable } from "../../contract/format.ts";
import type { ByteCursor } from "../../encodings/byte-cursor.ts";
import { utf8, viewOf } from "../../encodings/bytes.ts";

/** Bytes of one text that are stored. */
const maxText = 1024;
/** Bytes of one text at most. */
const longestText = 16 * 1024 * 1024;

/** Numbers and texts of a serialised object, in either byte order. */
export class RStream {
  readonly cursor: ByteCursor;
  readonly #isLittle: boolean;

  constructor(cursor: ByteCursor, isLittle: boolean) {
    this.cursor = cursor;
    this.#isLittle = isLittle;
  }

  async integer(): Promise<number> {
    const bytes = this.cursor.available >= 4 ? this.cursor.take(4) : await this.cursor.read(4);
    return viewOf(bytes).getInt32(0, this.#isLittle);
  }

  async integers(count: number): Promise<number[]> {
    const view = viewOf(await this.cursor.read(count * 4));
    return Array.from({ length: count }, (_, index) => view.getInt32(index * 4, this.#isLittle));
  }

  /** Length of a vector; −1 and two numbers are one of more than 31 bits. */
  async length(): Promise<number> {
    const short = await this.integer();
    if (short >= 0) return short;
    if (short !== -1) throw new Unreadable("A vector has no length", this.where());
    const [high = 0, low = 0] = await this.integers(2);
    if (high < 0 || high > 0xffff) throw new Unreadable("A vector is too long", this.where());
    return high * 2 ** 32 + (low >>> 0);
  }

  /** Reads the bytes of a text, of which the first are stored. */
  async text(length: number): Promise<string> {
    if (length < 0) return "";
    if (length > longestText) throw new Unreadable("A text is too long", this.where());
    const kept = utf8(await this.cursor.read(Math.min(length, maxText)));
    await this.cursor.skip(Math.max(0, length - maxText));
    return kept;
  }

  /**
   * Returns the next text of a vector of texts if it can be taken without waiting, and has nothing else
   * with it; nothing is taken otherwise.
   */
  textAtHand(characterFlags: (flags: number) => boolean): string | undefined {
    const { cursor } = this;
    const head = cursor.atHand(8);
    if (!head) return undefined;
    const view = viewOf(head);
    const length = view.getInt32(4, this.#isLittle);
    if (length > maxText || !characterFlags(view.getInt32(0, this.#isLittle))) return undefined;
    if (cursor.available < 8 + Math.max(0, length)) return undefined;
    cursor.take(8);
    return length < 0 ? "" : utf8(cursor.take(length));
  }

  where(): string {
    return `byte ${this.cursor.offset}`;
  }
}
