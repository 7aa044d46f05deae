import { arrayOf, textsOf } from "./numpy-values.ts";
import type { Value } from "./value.ts";

type Element = string | number | bigint | boolean;

/** Reads one number; `name` of a type as `dtypeOf` gives it. */
const readers: Readonly<
  Record<string, (view: DataView, at: number, isLittle: boolean) => number | bigint | boolean>
> = {
  bool: (view, at) => view.getUint8(at) !== 0,
  int8: (view, at) => view.getInt8(at),
  uint8: (view, at) => view.getUint8(at),
  int16: (view, at, isLittle) => view.getInt16(at, isLittle),
  uint16: (view, at, isLittle) => view.getUint16(at, isLittle),
  int32: (view, at, isLittle) => view.getInt32(at, isLittle),
  uint32: (view, at, isLittle) => view.getUint32(at, isLittle),
  int64: (view, at, isLittle) => view.getBigInt64(at, isLittle),
  uint64: (view, at, isLittle) => view.getBigUint64(at, isLittle),
  float32: (view, at, isLittle) => view.getFloat32(at, isLittle),
  float64: (view, at, isLittle) => view.getFloat64(at, isLittle),
};

/** Returns the elements of a short array of one axis; undefined if they were not stored. */
export function elementsOf(value: Value | undefined): readonly Element[] | undefined {
  const texts = textsOf(value);
  if (texts) return texts;
  const { dtype = "", shape = [], content, isBigEndian = false } = arrayOf(value) ?? {};
  const [length = 0, ...more] = shape;
  if (!content || length === 0 || more.length > 0) return undefined;
  const size = content.length / length;
  const [, bits] = /^(?:\D+)(\d+)$/.exec(dtype) ?? ["", "8"];
  if (size !== Number(bits) / 8) return undefined;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const read = Object.hasOwn(readers, dtype) ? readers[dtype] : undefined;
  const places = Array.from({ length }, (_, index) => index * size);
  if (read) return places.map((at) => read(view, at, !isBigEndian));
  if (!dtype.startsWith("str")) return undefined;
  return places.map((at) => characters(view, at, size, !isBigEndian));
}

/** Reads a text of a fixed size: four bytes a character, zeros behind it. */
function characters(view: DataView, start: number, size: number, isLittle: boolean): string {
  let text = "";
  for (let at = start; at < start + size; at += 4) {
    const code = view.getUint32(at, isLittle);
    if (code === 0) break;
    text += code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
  }
  return text;
}
