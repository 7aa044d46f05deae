import type { TensorRow } from "./protocol.ts";

/** Bytes of one value, for types of a fixed width. */
const widths: Readonly<Record<string, number>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int64: 8,
  int32: 4,
  int16: 2,
  int8: 1,
  uint64: 8,
  uint32: 4,
  uint16: 2,
  uint8: 1,
  bool: 1,
};

/** Returns the bytes of a tensor: those in the file, else computed from type and shape. */
export function tensorSize({
  size,
  dtype,
  shape,
}: Pick<TensorRow, "size" | "dtype" | "shape">): number | undefined {
  if (size !== undefined) return size;
  const width = widths[dtype];
  return width === undefined
    ? undefined
    : shape.reduce((product, axis) => product * axis, 1) * width;
}
