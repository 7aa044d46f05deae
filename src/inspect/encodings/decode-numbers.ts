/** Bytes of an element, and the function that reads one, little-endian. */
interface NumberType {
  readonly size: number;
  readonly read: (view: DataView, at: number) => number;
}

const types: Readonly<Record<string, NumberType>> = {
  bool: { size: 1, read: (view, at) => view.getUint8(at) },
  uint8: { size: 1, read: (view, at) => view.getUint8(at) },
  int8: { size: 1, read: (view, at) => view.getInt8(at) },
  uint16: { size: 2, read: (view, at) => view.getUint16(at, true) },
  int16: { size: 2, read: (view, at) => view.getInt16(at, true) },
  uint32: { size: 4, read: (view, at) => view.getUint32(at, true) },
  int32: { size: 4, read: (view, at) => view.getInt32(at, true) },
  // Rounded beyond 2^53, as is every difference of two of them.
  uint64: { size: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  int64: { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  float16: { size: 2, read: (view, at) => float16(view.getUint16(at, true)) },
  bfloat16: { size: 2, read: (view, at) => bfloat16(view.getUint16(at, true)) },
  float32: { size: 4, read: (view, at) => view.getFloat32(at, true) },
  float64: { size: 8, read: (view, at) => view.getFloat64(at, true) },
};

/** Returns the bytes of an element of a type whose values are plain numbers; undefined for others. */
export function numberSize(dtype: string): number | undefined {
  return Object.hasOwn(types, dtype) ? types[dtype]?.size : undefined;
}

/** Decodes little-endian numbers of a type that `numberSize` knows. */
export function decodeNumbers(dtype: string, bytes: Uint8Array): Float64Array {
  const type = types[dtype];
  if (!type) throw new Error(`${dtype} is no type of numbers`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Float64Array(Math.floor(bytes.length / type.size));
  for (let index = 0; index < numbers.length; index += 1) {
    numbers[index] = type.read(view, index * type.size);
  }
  return numbers;
}

/** IEEE 754 binary16. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a binary32. */
function bfloat16(bits: number): number {
  word.setUint16(0, bits);
  return word.getFloat32(0);
}
