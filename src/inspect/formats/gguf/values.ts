import { Unreadable } from "../../contract/format.ts";
import { u32, u64, utf8, viewOf, type Bytes } from "../../encodings/bytes.ts";

/** Bytes of a text at most: the longest in use are chat templates of some 10 KB. */
const maxText = 1024 * 1024;
/** Bytes of all texts of a file at most. */
const maxTexts = 64 * 1024 * 1024;
/** Arrays of arrays: the specification allows them, nothing writes more than one level. */
const maxDepth = 4;

export type Value = string | number | boolean | bigint | ArrayValue;

/** Vocabularies have hundreds of thousands of entries, which are only counted. */
export interface ArrayValue {
  readonly length: number;
  /** The texts of a short array: tags, languages, data sets. */
  readonly texts?: readonly string[];
}

const shortArray = 32;

/** A place in a file that moves on as values are read. */
export interface Position {
  at: number;
  /** Bytes of all texts that were taken. */
  text: number;
}

const types = { boolean: 7, string: 8, array: 9 } as const;
/** Bytes of the types of fixed size, by their number (gguf.md, `gguf_metadata_value_type`). */
const sizes: ReadonlyMap<number, number> = new Map([
  [0, 1],
  [1, 1],
  [2, 2],
  [3, 2],
  [4, 4],
  [5, 4],
  [6, 4],
  [types.boolean, 1],
  [10, 8],
  [11, 8],
  [12, 8],
]);

export async function takeU32(bytes: Bytes, position: Position): Promise<number> {
  const value = u32(await bytes.at(position.at, 4));
  position.at += 4;
  return value;
}

export async function takeU64(bytes: Bytes, position: Position): Promise<number> {
  const value = u64(await bytes.at(position.at, 8));
  position.at += 8;
  return value;
}

export async function takeText(bytes: Bytes, position: Position): Promise<string> {
  const length = await takeU64(bytes, position);
  if (length > maxText) {
    throw new Unreadable(`A text of ${length} bytes is too long`, `byte ${position.at}`);
  }
  position.text += length;
  if (position.text > maxTexts) throw new Unreadable("The file has more text than is looked at");
  const text = utf8(await bytes.at(position.at, length));
  position.at += length;
  return text;
}

/** The type and the value of a key. */
export async function takeValue(bytes: Bytes, position: Position): Promise<Value> {
  const type = await takeU32(bytes, position);
  if (type === types.string) return takeText(bytes, position);
  if (type === types.array) return takeArray(bytes, position, 0);
  const size = sizes.get(type);
  if (size === undefined) {
    throw new Unreadable(`There is no type ${type} of values`, `byte ${position.at - 4}`);
  }
  const value = decode(type, viewOf(await bytes.at(position.at, size)));
  position.at += size;
  return value;
}

function decode(type: number, view: DataView): number | boolean | bigint {
  switch (type) {
    case 0:
      return view.getUint8(0);
    case 1:
      return view.getInt8(0);
    case 2:
      return view.getUint16(0, true);
    case 3:
      return view.getInt16(0, true);
    case 4:
      return view.getUint32(0, true);
    case 5:
      return view.getInt32(0, true);
    case 6:
      return view.getFloat32(0, true);
    case types.boolean:
      return view.getUint8(0) !== 0;
    case 10:
      return view.getBigUint64(0, true);
    case 11:
      return view.getBigInt64(0, true);
    default:
      return view.getFloat64(0, true);
  }
}

async function takeArray(bytes: Bytes, position: Position, depth: number): Promise<ArrayValue> {
  const where = `byte ${position.at}`;
  if (depth > maxDepth) throw new Unreadable("Arrays are nested too deeply", where);
  const type = await takeU32(bytes, position);
  const length = await takeU64(bytes, position);
  const size = sizes.get(type);
  if (size !== undefined) {
    position.at += length * size;
    if (position.at > bytes.size) {
      throw new Unreadable(`An array of ${length} values is longer than the file`, where);
    }
    return { length };
  }
  if (type !== types.string && type !== types.array) {
    throw new Unreadable(`There is no type ${type} of values`, where);
  }
  if (type === types.string && length <= shortArray) {
    const texts: string[] = [];
    for (let index = 0; index < length; index += 1) texts.push(await takeText(bytes, position));
    return { length, texts };
  }
  for (let index = 0; index < length; index += 1) {
    if (type === types.array) await takeArray(bytes, position, depth + 1);
    else {
      const textLength = await takeU64(bytes, position);
      position.at += textLength;
    }
  }
  return { length };
}
