import type { TensorInfo } from "../../../core/model/inspection.ts";
import { count } from "../../../core/text/format.ts";
import { Unreadable } from "../../contract/format.ts";
import { elementCount, maxRank } from "../../contract/tensors.ts";
import type { Bytes } from "../../encodings/bytes.ts";
import {
  numbersOf,
  textEntryOf,
  textOf,
  walkMessage,
  wireTypes,
  type Range,
} from "../../encodings/protobuf.ts";
import { dataSize, dataTypeName } from "./data-types.ts";

/** Data of a tensor that is in a file of its own. */
export interface ExternalData {
  readonly tensor: string;
  /** Path relative to the model's folder, as the file contains it; not to be trusted. */
  readonly location: string;
  readonly offset: number;
  readonly length: number | undefined;
}

export interface StoredTensor {
  readonly info: TensorInfo;
  readonly external: ExternalData | undefined;
  /** Values as numbers in a row, little-endian, if they are in the file in this form. */
  readonly values: Range | undefined;
}

/** `TensorProto.data_location`: the data is in another file. */
const externalLocation = 1;

/** A `TensorProto` (onnx.proto), its data skipped. */
export async function readTensor(bytes: Bytes, range: Range): Promise<StoredTensor> {
  const shape: number[] = [];
  let type = 0;
  let name = "";
  let rawSize = -1;
  let values: Range | undefined;
  let location = 0;
  const entries = new Map<string, string>();
  await walkMessage(bytes, range, async (field) => {
    if (field.number === 1) shape.push(...(await numbersOf(bytes, field, maxRank)));
    else if (field.number === 2) type = field.value;
    else if (field.number === 14) location = field.value;
    else if (field.wireType !== wireTypes.bytes) return;
    else if (field.number === 8) name = await textOf(bytes, field);
    else if (field.number === 9) {
      rawSize = field.range.end - field.range.start;
      values = field.range;
    } else if (field.number === 4 || field.number === 10) values = field.range;
    else if (field.number === 13) entries.set(...(await textEntryOf(bytes, field)));
  });
  const where = `tensor ${name}`;
  const isExternal = location === externalLocation;
  const expected = dataSize(type, elementCount(shape, where));
  if (!isExternal && rawSize >= 0 && expected !== undefined && rawSize !== expected) {
    throw new Unreadable(`A tensor has ${count(rawSize, "byte")} and needs ${expected}`, where);
  }
  return {
    info: {
      name,
      dtype: dataTypeName(type),
      shape,
      ...(expected !== undefined && { size: expected }),
    },
    values: !isExternal && values && values.end - values.start === expected ? values : undefined,
    external: isExternal ? readExternal(name, entries, expected) : undefined,
  };
}

/** https://github.com/onnx/onnx/blob/main/docs/ExternalData.md */
function readExternal(
  tensor: string,
  entries: ReadonlyMap<string, string>,
  expected: number | undefined,
): ExternalData {
  const where = `tensor ${tensor}`;
  const location = entries.get("location");
  if (location === undefined) {
    throw new Unreadable("A tensor is in another file, which is not named", where);
  }
  const length = readCount(entries.get("length"), where);
  if (length !== undefined && expected !== undefined && length !== expected) {
    throw new Unreadable(`A tensor has ${count(length, "byte")} and needs ${expected}`, where);
  }
  const offset = readCount(entries.get("offset"), where) ?? 0;
  return { tensor, location, offset, length: length ?? expected };
}

function readCount(text: string | undefined, where: string): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(count)) return count;
  throw new Unreadable(`“${text}” is no number of bytes`, where);
}
