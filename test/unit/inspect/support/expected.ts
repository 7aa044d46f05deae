import * as z from "zod";
import { fixture } from "./buffer-source.ts";

const Tensor = z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.int()) });
const Value = z.object({
  name: z.string(),
  dtype: z.string(),
  shape: z.array(z.union([z.int(), z.string(), z.null()])).optional(),
});

/** Answers of the frameworks themselves about the models of test/fixtures/models. */
const Expected = z.record(
  z.string(),
  z.looseObject({
    format: z.string(),
    framework: z.string(),
    framework_version: z.string(),
    architecture: z.string().optional(),
    features: z.array(z.string()).optional(),
    initializers: z.array(Tensor).optional(),
    inputs: z.array(z.unknown()).optional(),
    ir_version: z.int().optional(),
    metadata: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
    objective: z.string().optional(),
    opsets: z.record(z.string(), z.int()).optional(),
    outputs: z.array(z.unknown()).optional(),
    parameters: z.int().optional(),
    tensors: z.union([z.array(Tensor), z.int()]).optional(),
    trees: z.int().optional(),
  }),
);
export type ExpectedModel = z.infer<typeof Expected>[string];

const all = Expected.parse(JSON.parse(Buffer.from(fixture("EXPECTED.json")).toString()));

export const expectedFormats: ReadonlySet<string> = new Set(
  Object.values(all).map(({ format }) => format),
);

export function expectedModel(name: string): ExpectedModel {
  const model = all[name];
  if (!model) throw new Error(`EXPECTED.json has no ${name}`);
  return model;
}

/** Inputs or outputs, element types in lower case as the descriptions have them. */
export function expectedValues(values: readonly unknown[] | undefined): unknown[] {
  const aliases: Readonly<Record<string, string>> = { float: "float32", double: "float64" };
  return z
    .array(Value)
    .parse(values)
    .map((value) => {
      const dtype = value.dtype.toLowerCase();
      return { ...value, dtype: aliases[dtype] ?? dtype };
    });
}

/** The names of inputs or outputs that say no more of a type than its format does. */
export function expectedNames(values: readonly unknown[] | undefined): string[] {
  return z
    .array(z.looseObject({ name: z.string() }))
    .parse(values)
    .map(({ name }) => name);
}
