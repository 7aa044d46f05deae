import * as z from "zod";
import type { Axis, Signature, TensorSpec } from "../../../core/model/inspection.ts";

const dimension = z.object({ size: z.union([z.string(), z.number()]).optional() });
const TensorShape = z.object({
  dim: z.array(dimension).optional(),
  unknownRank: z.boolean().optional(),
});
const Values = z.record(
  z.string(),
  z.object({ dtype: z.string().optional(), tensorShape: TensorShape.optional() }),
);
/** Signature of a graph model: a `SignatureDef` in the JSON form of protobuf. */
export const GraphSignature = z.object({ inputs: Values.optional(), outputs: Values.optional() });

/** Names of `DataType` that are not the usual ones in lower case. */
const dataTypes: Readonly<Record<string, string>> = {
  DT_FLOAT: "float32",
  DT_DOUBLE: "float64",
  DT_HALF: "float16",
};

export function readGraphSignature(signature: z.infer<typeof GraphSignature>): Signature {
  return { inputs: specsOf(signature.inputs), outputs: specsOf(signature.outputs) };
}

function specsOf(values: z.infer<typeof Values> = {}): TensorSpec[] {
  return Object.entries(values).map(([name, { dtype = "unknown", tensorShape }]) => {
    const shape = tensorShape?.unknownRank === true ? undefined : tensorShape?.dim?.map(axisOf);
    return {
      name,
      dtype: dataTypes[dtype] ?? dtype.replace(/^DT_/, "").toLowerCase(),
      ...(shape && { shape }),
    };
  });
}

function axisOf({ size }: z.infer<typeof dimension>): Axis {
  const value = Number(size);
  return Number.isSafeInteger(value) && value >= 0 ? value : null;
}
