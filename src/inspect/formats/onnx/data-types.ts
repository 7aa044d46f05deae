/** Bits of an element and the usual name of its type, by `TensorProto.DataType` (onnx.proto). */
const dataTypes: ReadonlyMap<number, readonly [bits: number | undefined, name: string]> = new Map([
  [1, [32, "float32"]],
  [2, [8, "uint8"]],
  [3, [8, "int8"]],
  [4, [16, "uint16"]],
  [5, [16, "int16"]],
  [6, [32, "int32"]],
  [7, [64, "int64"]],
  [8, [undefined, "string"]],
  [9, [8, "bool"]],
  [10, [16, "float16"]],
  [11, [64, "float64"]],
  [12, [32, "uint32"]],
  [13, [64, "uint64"]],
  [14, [64, "complex64"]],
  [15, [128, "complex128"]],
  [16, [16, "bfloat16"]],
  [17, [8, "float8_e4m3fn"]],
  [18, [8, "float8_e4m3fnuz"]],
  [19, [8, "float8_e5m2"]],
  [20, [8, "float8_e5m2fnuz"]],
  [21, [4, "uint4"]],
  [22, [4, "int4"]],
  [23, [4, "float4_e2m1"]],
  [24, [8, "float8_e8m0"]],
  [25, [2, "uint2"]],
  [26, [2, "int2"]],
]);

export function dataTypeName(type: number): string {
  return dataTypes.get(type)?.[1] ?? `type ${type}`;
}

/** Bytes that so many elements take; undefined for text and types of a later version. */
export function dataSize(type: number, count: number): number | undefined {
  const bits = dataTypes.get(type)?.[0];
  return bits === undefined ? undefined : Math.ceil((count * bits) / 8);
}
