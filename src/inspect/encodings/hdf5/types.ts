import { Unreadable } from "../../contract/format.ts";
import { maxRank } from "../../contract/tensors.ts";
import { u16, u32, u64, zeroTerminated } from "../bytes.ts";

/** The type of the elements of a dataset or attribute. */
export interface Datatype {
  readonly name: string;
  /** Bytes of an element. */
  readonly size: number;
  /** A text of any length, which is in the global heap. */
  readonly isVariableText: boolean;
  readonly isFixedText: boolean;
}

const classes: readonly string[] = [
  "integer",
  "float",
  "time",
  "string",
  "bitfield",
  "opaque",
  "compound",
  "reference",
  "enum",
  "variable-length",
  "array",
  "complex",
];

/** A datatype message (specification IV.A.2.d). */
export function parseDatatype(data: Uint8Array): Datatype {
  if (data.length < 8) throw new Unreadable("A type is cut off");
  const kind = classes[(data[0] ?? 0) & 0x0f] ?? "unknown";
  const bits = data[1] ?? 0;
  const size = u32(data, 4);
  const isVariableText = kind === "variable-length" && (bits & 0x0f) === 1;
  return {
    name: isVariableText ? "string" : nameOf(kind, bits, size, data),
    size,
    isVariableText,
    isFixedText: kind === "string",
  };
}

function nameOf(kind: string, bits: number, size: number, data: Uint8Array): string {
  switch (kind) {
    case "integer":
      return `${(bits & 8) === 0 ? "uint" : "int"}${8 * size}`;
    case "float":
      // bfloat16 differs from float16 by the size of its exponent.
      return size === 2 && data[13] === 8 ? "bfloat16" : `float${8 * size}`;
    case "enum":
      return isBool(data) ? "bool" : baseName(size, data);
    default:
      return kind;
  }
}

/** Bytes before the names of an enumeration of integers: its own head, and the type of its values. */
const enumNamesAt = 20;

/** Returns whether an enumeration is a bool: h5py writes it as one byte with exactly two names. */
function isBool(data: Uint8Array): boolean {
  if (u32(data, 4) !== 1 || u16(data, 1) !== 2 || data.length < enumNamesAt) return false;
  // Names fill multiples of eight bytes up to version 2.
  const width = (data[0] ?? 0) >> 4 < 3 ? 8 : 0;
  const names = ["FALSE", "TRUE"].map((name) =>
    name.padEnd(Math.max(width, name.length + 1), "\0"),
  );
  const expected = Buffer.from(`${names.join("")}\0\u0001`, "latin1");
  return expected.equals(data.subarray(enumNamesAt, enumNamesAt + expected.length));
}

/** Returns the type of an enumeration's values, which is stored within it. */
function baseName(size: number, data: Uint8Array): string {
  return data.length >= 16 ? parseDatatype(data.subarray(8)).name : `uint${8 * size}`;
}

/** The shape in a dataspace message (specification IV.A.2.b); none of a null dataspace. */
export function parseDataspace(data: Uint8Array): number[] {
  const [version, rank = 0] = data;
  if (version !== 1 && version !== 2)
    throw new Unreadable(`There is no dataspace version ${version ?? "at all"}`);
  if (rank > maxRank) throw new Unreadable(`A dataset has ${rank} axes`);
  const start = version === 1 ? 8 : 4;
  if (data.length < start + 8 * rank) throw new Unreadable("A dataspace is cut off");
  return Array.from({ length: rank }, (_, axis) => u64(data, start + 8 * axis));
}

/** A little-endian number of so many bytes. */
export function numberAt(data: Uint8Array, offset: number, size: number): number {
  const value = data
    .subarray(offset, offset + size)
    .reduceRight((sum, byte) => sum * 256 + byte, 0);
  if (offset + size > data.length || !Number.isSafeInteger(value)) {
    throw new Unreadable("A number is cut off or too large to count bytes with");
  }
  return value;
}

export interface Attribute {
  readonly name: string;
  readonly type: Datatype;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** An attribute message (specification IV.A.2.m); undefined if its type is stored elsewhere. */
export function parseAttribute(message: Uint8Array): Attribute | undefined {
  if (message.length < 8) throw new Unreadable("An attribute is cut off");
  const version = message[0] ?? 0;
  if (version < 1 || version > 3) throw new Unreadable(`There is no attribute version ${version}`);
  if (version > 1 && ((message[1] ?? 0) & 3) !== 0) return undefined;
  const padded = (size: number) => (version === 1 ? Math.ceil(size / 8) * 8 : size);
  const [nameSize, typeSize, spaceSize] = [u16(message, 2), u16(message, 4), u16(message, 6)];
  const nameAt = version === 3 ? 9 : 8;
  const typeAt = nameAt + padded(nameSize);
  const spaceAt = typeAt + padded(typeSize);
  const dataAt = spaceAt + padded(spaceSize);
  if (dataAt > message.length) throw new Unreadable("An attribute is cut off");
  return {
    name: zeroTerminated(message.subarray(nameAt, nameAt + nameSize)),
    type: parseDatatype(message.subarray(typeAt, typeAt + typeSize)),
    shape: parseDataspace(message.subarray(spaceAt, spaceAt + spaceSize)),
    data: message.subarray(dataAt),
  };
}
