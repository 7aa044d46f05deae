import * as z from "zod";
import type { Axis, Signature, TensorSpec } from "../../../core/model/inspection.ts";
import { parseJson } from "../../encodings/parse-json.ts";

const Size = z.number();
const Column = z.looseObject({
  name: z.union([z.string(), z.int()]).optional(),
  type: z.string(),
  "tensor-spec": z.looseObject({ dtype: z.string(), shape: z.array(Size).max(64) }).optional(),
});
type Column = z.infer<typeof Column>;

/** Types of columns (mlflow.types.DataType) that are called otherwise elsewhere. */
const dtypes: ReadonlyMap<string, string> = new Map([
  ["boolean", "bool"],
  ["integer", "int32"],
  ["long", "int64"],
  ["float", "float32"],
  ["double", "float64"],
]);

/** The signature of an MLmodel file: JSON within YAML. https://mlflow.org/docs/latest/ml/model/signatures/ */
export function readSignature(signature: Readonly<Record<string, unknown>>): Signature | undefined {
  const inputs = readColumns(signature["inputs"], "inputs");
  const outputs = readColumns(signature["outputs"], "outputs");
  return inputs || outputs ? { inputs: inputs ?? [], outputs: outputs ?? [] } : undefined;
}

function readColumns(text: unknown, which: string): TensorSpec[] | undefined {
  if (typeof text !== "string") return undefined;
  const what = `The signature's ${which}`;
  return parseJson(text, z.array(Column), what).map(toSpec);
}

function toSpec({ name = "", type, "tensor-spec": tensor }: Column): TensorSpec {
  if (tensor) return { name: String(name), dtype: tensor.dtype, shape: tensor.shape.map(toAxis) };
  return { name: String(name), dtype: dtypes.get(type) ?? type };
}

function toAxis(size: number): Axis {
  return Number.isSafeInteger(size) && size >= 0 ? size : null;
}
