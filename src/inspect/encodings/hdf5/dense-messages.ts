import { Unreadable } from "../../contract/format.ts";
import type { Bytes } from "../bytes.ts";
import { readRecords, recordTypes } from "./b-tree.ts";
import { openFractalHeap } from "./fractal-heap.ts";
import { addressAt } from "./object-header.ts";

const maxMessages = 200_000;
/** Bytes of the messages of one object at most. */
const maxBytes = 64 * 1024 * 1024;

/** Bytes before the heap's id in a record, and of that id. */
const ids = {
  linkName: { start: 4, length: 7 },
  attributeName: { start: 0, length: 8 },
} as const;

/** Addresses of the heap and the index for an object's links or attributes when they are many. */
export interface DenseStorage {
  readonly heap: number;
  readonly index: number;
}

/**
 * Returns the storage in a link info or attribute info message (specification IV.A.2.c and
 * IV.A.2.v): `orderSize` bytes of the largest creation order come before the addresses, if it is
 * tracked.
 */
export function denseStorageOf(data: Uint8Array, orderSize: number): DenseStorage | undefined {
  const hasOrder = ((data[1] ?? 0) & 1) !== 0;
  const start = 2 + (hasOrder ? orderSize : 0);
  const heap = addressAt(data, start);
  if (heap === undefined) return undefined;
  const index = addressAt(data, start + 8);
  if (index === undefined) throw new Unreadable("A heap of names has no index");
  return { heap, index };
}

/** The link or attribute messages in a heap; undefined if the heap is of a kind that is not read here. */
export async function readDenseMessages(
  bytes: Bytes,
  { heap: heapAddress, index }: DenseStorage,
  kind: keyof typeof ids,
): Promise<Uint8Array[] | undefined> {
  const heap = await openFractalHeap(bytes, heapAddress);
  if (!heap) return undefined;
  const { start, length } = ids[kind];
  const messages: Uint8Array[] = [];
  let size = 0;
  for (const record of await readRecords(bytes, index, recordTypes[kind], maxMessages)) {
    if (record.length < start + length) throw new Unreadable("A record of a heap is cut off");
    // A copy: what is read is a part of a block that need not be kept.
    const message = (await heap.object(record.subarray(start, start + length))).slice();
    size += message.length;
    if (size > maxBytes) throw new Unreadable("The names or attributes of a group are too long");
    messages.push(message);
  }
  return messages;
}
