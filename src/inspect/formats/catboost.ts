import * as z from "zod";
import type { TensorSpec } from "../../core/model/inspection.ts";
import { count } from "../../core/text/format.ts";
import { Unreadable, type FileFormat, type FileToRead, type Reading } from "../contract/format.ts";
import { Bytes, u32 } from "../encodings/bytes.ts";
import {
  intField,
  rootTable,
  tableField,
  tablesField,
  textField,
  textsField,
  vectorField,
  type Table,
} from "../encodings/flatbuffers.ts";

const magic = 0x314d4243; // “CBM1”
/** `magic` and the size of what follows. */
const coreStart = 8;
const maxFeatures = 1_000_000;

/** Fields of `TModelCore` (model.fbs). */
const core = { formatVersion: 0, trees: 1, info: 2, parts: 3 } as const;
/** Fields of `TModelTrees`, formerly `TObliviousTrees`. */
const trees = {
  dimension: 0,
  sizes: 2,
  categorical: 4,
  floats: 5,
  leafValues: 8,
  text: 12,
} as const;
/** Fields that features of every kind have. */
const feature = { flatIndex: 1 } as const;

/**
 * CatBoost's binary format: a FlatBuffer and then the tables of categorical features.
 * https://github.com/catboost/catboost/tree/master/catboost/libs/model/flatbuffers
 */
export const catboost: FileFormat = {
  id: "catboost",
  extensions: [".cbm"],

  recognise: ({ head }) => head.length >= coreStart && u32(head) === magic,

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const bytes = new Bytes(source, signal);
    const size = u32(await bytes.at(4, 4));
    if (coreStart + size > source.size) {
      throw new Unreadable(
        `The file is cut short: it has not the ${count(size, "byte")} of the model`,
      );
    }
    const root = await rootTable(bytes, coreStart);
    const model = await tableField(root, core.trees);
    if (!model) throw new Unreadable("The model has no trees");
    const info = await readInfo(root);
    const sizes = await vectorField(model, trees.sizes, 4);
    const leaves = await vectorField(model, trees.leafValues, 8);
    const parts: string[] = [];
    for await (const part of textsField(root, core.parts)) parts.push(part);
    const { loss, ...texts } = describeInfo(info);
    const formatVersion = await textField(root, core.formatVersion);
    return {
      description: {
        framework: "catboost",
        ...texts,
        ...(formatVersion !== undefined && { formatVersion }),
        ...taskOfLoss(loss),
        signature: { inputs: await readFeatures(model), outputs: [] },
        metadata: {
          ...(loss !== undefined && { objective: loss }),
          trees: String(sizes.length),
          "leaf values": String(leaves.length),
          dimension: String(await intField(model, trees.dimension)),
          ...(parts.length > 0 && { parts: parts.join(", ") }),
        },
        verdict: "weights-only",
      },
    };
  },
};

/** Bytes of an entry of the model's information: its parameters are one text. */
const maxInfo = 4 * 1024 * 1024;

async function readInfo(root: Table): Promise<Map<string, string>> {
  const info = new Map<string, string>();
  for await (const entry of tablesField(root, core.info)) {
    const [key, value] = [await textField(entry, 0), await textField(entry, 1, maxInfo)];
    if (key !== undefined && value !== undefined && info.size < 1000) info.set(key, value);
  }
  return info;
}

const kinds = [
  { field: trees.floats, name: 4, dtype: "float32" },
  { field: trees.categorical, name: 2, dtype: "categorical" },
  { field: trees.text, name: 2, dtype: "text" },
] as const;

/** The features in the order in which the model takes them. */
async function readFeatures(model: Table): Promise<TensorSpec[]> {
  const found: { flatIndex: number; spec: TensorSpec }[] = [];
  for (const { field, name, dtype } of kinds) {
    for await (const table of tablesField(model, field)) {
      if (found.length >= maxFeatures) throw new Unreadable("The model has too many features");
      const flatIndex = await intField(table, feature.flatIndex, -1);
      const id = await textField(table, name);
      const spec = { name: id === undefined || id === "" ? String(flatIndex) : id, dtype };
      found.push({ flatIndex, spec });
    }
  }
  return found.sort((a, b) => a.flatIndex - b.flatIndex).map(({ spec }) => spec);
}

const Params = z.object({ loss_function: z.object({ type: z.string() }) });

/** Returns the loss and the library's version from the model's info; `params` is JSON. */
function describeInfo(info: ReadonlyMap<string, string>): {
  loss: string | undefined;
  frameworkVersion?: string;
} {
  const version = versionIn(info.get("catboost_version_info"));
  return {
    loss: lossOf(info.get("params")),
    ...(version !== undefined && { frameworkVersion: version }),
  };
}

/** Extracts the version of the library from the text about its build. */
export function versionIn(text = ""): string | undefined {
  return /\d+\.\d+(\.\d+)?/.exec(text)?.[0];
}

export function lossOf(params = ""): string | undefined {
  try {
    return Params.parse(JSON.parse(params)).loss_function.type;
  } catch {
    // Long parameters were cut.
    return cutLoss.exec(params)?.[1];
  }
}

const cutLoss =
  /"loss_function"\s*:\s*\{\s*(?:"params"\s*:\s*\{[^{}]*\}\s*,\s*)?"type"\s*:\s*"(\w+)"/;

/** https://catboost.ai/docs/en/concepts/loss-functions */
export function taskOfLoss(loss = ""): { task?: string } {
  if (
    /^(Logloss|CrossEntropy|MultiClass|MultiClassOneVsAll|MultiLogloss|MultiCrossEntropy|Focal)$/.test(
      loss,
    )
  ) {
    return { task: "classification" };
  }
  if (/^(YetiRank|PairLogit|QueryRMSE|QuerySoftMax|StochasticRank|LambdaMart)/.test(loss)) {
    return { task: "ranking" };
  }
  if (
    /^(RMSE|MAE|Quantile|MultiQuantile|LogLinQuantile|Poisson|MAPE|Lq|Huber|Expectile|Tweedie|LogCosh|MultiRMSE)/.test(
      loss,
    )
  ) {
    return { task: "regression" };
  }
  return {};
}
