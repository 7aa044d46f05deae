import type { Axis } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { maxRank } from "../../contract/tensors.ts";
import {
  byteField,
  intField,
  intsField,
  tableField,
  textField,
  vectorField,
  type Table,
} from "../../encodings/flatbuffers.ts";

/** A tensor of a graph, whether computed or stored. */
export interface Tensor {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly Axis[];
  /** Number of the buffer with its values; an empty one if they are computed. */
  readonly buffer: number;
  /** It has scales. */
  readonly isQuantised: boolean;
}

/** Fields of `Tensor` and `QuantizationParameters` (schema.fbs). */
const fields = { shape: 0, type: 1, buffer: 2, name: 3, quantisation: 4, signature: 7 } as const;
const scale = 2;

/** `TensorType`, in the order of its numbers. */
const types: readonly string[] = [
  "float32",
  "float16",
  "int32",
  "uint8",
  "int64",
  "string",
  "bool",
  "int16",
  "complex64",
  "int8",
  "float64",
  "complex128",
  "uint64",
  "resource",
  "variant",
  "uint32",
  "uint16",
  "int4",
  "bfloat16",
  "int2",
  "uint4",
];

export async function readTensor(table: Table): Promise<Tensor> {
  const type = await byteField(table, fields.type);
  const quantisation = await tableField(table, fields.quantisation);
  const scales = quantisation ? await vectorField(quantisation, scale, 4) : { length: 0 };
  return {
    name: (await textField(table, fields.name)) ?? "",
    dtype: types[type] ?? `type ${type}`,
    shape: await readShape(table),
    buffer: await intField(table, fields.buffer),
    isQuantised: scales.length > 0,
  };
}

/** The shape has 1 where the size is not fixed, and the shape signature −1, if there is one. */
async function readShape(table: Table): Promise<Axis[]> {
  const { length } = await vectorField(table, fields.shape, 4);
  if (length > maxRank)
    throw new Unreadable(`A tensor has ${length} axes`, `byte ${table.position}`);
  const shape = await intsField(table, fields.shape);
  const signature = await vectorField(table, fields.signature, 4);
  const open = signature.length === length ? await intsField(table, fields.signature) : [];
  return shape.map((size, axis) => {
    if ((open[axis] ?? size) < 0) return null;
    return size < 0 ? null : size;
  });
}
