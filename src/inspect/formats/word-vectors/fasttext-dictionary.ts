import { Unreadable } from "../../contract/format.ts";
import { u32, utf8, viewOf, type Bytes } from "../../encodings/bytes.ts";

/** Words and labels of a model, as far as they are shown. */
export interface Dictionary {
  readonly words: number;
  readonly labelCount: number;
  /** The first labels, in the order of the file: the most frequent first. */
  readonly labels: readonly string[];
  /** Offset of the end of the dictionary. */
  readonly end: number;
}

/** Three sizes, the number of tokens, and that of words that were pruned. */
const headSize = 3 * 4 + 2 * 8;
/** After a word: a zero, how often it occurs, and whether it is a label. */
const tailSize = 1 + 8 + 1;
const chunkSize = 256 * 1024;
const maxWord = 16 * 1024;
const keptLabels = 1000;
const isLabel = 1;
/** Bytes of the two numbers of a remaining word, in models that were pruned. */
const prunedPair = 8;

/** Passes over the words from `start` on. `Dictionary::save` of fastText writes them. */
export async function readDictionary(bytes: Bytes, start: number): Promise<Dictionary> {
  const head = await bytes.at(start, headSize);
  const [size, words, labelCount] = [u32(head), u32(head, 4), u32(head, 8)];
  if (words + labelCount !== size) throw new Unreadable("The numbers of words don't match");
  const pruned = Number(viewOf(head).getBigInt64(20, true));
  const labels: string[] = [];
  let at = start + headSize;
  let chunk: Uint8Array = new Uint8Array();
  let base = at;
  for (let entry = 0; entry < size; entry += 1) {
    if (at - base + maxWord + tailSize > chunk.length && base + chunk.length < bytes.size) {
      chunk = await bytes.upTo(at, chunkSize);
      base = at;
    }
    const zero = chunk.indexOf(0, at - base);
    if (zero < 0 || zero + tailSize > chunk.length) {
      throw new Unreadable("The file is cut short within its words", `byte ${at}`);
    }
    if (chunk[zero + tailSize - 1] === isLabel && labels.length < keptLabels) {
      labels.push(utf8(chunk.subarray(at - base, zero)));
    }
    at = base + zero + tailSize;
  }
  return { words, labelCount, labels, end: at + Math.max(0, pruned) * prunedPair };
}
