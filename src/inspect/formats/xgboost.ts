import * as z from "zod";
import type { TensorSpec } from "../../core/model/inspection.ts";
import type { FileFormat, Reading } from "../contract/format.ts";
import type { Source } from "../contract/source.ts";
import { Bytes, utf8 } from "../encodings/bytes.ts";
import { readJsonParts } from "../encodings/json-stream.ts";
import { parseValue } from "../encodings/parse-json.ts";
import type { Selection } from "../encodings/selection.ts";
import { readUbjsonParts } from "../encodings/ubjson.ts";

/** Parts to read: not the trees, which are most of a file and not needed for a description. */
const model = { model: { gbtree_model_param: "all" } } as const;
const parts: Selection = {
  version: "all",
  learner: {
    attributes: "all",
    feature_names: "all",
    feature_types: "all",
    gradient_booster: { name: "all", ...model, gbtree: model },
    learner_model_param: "all",
    objective: { name: "all" },
  },
};

/** Parameters are written as text. */
const Parameters = z.record(z.string(), z.unknown()).default({});
const Trees = z.object({ gbtree_model_param: Parameters }).optional();
const Model = z.object({
  version: z.array(z.int()).default([]),
  learner: z.object({
    attributes: Parameters,
    feature_names: z.array(z.string()).default([]),
    feature_types: z.array(z.string()).default([]),
    gradient_booster: z.object({
      name: z.string().optional(),
      model: Trees,
      gbtree: z.object({ model: Trees }).optional(),
    }),
    learner_model_param: Parameters,
    objective: z.object({ name: z.string() }),
  }),
});
type Model = z.infer<typeof Model>;

/** https://xgboost.readthedocs.io/en/stable/tutorials/saving_model.html, “model schema” */
export const xgboostJson: FileFormat = {
  id: "xgboost-json",
  extensions: [".json"],
  isText: true,
  recognise: ({ head }) =>
    /^\s*\{\s*("learner"\s*:\s*\{|"version"\s*:\s*\[[\d,\s]*\]\s*,\s*"learner"\s*:)/.test(
      utf8(head.subarray(0, 256)),
    ),
  read: async ({ source, signal }) =>
    describe(await readJsonParts(new Bytes(source, signal), parts)),
};

/** The same document as Universal Binary JSON. */
export const xgboostUbj: FileFormat = {
  id: "xgboost-ubj",
  extensions: [".ubj"],
  recognise: ({ head }) =>
    // An object; the length of its first key, which is an integer of one of four types; the key.
    /^\{(L.{7}|l.{3}|I.|[iU]).(learner|version)/s.test(
      new TextDecoder("latin1").decode(head.subarray(0, 32)),
    ),
  read: async ({ source, signal }) =>
    describe(await readUbjsonParts(new Bytes(source, signal), parts)),
};

const Snapshot = z.object({ Model: z.unknown() });

/**
 * Reads what a pickle has of a booster: the same document beside the training configuration, as UBJSON or,
 * of earlier releases such as 1.5, as JSON. (xgboost, src/learner.cc, `LearnerIO::Save` to a stream)
 */
export async function readXgboostSnapshot(
  source: Source,
  isText: boolean,
  signal: AbortSignal,
): Promise<Reading> {
  const read = isText ? readJsonParts : readUbjsonParts;
  const document = await read(new Bytes(source, signal), { Model: parts });
  return describe(parseValue(document, Snapshot, "The booster").Model);
}

const featureTypes: Readonly<Record<string, string>> = {
  float: "float32",
  q: "float32",
  int: "int32",
  i: "bool",
  c: "categorical",
};

function describe(document: unknown): Reading {
  const { version, learner } = parseValue(document, Model, "The model");
  const { gradient_booster: booster, learner_model_param: parameters, objective } = learner;
  const trees = (booster.model ?? booster.gbtree?.model)?.gbtree_model_param["num_trees"];
  const classes = Number(parameters["num_class"]);
  const outputs = Number(parameters["num_target"]);
  return {
    description: {
      framework: "xgboost",
      ...(version.length > 0 && { frameworkVersion: version.join(".") }),
      ...taskOfObjective(objective.name),
      ...(booster.name !== undefined && { architecture: booster.name }),
      signature: { inputs: inputsOf(learner), outputs: [] },
      metadata: {
        objective: objective.name,
        ...(typeof trees === "string" && { trees }),
        ...(classes > 0 && { classes: String(classes) }),
        ...(outputs > 1 && { outputs: String(outputs) }),
        ...textsOf(learner.attributes),
      },
      verdict: "weights-only",
    },
  };
}

function inputsOf(learner: Model["learner"]): TensorSpec[] {
  const { feature_names: names, feature_types: types, learner_model_param: parameters } = learner;
  if (names.length > 0) {
    return names.map((name, index) => {
      const type = types[index] ?? "float";
      const dtype = Object.hasOwn(featureTypes, type) ? featureTypes[type] : undefined;
      return { name, dtype: dtype ?? type };
    });
  }
  const count = Number(parameters["num_feature"]);
  if (!Number.isSafeInteger(count) || count < 1) return [];
  return [{ name: "data", dtype: "float32", shape: [null, count] }];
}

/** https://xgboost.readthedocs.io/en/stable/parameter.html, “objective” */
export function taskOfObjective(objective: string): { task?: string } {
  switch (objective.split(":")[0]) {
    case "binary":
    case "multi":
      return { task: "classification" };
    case "rank":
      return { task: "ranking" };
    case "reg":
    case "count":
      return { task: "regression" };
    case "survival":
      return { task: "survival" };
    default:
      return {};
  }
}

function textsOf(record: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts = Object.entries(record).filter((entry): entry is [string, string] => {
    return typeof entry[1] === "string";
  });
  return Object.fromEntries(texts);
}
