import type { TensorRow } from "./messages.ts";

/** Bytes of one value, of the types whose name says it. */
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

/** Bytes of a tensor: as the file says, else as its type and shape do. */
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
