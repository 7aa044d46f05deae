import { Unreadable } from "../../contract/format.ts";
import { u16, u32, u64, type Bytes } from "../bytes.ts";
import { readRecords, recordTypes } from "./b-tree.ts";
import { addressAt } from "./object-header.ts";
import { numberAt } from "./types.ts";

/** A fractal heap (specification III.G), where large groups keep their links and attributes. */
export interface FractalHeap {
  /** The object with this id. */
  object(id: Uint8Array): Promise<Uint8Array>;
}

const headerSize = 142;
const maxDepth = 16;
/** Bytes of one object at most. */
const maxObject = 16 * 1024 * 1024;
/** Objects that are too large for the blocks of a heap. */
const maxHuge = 10_000;
const idTypes = { managed: 0, huge: 1, tiny: 2 } as const;
/** Signature, version and the address of the header, before an indirect block's own offset. */
const blockPrefix = 13;
const addressSize = 8;

/** Layout of the blocks of a heap: rows of blocks, doubling in size from row to row. */
interface Table {
  readonly width: number;
  readonly firstSize: number;
  /** Rows whose blocks hold objects; those after them hold tables of blocks. */
  readonly directRows: number;
  /** Bytes of an offset in the heap, and of the length of an object. */
  readonly offsetSize: number;
  readonly lengthSize: number;
}

/** Opens the heap at `address`; undefined if its blocks are filtered, which nothing here undoes. */
export async function openFractalHeap(
  bytes: Bytes,
  address: number,
): Promise<FractalHeap | undefined> {
  const header = await bytes.at(address, headerSize);
  if (String.fromCharCode(...header.subarray(0, 4)) !== "FRHP" || header[4] !== 0) {
    throw new Unreadable("There is no heap where one must be", `byte ${address}`);
  }
  const hasFilters = u16(header, 7) > 0;
  if (hasFilters) return undefined;
  const table = readTable(header, `byte ${address}`);
  const root = addressAt(header, 132);
  const rows = u16(header, 140);
  const hugeTree = addressAt(header, 22);
  let huge: ReadonlyMap<number, Extent> | undefined;
  return {
    async object(id) {
      const [first = 0] = id;
      const type = (first >>> 4) & 3;
      if (type === idTypes.managed) {
        if (root === undefined || 1 + table.offsetSize + table.lengthSize > id.length) {
          throw broken(address);
        }
        const offset = numberAt(id, 1, table.offsetSize);
        const length = numberAt(id, 1 + table.offsetSize, table.lengthSize);
        return bytes.at(await locate(bytes, table, { root, rows }, { offset, length }), length);
      }
      if (type === idTypes.tiny) return id.subarray(1, 2 + (first & 0x0f));
      if (type !== idTypes.huge || hugeTree === undefined) throw broken(address);
      huge ??= await readHuge(bytes, hugeTree);
      const extent = huge.get(numberAt(id, 1, id.length - 1));
      if (extent === undefined || extent.length > maxObject) throw broken(address);
      return bytes.at(extent.address, extent.length);
    },
  };
}

function readTable(header: Uint8Array, where: string): Table {
  const largestManaged = u32(header, 10);
  const width = u16(header, 110);
  const firstSize = u64(header, 112);
  const largestDirect = u64(header, 120);
  const heapBits = u16(header, 128);
  if (![width, firstSize, largestDirect].every(isPowerOfTwo) || heapBits > 52) {
    throw new Unreadable("The blocks of a heap have sizes that are not possible", where);
  }
  return {
    width,
    firstSize,
    directRows: Math.log2(largestDirect) - Math.log2(firstSize) + 2,
    offsetSize: Math.ceil(heapBits / 8),
    lengthSize: Math.min(
      Math.ceil(Math.log2(largestDirect) / 8),
      Math.floor(Math.log2(Math.max(1, largestManaged)) / 8) + 1,
    ),
  };
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && value <= 2 ** 40 && Number.isInteger(Math.log2(value));
}

interface Extent {
  readonly address: number;
  readonly length: number;
}

/**
 * Returns the place in the file of an object in the heap. Offsets include the headers of blocks.
 */
async function locate(
  bytes: Bytes,
  table: Table,
  { root, rows: rootRows }: { readonly root: number; readonly rows: number },
  { offset, length }: { readonly offset: number; readonly length: number },
): Promise<number> {
  const { width, firstSize, directRows, offsetSize } = table;
  let [block, rows, rest] = [root, rootRows, offset];
  if (rows === 0) return within(block, rest, length, firstSize);
  for (let depth = 0; depth < maxDepth; depth++) {
    const firstRow = width * firstSize;
    const row = rest < firstRow ? 0 : Math.floor(Math.log2(rest / firstRow)) + 1;
    const size = firstSize * 2 ** Math.max(0, row - 1);
    const rowStart = row === 0 ? 0 : width * size;
    const column = Math.floor((rest - rowStart) / size);
    if (row >= rows) throw broken(block);
    await expectIndirectBlock(bytes, block);
    // The addresses of tables come after those of blocks, in the order of the rows.
    const entries = block + blockPrefix + offsetSize;
    const entry = await bytes.at(entries + (row * width + column) * addressSize, addressSize);
    const child = addressAt(entry, 0);
    if (child === undefined) throw broken(block);
    rest -= rowStart + column * size;
    if (row < directRows) return within(child, rest, length, size);
    rows = Math.log2(size) - Math.log2(firstRow) + 1;
    block = child;
  }
  throw broken(block);
}

async function expectIndirectBlock(bytes: Bytes, address: number): Promise<void> {
  const start = await bytes.at(address, 4);
  if (String.fromCharCode(...start) !== "FHIB") throw broken(address);
}

function within(block: number, offset: number, length: number, size: number): number {
  if (offset + length > size) throw broken(block);
  return block + offset;
}

/** Objects that have a place of their own, by their number (records of type 1). */
async function readHuge(bytes: Bytes, tree: number): Promise<ReadonlyMap<number, Extent>> {
  const records = await readRecords(bytes, tree, recordTypes.hugeObject, maxHuge);
  return new Map(
    records.map((record) => {
      if (record.length < 24) throw broken(tree);
      return [u64(record, 16), { address: u64(record, 0), length: u64(record, 8) }] as const;
    }),
  );
}

function broken(address: number): Unreadable {
  return new Unreadable("The heap of a group or of attributes is broken", `byte ${address}`);
}
