import type { Axis, TensorSpec } from "../../../core/model/inspection.ts";
import { maxRank } from "../../contract/tensors.ts";
import type { Bytes } from "../../encodings/bytes.ts";
import {
  numbersOf,
  textOf,
  walkMessage,
  wireTypes,
  type Field,
  type Range,
} from "../../encodings/protobuf.ts";

type FeatureType = Omit<TensorSpec, "name">;

/** `ArrayFeatureType.ArrayDataType` (FeatureTypes.proto). */
const arrayTypes: ReadonlyMap<number, string> = new Map([
  [65552, "float16"],
  [65568, "float32"],
  [65600, "float64"],
  [131080, "int8"],
  [131104, "int32"],
]);

/** The fields of `FeatureType` that need no more reading. */
const plainTypes: ReadonlyMap<number, string> = new Map([
  [1, "int64"],
  [2, "float64"],
  [3, "string"],
  [6, "dictionary"],
  [7, "sequence"],
]);

/** A `FeatureDescription` (Model.proto): an input or output. */
export async function readFeature(bytes: Bytes, range: Range): Promise<TensorSpec> {
  let name = "";
  let type: FeatureType = { dtype: "unknown" };
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 1) name = await textOf(bytes, field);
    if (field.number === 3) type = await readType(bytes, field.range);
  });
  return { name, ...type };
}

async function readType(bytes: Bytes, range: Range): Promise<FeatureType> {
  let type: FeatureType = { dtype: "unknown" };
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    const plain = plainTypes.get(field.number);
    if (plain !== undefined) type = { dtype: plain };
    if (field.number === 4) type = await readImage(bytes, field);
    if (field.number === 5) type = await readArray(bytes, field);
    if (field.number === 8) type = await readState(bytes, field);
  });
  return type;
}

/** Reads the type of an image: width first, then height. */
async function readImage(bytes: Bytes, { range }: Field): Promise<FeatureType> {
  const size: Axis[] = [null, null];
  await walkMessage(bytes, range, (field) => {
    if (field.wireType === wireTypes.varint && field.number <= 2 && field.value > 0) {
      size[field.number - 1] = field.value;
    }
    return undefined;
  });
  return { dtype: "image", shape: size };
}

async function readArray(bytes: Bytes, { range }: Field): Promise<FeatureType> {
  const shape: Axis[] = [];
  let dtype = "unknown";
  await walkMessage(bytes, range, async (field) => {
    if (field.number === 1) {
      const sizes = await numbersOf(bytes, field, maxRank);
      shape.push(...sizes.map((size) => (size >= 0 && Number.isSafeInteger(size) ? size : null)));
    } else if (field.number === 2 && field.wireType === wireTypes.varint) {
      dtype = arrayTypes.get(field.value) ?? `type ${field.value}`;
    }
  });
  return { dtype, shape };
}

/** A state is an array that the model keeps between calls. */
async function readState(bytes: Bytes, { range }: Field): Promise<FeatureType> {
  let type: FeatureType = { dtype: "unknown" };
  await walkMessage(bytes, range, async (field) => {
    if (field.number === 1 && field.wireType === wireTypes.bytes)
      type = await readArray(bytes, field);
  });
  return type;
}
