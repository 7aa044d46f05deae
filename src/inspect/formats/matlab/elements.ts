import { Unreadable } from "../../contract/format.ts";
import type { ByteCursor } from "../../encodings/byte-cursor.ts";
import { viewOf } from "../../encodings/bytes.ts";

/** Types of data elements that matter here (MAT-File Format, table 1-1). */
export const elementTypes = { int8: 1, int32: 5, uint32: 6, matrix: 14, compressed: 15, utf8: 16 };

/** Type of an element and bytes of its data; those of a small one are read with it. */
export interface Element {
  readonly type: number;
  readonly size: number;
  readonly data?: Uint8Array;
}

/** Bytes of one element that is looked at: names and sizes. */
const maxData = 16 * 1024 * 1024;

/** Reads the tag of an element; a small element has its data in the same eight bytes. */
export async function readElement(cursor: ByteCursor, isLittle: boolean): Promise<Element> {
  const tag = await cursor.read(8);
  const view = viewOf(tag);
  const first = view.getUint32(0, isLittle);
  const smallSize = first >>> 16;
  if (smallSize === 0) return { type: first, size: view.getUint32(4, isLittle) };
  if (smallSize > 4) throw new Unreadable("A data element is broken", `byte ${cursor.offset - 8}`);
  return { type: first & 0xffff, size: smallSize, data: tag.slice(4, 4 + smallSize) };
}

/** Reads the data of an element, and passes over what fills it up to eight bytes. */
export async function readData(cursor: ByteCursor, element: Element): Promise<Uint8Array> {
  if (element.data) return element.data;
  if (element.size > maxData)
    throw new Unreadable(`An element of ${element.size} bytes is too large`);
  const data = (await cursor.read(element.size)).slice();
  await cursor.skip(padding(element.size));
  return data;
}

export async function skipData(cursor: ByteCursor, element: Element): Promise<void> {
  if (!element.data) await cursor.skip(element.size + padding(element.size));
}

function padding(size: number): number {
  return (8 - (size % 8)) % 8;
}
