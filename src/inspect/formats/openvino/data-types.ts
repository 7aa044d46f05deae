const names: ReadonlyMap<string, string> = new Map([
  ["f16", "float16"],
  ["fp16", "float16"],
  ["f32", "float32"],
  ["fp32", "float32"],
  ["f64", "float64"],
  ["fp64", "float64"],
  ["bf16", "bfloat16"],
  ["boolean", "bool"],
  ["bool", "bool"],
]);

/** Returns an element type of OpenVINO (`f32`, in ports `FP32`) by its usual name. */
export function dataTypeOf(type: string): string {
  const lower = type.toLowerCase();
  const [, sign, width] = /^([iu])(\d+)$/.exec(lower) ?? [];
  if (sign !== undefined && width !== undefined) return `${sign === "u" ? "u" : ""}int${width}`;
  return names.get(lower) ?? (lower === "" ? "unknown" : lower);
}
