import * as z from "zod";
import type { Finding, TensorInfo } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FolderFormat,
  type FolderToRead,
  type Reading,
} from "../../contract/format.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import { readBeside } from "../../encodings/read-beside.ts";
import { findTemplates } from "./chat-templates.ts";
import { readModelCard } from "./model-card.ts";
import { findRemoteCode } from "./remote-code.ts";
import { taskOfArchitecture } from "./tasks.ts";
import { readWeights } from "./weights.ts";

/** Names of the model description in the libraries of Hugging Face, the main one first. */
const configNames = ["config.json", "adapter_config.json", "model_index.json"] as const;

const Text = z.string().optional().catch(undefined);
const Config = z.looseObject({
  architectures: z.array(z.string()).optional().catch(undefined),
  _class_name: Text,
  _diffusers_version: Text,
  model_type: Text,
  peft_type: Text,
  base_model_name_or_path: Text,
  task_type: Text,
  torch_dtype: Text,
  dtype: Text,
  transformers_version: Text,
  quantization_config: z
    .looseObject({
      quant_method: Text,
      bits: z.number().optional().catch(undefined),
      load_in_4bit: z.boolean().optional().catch(undefined),
      load_in_8bit: z.boolean().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});
type Config = z.infer<typeof Config>;

/** A folder as `save_pretrained` of Transformers, Diffusers and PEFT makes it. */
export const huggingface: FolderFormat = {
  id: "huggingface",

  async recognise(folder) {
    try {
      return (await readConfig(folder)) !== undefined;
    } catch (error) {
      if (error instanceof Unreadable) return false;
      throw error;
    }
  },

  async read(folder: FolderToRead): Promise<Reading> {
    const config = (await readConfig(folder)) ?? {};
    const card = await readModelCard(folder);
    const weights = await readWeights(folder);
    const code = await findRemoteCode(folder);
    const findings: Finding[] = [
      ...weights.findings,
      ...code.findings,
      ...(await findTemplates(folder)),
    ];
    const verdict = verdictFrom(findings, code.imports.length > 0);
    return {
      description: {
        ...describeConfig(config, card.library),
        ...taskOf(config, card.task),
        ...quantisationOf(config),
        ...weights.summary,
        ...(code.imports.length > 0 && { imports: code.imports }),
        metadata: { ...configMetadata(config), ...card.metadata },
        verdict: weights.isComplete || verdict === "dangerous" ? verdict : "unreadable",
      },
      tensors: weights.tensors satisfies readonly TensorInfo[],
      findings,
    };
  },
};

/** Returns the first file that describes the model; undefined if there is none. */
async function readConfig({ inside, paths, signal }: FolderToRead): Promise<Config | undefined> {
  for (const name of configNames) {
    if (!paths.includes(name)) continue;
    const text = await readBeside(inside, name, signal);
    const config = text === undefined ? undefined : parseJson(text, Config, name);
    if (config && isModel(config)) return config;
  }
  return undefined;
}

function isModel({ model_type, architectures, peft_type, ...config }: Config): boolean {
  return [
    model_type,
    architectures,
    peft_type,
    config.transformers_version,
    config._diffusers_version,
    config["auto_map"],
  ].some((value) => value !== undefined);
}

function describeConfig(
  config: Config,
  library: string | undefined,
): { framework: string; frameworkVersion?: string; architecture?: string } {
  const version = config.transformers_version ?? config._diffusers_version;
  const architecture = config.architectures?.[0] ?? config._class_name ?? config.peft_type;
  return {
    framework: library ?? frameworkOf(config),
    ...(version !== undefined && { frameworkVersion: version }),
    ...(architecture !== undefined && { architecture }),
  };
}

function frameworkOf(config: Config): string {
  if (config._diffusers_version !== undefined) return "diffusers";
  return config.peft_type === undefined ? "transformers" : "peft";
}

/** Returns the task in the model card, else the one that follows from the name of the class. */
function taskOf(config: Config, fromCard: string | undefined): { task?: string } {
  const task = fromCard ?? taskOfArchitecture(config.architectures?.[0] ?? "");
  return task === undefined ? {} : { task };
}

function quantisationOf({ quantization_config: config }: Config): { quantisation?: string } {
  if (!config) return {};
  const bits =
    config.bits ??
    (config.load_in_4bit === true ? 4 : config.load_in_8bit === true ? 8 : undefined);
  const method = config.quant_method ?? "quantised";
  return { quantisation: bits === undefined ? method : `${method}, ${bits} bits` };
}

function configMetadata(config: Config): Record<string, string> {
  const { model_type, base_model_name_or_path, task_type } = config;
  const dtype = config.dtype ?? config.torch_dtype;
  return {
    ...(model_type !== undefined && { model_type }),
    ...(dtype !== undefined && { dtype }),
    ...(base_model_name_or_path !== undefined && { base_model: base_model_name_or_path }),
    ...(task_type !== undefined && { task_type }),
  };
}
