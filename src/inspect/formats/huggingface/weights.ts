import type { Finding, ModelDescription, TensorInfo } from "../../../core/model/inspection.ts";
import type { FileFormat, FolderToRead } from "../../contract/format.ts";
import { safetensorsIndex } from "../safetensors-index.ts";
import { safetensors } from "../safetensors.ts";

/** The files that libraries load by default, the first that is there. */
const candidates: readonly (readonly [path: string, format: FileFormat])[] = [
  ["model.safetensors.index.json", safetensorsIndex],
  ["model.safetensors", safetensors],
  ["diffusion_pytorch_model.safetensors.index.json", safetensorsIndex],
  ["diffusion_pytorch_model.safetensors", safetensors],
  ["adapter_model.safetensors", safetensors],
];

export interface Weights {
  readonly summary: Pick<ModelDescription, "parameterCount" | "tensorCount" | "dtypes">;
  readonly tensors: readonly TensorInfo[];
  readonly findings: readonly Finding[];
  readonly isComplete: boolean;
}

const none: Weights = { summary: {}, tensors: [], findings: [], isComplete: true };

/** The tensors of the weights in safetensors; nothing where a folder has others. */
export async function readWeights({
  inside,
  paths,
  signal,
  inspectMember,
}: FolderToRead): Promise<Weights> {
  const candidate = candidates.find(([path]) => paths.includes(path));
  if (!candidate) return none;
  const [path, format] = candidate;
  const source = await inside.open(path);
  if (typeof source === "string") return none;
  const {
    description,
    tensors = [],
    findings = [],
  } = await format.read({
    source,
    head: new Uint8Array(),
    beside: inside,
    signal,
    inspectMember,
  });
  const { parameterCount, tensorCount, dtypes } = description;
  return {
    summary: {
      ...(parameterCount !== undefined && { parameterCount }),
      ...(tensorCount !== undefined && { tensorCount }),
      ...(dtypes && { dtypes }),
    },
    tensors,
    findings,
    isComplete: description.verdict !== "unreadable",
  };
}
