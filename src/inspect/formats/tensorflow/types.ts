import type { Axis } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { maxRank } from "../../contract/tensors.ts";
import type { Bytes } from "../../encodings/bytes.ts";
import { textOf, walkMessage, wireTypes, type Range } from "../../encodings/protobuf.ts";

/** `DataType` (types.proto), in the order of its numbers. */
const dataTypes: readonly string[] = [
  "unknown",
  "float32",
  "float64",
  "int32",
  "uint8",
  "int16",
  "int8",
  "string",
  "complex64",
  "int64",
  "bool",
  "qint8",
  "quint8",
  "qint32",
  "bfloat16",
  "qint16",
  "quint16",
  "uint16",
  "complex128",
  "float16",
  "resource",
  "variant",
  "uint32",
  "uint64",
  "float8_e5m2",
  "float8_e4m3fn",
];
/** Types of references, of TensorFlow 1, are the others and this. */
const references = 100;

export function dataTypeName(type: number): string {
  return dataTypes[type % references] ?? `type ${type}`;
}

/** A `TensorShapeProto`; undefined if the rank is not known. */
export async function readShape(bytes: Bytes, range: Range): Promise<Axis[] | undefined> {
  const shape: Axis[] = [];
  const unknown = { rank: false };
  await walkMessage(bytes, range, async (dimension) => {
    if (dimension.number === 3) unknown.rank = dimension.value !== 0;
    if (dimension.number !== 2 || dimension.wireType !== wireTypes.bytes) return;
    if (shape.length >= maxRank) throw new Unreadable("A shape has too many axes");
    let axis: Axis = 0;
    await walkMessage(bytes, dimension.range, (field) => {
      if (field.number === 1 && field.wireType === wireTypes.varint) axis = field.value;
      return undefined;
    });
    shape.push(axis >= 0 && Number.isSafeInteger(axis) ? axis : null);
  });
  return unknown.rank ? undefined : shape;
}

/** A `TensorProto` (tensor.proto), its values skipped. */
export async function readTensorType(
  bytes: Bytes,
  range: Range,
): Promise<{ dtype: string; shape: Axis[] | undefined; size: number | undefined }> {
  let dtype = "unknown";
  let shape: Axis[] | undefined = [];
  let size: number | undefined;
  await walkMessage(bytes, range, async (field) => {
    if (field.number === 1) dtype = dataTypeName(field.value);
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 2) shape = await readShape(bytes, field.range);
    if (field.number === 4) size = field.range.end - field.range.start;
  });
  return { dtype, shape, size };
}

/** The entries of a `map<string, Message>` field. */
export async function readMapEntry(
  bytes: Bytes,
  range: Range,
): Promise<{ key: string; value: Range }> {
  let key = "";
  let value: Range = { start: range.end, end: range.end };
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 1) key = await textOf(bytes, field);
    if (field.number === 2) value = field.range;
  });
  return { key, value };
}
