import { Unreadable } from "../../contract/format.ts";
import { u16, u32, type Bytes } from "../bytes.ts";
import { addressAt } from "./object-header.ts";
import { numberAt } from "./types.ts";

/** Types of the records of a version 2 B-tree (specification III.A.2). */
export const recordTypes = { hugeObject: 1, linkName: 5, attributeName: 8 } as const;

const headerSize = 38;
/** Bytes of a node at most: the library writes 512 or 2048. */
const maxNodeSize = 1024 * 1024;
/** Signature, version and type before the records, a checksum after them. */
const [prefix, checksum] = [6, 4];
const addressSize = 8;
const maxNodes = 100_000;
const maxDepth = 16;

interface Tree {
  readonly type: number;
  readonly nodeSize: number;
  readonly recordSize: number;
}

interface Level {
  /** Bytes of a pointer to a child, of which the address is the first. */
  readonly pointerSize: number;
  /** Bytes of the number of the child's records. */
  readonly countSize: number;
}

/**
 * The records of a B-tree of version 2 in their order, `limit` at most. `Unreadable` if it is not of
 * this type or broken.
 */
export async function readRecords(
  bytes: Bytes,
  address: number,
  type: number,
  limit: number,
): Promise<Uint8Array[]> {
  const where = `byte ${address}`;
  const header = await bytes.at(address, headerSize);
  const tree: Tree = { type, nodeSize: u32(header, 6), recordSize: u16(header, 10) };
  const depth = u16(header, 12);
  const root = addressAt(header, 16);
  if (!begins(header, "BTHD", type) || tree.recordSize === 0) throw broken(where);
  if (tree.nodeSize > maxNodeSize || depth > maxDepth) throw broken(where);
  if (root === undefined) return [];
  const levels = measureLevels(tree, depth);
  const records: Uint8Array[] = [];
  const visited = new Set<number>();
  const pending = [{ address: root, count: u16(header, 24), depth }];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (visited.has(node.address) || visited.size > maxNodes) throw broken(`byte ${node.address}`);
    visited.add(node.address);
    const level = levels[node.depth];
    const read = await readNode(bytes, tree, node, level);
    // The order of the records is that of the names' hashes: nobody needs it.
    records.push(...read.records);
    if (records.length > limit) throw new Unreadable("A group has too many members", where);
    for (const child of read.children) pending.push({ ...child, depth: node.depth - 1 });
  }
  return records;
}

/**
 * Returns the widths of the numbers in pointers, by level: they follow from the number of records
 * that fit below. Level 0, the leaves, has no pointers.
 */
function measureLevels({ nodeSize, recordSize }: Tree, depth: number): (Level | undefined)[] {
  const room = nodeSize - prefix - checksum;
  const inLeaf = Math.floor(room / recordSize);
  const countSize = widthOf(inLeaf);
  const levels: (Level | undefined)[] = [undefined];
  let below = inLeaf;
  for (let level = 1; level <= depth; level++) {
    const pointerSize = addressSize + countSize + (level > 1 ? widthOf(below) : 0);
    const inNode = Math.floor((room - pointerSize) / (recordSize + pointerSize));
    below = (inNode + 1) * below + inNode;
    levels.push({ pointerSize, countSize });
  }
  return levels;
}

/** Bytes that a number up to this one is written with. */
function widthOf(largest: number): number {
  return Math.floor(Math.log2(Math.max(1, largest)) / 8) + 1;
}

async function readNode(
  bytes: Bytes,
  { type, nodeSize, recordSize }: Tree,
  { address, count }: { readonly address: number; readonly count: number },
  level: Level | undefined,
): Promise<{ records: Uint8Array[]; children: { address: number; count: number }[] }> {
  const where = `byte ${address}`;
  const size = prefix + count * recordSize + (level ? (count + 1) * level.pointerSize : 0);
  if (size + checksum > nodeSize) throw broken(where);
  const node = await bytes.at(address, size);
  if (!begins(node, level ? "BTIN" : "BTLF", type)) throw broken(where);
  const at = (index: number): number => prefix + index * recordSize;
  const records = Array.from({ length: count }, (_, index) =>
    node.subarray(at(index), at(index + 1)),
  );
  if (!level) return { records, children: [] };
  const children = Array.from({ length: count + 1 }, (_, index) => {
    const start = at(count) + index * level.pointerSize;
    const child = addressAt(node, start);
    if (child === undefined) throw broken(where);
    return { address: child, count: numberAt(node, start + addressSize, level.countSize) };
  });
  return { records, children };
}

function begins(data: Uint8Array, signature: string, type: number): boolean {
  const isOfVersion = data[4] === 0 && data[5] === type;
  return isOfVersion && String.fromCharCode(...data.subarray(0, 4)) === signature;
}

function broken(where: string): Unreadable {
  return new Unreadable("The tree of a group or of attributes is broken", where);
}
