import { Unreadable } from "../../contract/format.ts";
import { u16, u32, u64, utf8, zeroTerminated, type Bytes } from "../bytes.ts";
import { addressAt } from "./object-header.ts";
import type { Attribute } from "./types.ts";

/** Bytes of a collection of texts at most: the configuration of a model of a thousand layers is 1 MB. */
const maxCollection = 64 * 1024 * 1024;

/** The text of an attribute that has one; undefined for numbers and lists. */
export async function textOfAttribute(
  bytes: Bytes,
  { type, shape, data }: Attribute,
): Promise<string | undefined> {
  if (shape.length > 0) return undefined;
  if (type.isFixedText) return zeroTerminated(data.subarray(0, type.size));
  if (!type.isVariableText) return undefined;
  if (data.length < 16) throw new Unreadable("An attribute is cut off");
  const collection = addressAt(data, 4);
  return collection === undefined ? "" : readGlobalHeap(bytes, collection, u32(data, 12));
}

/** An object of a collection of the global heap (specification III.E). */
async function readGlobalHeap(bytes: Bytes, address: number, index: number): Promise<string> {
  const where = `byte ${address}`;
  const header = await bytes.at(address, 16);
  const size = u64(header, 8);
  if (String.fromCharCode(...header.subarray(0, 4)) !== "GCOL" || size > maxCollection) {
    throw new Unreadable("There is no heap of texts where one must be", where);
  }
  const heap = await bytes.at(address, size);
  for (let at = 16; at + 16 <= heap.length;) {
    const length = u64(heap, at + 8);
    if (u16(heap, at) === index) return utf8(heap.subarray(at + 16, at + 16 + length));
    if (u16(heap, at) === 0) break;
    at += 16 + Math.ceil(length / 8) * 8;
  }
  throw new Unreadable("A text is not in its heap", where);
}
