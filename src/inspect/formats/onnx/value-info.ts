import type { Axis, TensorSpec } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { maxRank } from "../../contract/tensors.ts";
import type { Bytes } from "../../encodings/bytes.ts";
import {
  textOf,
  walkMessage,
  wireTypes,
  type Field,
  type Range,
} from "../../encodings/protobuf.ts";
import { dataTypeName } from "./data-types.ts";

type ValueType = Omit<TensorSpec, "name">;

/** Types within types: a map of sequences of tensors is the deepest in use. */
const maxDepth = 8;

/** A `ValueInfoProto` (onnx.proto): the name and type of an input or output. */
export async function readValueInfo(bytes: Bytes, range: Range): Promise<TensorSpec> {
  let name = "";
  let type: ValueType = { dtype: "unknown" };
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 1) name = await textOf(bytes, field);
    if (field.number === 2) type = await readType(bytes, field.range, 0);
  });
  return { name, ...type };
}

/** A `TypeProto`. Sequences, maps and optional values are spelled as the standard spells them. */
async function readType(bytes: Bytes, range: Range, depth: number): Promise<ValueType> {
  if (depth > maxDepth) throw new Unreadable("A type is nested too deeply", `byte ${range.start}`);
  let type: ValueType = { dtype: "unknown" };
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    const { number } = field;
    if (number === 1 || number === 8) {
      type = await readTensorType(bytes, field.range);
    } else if (number === 4 || number === 9) {
      const parts = await readTypeParts(bytes, field.range, depth);
      type = { dtype: `${number === 4 ? "seq" : "optional"}(${parts.element})` };
    } else if (number === 5) {
      const parts = await readTypeParts(bytes, field.range, depth);
      type = { dtype: `map(${parts.key}, ${parts.element})` };
    }
  });
  return type;
}

/** `Sequence` and `Optional` have their element type in field 1, `Map` its key there and the value in 2. */
async function readTypeParts(
  bytes: Bytes,
  range: Range,
  depth: number,
): Promise<{ key: string; element: string }> {
  let key = "unknown";
  let element = "unknown";
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType === wireTypes.varint && field.number === 1) key = dataTypeName(field.value);
    if (field.wireType !== wireTypes.bytes) return;
    const { dtype, shape } = await readType(bytes, field.range, depth + 1);
    element = shape ? `tensor(${dtype})` : dtype;
  });
  return { key, element };
}

async function readTensorType(bytes: Bytes, range: Range): Promise<ValueType> {
  let dtype = "unknown";
  let shape: Axis[] | undefined;
  await walkMessage(bytes, range, async (field) => {
    if (field.number === 1) dtype = dataTypeName(field.value);
    if (field.number === 2 && field.wireType === wireTypes.bytes)
      shape = await readShape(bytes, field);
  });
  return { dtype, ...(shape && { shape }) };
}

async function readShape(bytes: Bytes, { range }: Field): Promise<Axis[]> {
  const shape: Axis[] = [];
  await walkMessage(bytes, range, async (dimension) => {
    if (dimension.number !== 1 || dimension.wireType !== wireTypes.bytes) return;
    if (shape.length >= maxRank) throw new Unreadable("A shape has too many axes");
    let axis: Axis = null;
    await walkMessage(bytes, dimension.range, async (field) => {
      if (field.number === 1 && field.wireType === wireTypes.varint) {
        axis = field.value >= 0 && Number.isSafeInteger(field.value) ? field.value : null;
      } else if (field.number === 2 && field.wireType === wireTypes.bytes) {
        const name = await textOf(bytes, field);
        axis = name === "" ? null : name;
      }
    });
    shape.push(axis);
  });
  return shape;
}
