import * as z from "zod";
import { jsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";

const TextsCell = z.lazy(() =>
  z.object({ ids: z.string().nullable(), texts: jsonCell(z.array(z.string())) }),
);

/** Stands between two texts. */
const separator = "\u001e";

/**
 * Texts of all versions in which a word is looked for, one behind the other, ASCII letters in lower
 * case: looking through them takes a tenth of what LIKE needs for as many rows.
 */
export class SearchedTexts {
  readonly #text: string;
  readonly #ids: readonly number[];
  /** Place of the first character of each text. */
  readonly #starts: Float64Array;

  /** @param rows query that gives texts as `value` and versions as `id` */
  constructor(db: IndexDatabase, rows: string) {
    const cells = db.get(
      TextsCell,
      `SELECT group_concat(id) AS ids, json_group_array(lower(value)) AS texts FROM (${rows})`,
    );
    const texts = cells?.texts ?? [];
    this.#ids = (cells?.ids ?? "").split(",").map(Number);
    this.#text = texts.join(separator);
    this.#starts = new Float64Array(texts.length);
    let start = 0;
    for (const [place, text] of texts.entries()) {
      this.#starts[place] = start;
      start += text.length + 1;
    }
  }

  /** Calls for the versions that have a text in which a word occurs; `*` in it is any part. */
  forEachWith(word: string, body: (id: number) => void): void {
    const wanted = word
      .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
      .replace(/[\\^$.|?+()[\]{}]/g, "\\$&")
      .replace(/\*+/g, `[^${separator}]*`);
    const pattern = new RegExp(wanted, "gu");
    let text = 0;
    for (let found = pattern.exec(this.#text); found; found = pattern.exec(this.#text)) {
      text = this.#textAt(found.index, text);
      body(this.#ids[text] ?? 0);
      // The rest of a text says nothing more.
      const next = this.#starts[text + 1];
      if (next === undefined) return;
      pattern.lastIndex = next;
    }
  }

  /** Returns the number of the text that a character belongs to, which is that or a later one. */
  #textAt(place: number, from: number): number {
    let [low, high] = [from, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
