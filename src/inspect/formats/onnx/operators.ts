type Operators = ReadonlyMap<string, number>;

/** The task, where an operator of `ai.onnx.ml` is one classifier or regressor. */
export function taskOf(operators: Operators): { task?: string } {
  const names = [...operators.keys()].filter((name) => name.startsWith("ai.onnx.ml:"));
  if (names.some((name) => name.endsWith("Classifier"))) return { task: "classification" };
  if (names.some((name) => name.endsWith("Regressor"))) return { task: "regression" };
  return {};
}

/**
 * Returns the quantisation of a model in the words of ONNX Runtime
 * (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html): `QDQ` has
 * quantising nodes round the ordinary operators, `QOperator` has operators for integers.
 */
export function quantisationOf(operators: Operators): { quantisation?: string } {
  const has = (pattern: RegExp) => [...operators.keys()].some((name) => pattern.test(name));
  if (has(/:MatMulNBits$|:MatMulBnb4$|:GatherBlockQuantized$/)) {
    return { quantisation: "weight-only, in blocks" };
  }
  if (has(/(^|:)(QLinear\w+|QGemm|QAttention)$/)) return { quantisation: "QOperator" };
  if (has(/(^|:)(ConvInteger|MatMulInteger|DynamicQuantize\w+)$/)) {
    return { quantisation: "dynamic" };
  }
  return has(/(^|:)(Quantize|Dequantize)Linear$/) ? { quantisation: "QDQ" } : {};
}
