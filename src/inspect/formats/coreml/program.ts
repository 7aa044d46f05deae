import type { TensorInfo } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { maxTensors } from "../../contract/tensors.ts";
import type { Bytes } from "../../encodings/bytes.ts";
import {
  textEntryOf,
  textOf,
  walkMessage,
  wireTypes,
  type Range,
} from "../../encodings/protobuf.ts";

/** Blocks within operations of blocks. */
const maxDepth = 32;
const maxDimensions = 64;

/** `DataType` (MIL.proto). */
const dataTypes: ReadonlyMap<number, string> = new Map([
  [1, "bool"],
  [2, "string"],
  [10, "float16"],
  [11, "float32"],
  [12, "float64"],
  [13, "bfloat16"],
  [21, "int8"],
  [22, "int16"],
  [23, "int32"],
  [24, "int64"],
  [25, "int4"],
  [31, "uint8"],
  [32, "uint16"],
  [33, "uint32"],
  [34, "uint64"],
  [35, "uint4"],
]);

/** Facts collected from the operations of an ML program. */
export interface ProgramContents {
  readonly operators: Set<string>;
  /** Values that are in the file of weights. */
  readonly tensors: TensorInfo[];
}

/** Messages that lead to operations: the number of the field to follow in each. */
export async function readProgram(
  bytes: Bytes,
  range: Range,
  contents: ProgramContents,
): Promise<void> {
  // Program.functions, an entry's value, Function.block_specializations, an entry's value.
  await follow(bytes, range, [2, 2, 3, 2], (block) => readBlock(bytes, block, contents, 0));
}

/** Goes into messages by the numbers of their fields. */
async function follow(
  bytes: Bytes,
  range: Range,
  [number, ...rest]: readonly number[],
  read: (range: Range) => Promise<void>,
): Promise<void> {
  await walkMessage(bytes, range, (field) => {
    if (field.number !== number || field.wireType !== wireTypes.bytes) return undefined;
    return rest.length === 0 ? read(field.range) : follow(bytes, field.range, rest, read);
  });
}

/** A `Block`: its operations are in field 3. */
async function readBlock(
  bytes: Bytes,
  range: Range,
  contents: ProgramContents,
  depth: number,
): Promise<void> {
  if (depth > maxDepth) throw new Unreadable("Blocks are nested too deeply", `byte ${range.start}`);
  await follow(bytes, range, [3], (operation) => readOperation(bytes, operation, contents, depth));
}

/** An `Operation`: its type, the blocks within it, and attributes, of which `val` is a constant. */
async function readOperation(
  bytes: Bytes,
  range: Range,
  contents: ProgramContents,
  depth: number,
): Promise<void> {
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 1 && contents.operators.size < maxTensors) {
      contents.operators.add(await textOf(bytes, field));
    }
    if (field.number === 4) await readBlock(bytes, field.range, contents, depth + 1);
    if (field.number === 5) await readAttribute(bytes, field.range, contents);
  });
}

async function readAttribute(bytes: Bytes, range: Range, contents: ProgramContents): Promise<void> {
  await follow(bytes, range, [2], async (value) => {
    let type: { dtype: string; shape: number[] } | undefined;
    let name: string | undefined;
    await walkMessage(bytes, value, async (field) => {
      if (field.wireType !== wireTypes.bytes) return;
      if (field.number === 2) type = await readTensorType(bytes, field.range);
      // A BlobFileValue: the name of the file and an offset.
      if (field.number === 5) [, name] = await textEntryOf(bytes, { ...field, range: field.range });
    });
    if (!type || name === undefined) return;
    if (contents.tensors.length >= maxTensors) throw new Unreadable("There are too many tensors");
    contents.tensors.push({ name: `weight ${contents.tensors.length}`, ...type });
  });
}

/** A `ValueType` that is a tensor: its element type, and its dimensions if all of them are fixed. */
async function readTensorType(
  bytes: Bytes,
  range: Range,
): Promise<{ dtype: string; shape: number[] } | undefined> {
  let dtype = "unknown";
  const shape: number[] = [];
  const found = { tensor: false };
  await follow(bytes, range, [1], async (tensor) => {
    found.tensor = true;
    await walkMessage(bytes, tensor, async (field) => {
      if (field.number === 1 && field.wireType === wireTypes.varint) {
        dtype = dataTypes.get(field.value) ?? `type ${field.value}`;
      }
      if (field.number !== 3 || field.wireType !== wireTypes.bytes) return;
      if (shape.length >= maxDimensions) throw new Unreadable("A tensor has too many axes");
      // A Dimension: a constant one, of a size.
      await follow(bytes, field.range, [1], (constant) =>
        walkMessage(bytes, constant, (size) => {
          if (size.number === 1 && size.wireType === wireTypes.varint) shape.push(size.value);
          return undefined;
        }),
      );
    });
  });
  return found.tensor ? { dtype, shape } : undefined;
}
