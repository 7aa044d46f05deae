import * as z from "zod";
import type { Finding, TensorInfo } from "../../../core/model/inspection.ts";
import { count } from "../../../core/text/format.ts";
import type { Surroundings } from "../../contract/source.ts";
import { elementCount } from "../../contract/tensors.ts";

const Weight = z.object({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  dtype: z.string(),
  quantization: z.object({ dtype: z.string() }).optional(),
});

/** `weightsManifest`: groups of weights, each in one or more files beside the model. */
export const WeightsManifest = z.array(
  z.object({ paths: z.array(z.string()), weights: z.array(Weight) }),
);
export type WeightsManifest = z.infer<typeof WeightsManifest>;

const bytesPerElement: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  uint16: 2,
  float16: 2,
  uint8: 1,
  bool: 1,
};

/** Returns the tensors, with the type in which they are stored. */
export function tensorsOf(manifest: WeightsManifest): TensorInfo[] {
  return manifest.flatMap(({ weights }) =>
    weights.map(({ name, shape, dtype: original, quantization }) => {
      const dtype = quantization?.dtype ?? original;
      const width = bytesPerElement[dtype];
      const elements = elementCount(shape, `weight ${name}`);
      return { name, dtype, shape, ...(width !== undefined && { size: elements * width }) };
    }),
  );
}

/** Files beyond this are not asked for one by one: converters write one for each 4 MB. */
const maxFiles = 10_000;

export function filesOf(manifest: WeightsManifest): readonly string[] {
  return [...new Set(manifest.flatMap(({ paths }) => paths))].slice(0, maxFiles);
}

/** Reports files with weights that are missing, too short, or out of the folder. */
export async function checkFiles(
  manifest: WeightsManifest,
  beside: Surroundings,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const group of manifest) {
    let size = 0;
    let isWhole = true;
    for (const path of group.paths.slice(0, maxFiles)) {
      const opened = await beside.open(path);
      if (typeof opened !== "string") size += opened.size;
      else {
        isWhole = false;
        findings.push({ ...(opened === "outside" ? outside : missing), where: path });
      }
    }
    const needed = tensorsOf([group]).reduce((sum, tensor) => sum + (tensor.size ?? 0), 0);
    if (!isWhole || size >= needed) continue;
    findings.push({
      code: "tfjs-weights-cut-off",
      severity: "warning",
      message: `The files with weights have ${count(size, "byte")}, and the weights need ${needed}.`,
      where: group.paths.at(-1) ?? "weightsManifest",
    });
  }
  return findings;
}

const missing = {
  code: "tfjs-weights-missing",
  severity: "warning",
  message: "A file with weights that the model names is not there, so the model is not complete.",
} as const;

const outside = {
  code: "tfjs-weights-outside",
  severity: "danger",
  message:
    "The model takes weights from a path that leads out of its folder, so loading reads another file of the machine.",
} as const;
