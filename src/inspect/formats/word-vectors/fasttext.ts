import type { Signature } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import { elementCount } from "../../contract/tensors.ts";
import { Bytes, u32, u64, viewOf } from "../../encodings/bytes.ts";
import { readDictionary, type Dictionary } from "./fasttext-dictionary.ts";

const magic = 793712314;
/** Versions of the format that fastText reads. */
const versions = new Set([11, 12]);
/** Magic, version, twelve numbers and a threshold. */
const argumentsSize = 4 + 4 + 12 * 4 + 8;
const losses = ["", "hs", "ns", "softmax", "ova"];
const models = ["", "cbow", "skipgram", "supervised"];
const centroids = 256;
const namedLabels = 50;

/**
 * A model of fastText: its arguments, words and labels, and two matrices. The learning rate isn't in it.
 * https://github.com/facebookresearch/fastText/blob/main/src/fasttext.cc
 */
export const fasttext: FileFormat = {
  id: "fasttext",
  extensions: [".ftz", ".bin"],

  recognise: ({ head }) =>
    head.length >= argumentsSize && u32(head) === magic && versions.has(u32(head, 4)),

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const bytes = new Bytes(source, signal);
    const args = readArguments(await bytes.at(0, argumentsSize));
    const dictionary = await readDictionary(bytes, argumentsSize);
    const input = await readMatrix(bytes, dictionary.end, "input");
    const output = await readMatrix(bytes, input.end, "output");
    if (output.end < bytes.size) {
      throw new Unreadable("Bytes follow the matrices", `byte ${output.end}`);
    }
    const isQuantised = input.isQuantised || output.isQuantised;
    const tensors = [input, output].map(({ name, shape, size }) => ({
      name,
      dtype: "float32",
      shape,
      size,
    }));
    return {
      description: {
        framework: "fasttext",
        formatVersion: String(args.version),
        task: args.model === "supervised" ? "text-classification" : "embedding",
        architecture: args.model,
        parameterCount: elementCount(input.shape) + elementCount(output.shape),
        tensorCount: 2,
        dtypes: [isQuantised ? "uint8" : "float32"],
        ...(isQuantised && { quantisation: "product quantisation" }),
        signature: signatureOf(args),
        metadata: {
          ...args.metadata,
          words: String(dictionary.words),
          ...(args.model === "supervised" && labelsOf(dictionary)),
        },
        verdict: "weights-only",
      },
      tensors: isQuantised ? [] : tensors,
    };
  },
};

interface Arguments {
  readonly version: number;
  readonly model: string;
  readonly dimension: number;
  readonly metadata: Readonly<Record<string, string>>;
}

function readArguments(data: Uint8Array): Arguments {
  const view = viewOf(data);
  const [dimension, window, epochs, minCount, negatives, ngrams, loss, model, buckets, minn, maxn] =
    Array.from({ length: 12 }, (_, index) => view.getInt32(8 + 4 * index, true));
  const name = models[model ?? 0] ?? "";
  if (name === "" || dimension === undefined || dimension <= 0) {
    throw new Unreadable("The arguments of the training are broken", "byte 8");
  }
  const isSupervised = name === "supervised";
  const numbers = {
    dim: dimension,
    ws: window,
    epoch: epochs,
    minCount,
    ...(losses[loss ?? 0] === "ns" && { neg: negatives }),
    wordNgrams: ngrams,
    bucket: buckets,
    // Version 11 wrote what classifiers had no use for yet.
    ...((!isSupervised || view.getInt32(4, true) > 11) && { minn, maxn }),
  };
  return {
    version: view.getInt32(4, true),
    model: name,
    dimension,
    metadata: {
      ...Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, String(value)])),
      loss: losses[loss ?? 0] ?? `loss ${loss}`,
    },
  };
}

function signatureOf({ model, dimension }: Arguments): Signature {
  const inputs = [{ name: "text", dtype: "string" }];
  if (model !== "supervised") {
    return { inputs, outputs: [{ name: "vector", dtype: "float32", shape: [dimension] }] };
  }
  return {
    inputs,
    outputs: [
      { name: "label", dtype: "string" },
      { name: "probability", dtype: "float32" },
    ],
  };
}

function labelsOf({ labels, labelCount }: Dictionary): Record<string, string> {
  if (labelCount === 0) return {};
  const more = labelCount - namedLabels;
  const named = labels.slice(0, namedLabels).join(", ");
  return {
    "label count": String(labelCount),
    labels: more > 0 ? `${named} and ${more} more` : named,
  };
}

interface Matrix {
  readonly name: string;
  readonly shape: readonly number[];
  /** Bytes of its values. */
  readonly size: number;
  readonly isQuantised: boolean;
  readonly end: number;
}

async function readMatrix(bytes: Bytes, start: number, name: string): Promise<Matrix> {
  const isQuantised = (await bytes.at(start, 1))[0] === 1;
  return isQuantised ? readQuantised(bytes, start + 1, name) : readDense(bytes, start + 1, name);
}

async function readDense(bytes: Bytes, start: number, name: string): Promise<Matrix> {
  const shape = await readShape(bytes, start);
  const size = elementCount(shape, name) * 4;
  return { name, shape, size, isQuantised: false, end: within(bytes, start + 16, size) };
}

/** Codes of each row by a product quantiser, and where norms are apart, those as well. */
async function readQuantised(bytes: Bytes, start: number, name: string): Promise<Matrix> {
  const hasNorms = (await bytes.at(start, 1))[0] === 1;
  const shape = await readShape(bytes, start + 1);
  const codes = u32(await bytes.at(start + 17, 4));
  let at = await passQuantiser(bytes, within(bytes, start + 21, codes));
  if (hasNorms) at = await passQuantiser(bytes, within(bytes, at, shape[0]));
  elementCount(shape, name);
  return { name, shape, size: at - start, isQuantised: true, end: at };
}

async function passQuantiser(bytes: Bytes, start: number): Promise<number> {
  const dimension = u32(await bytes.at(start, 4));
  return within(bytes, start + 16, dimension * centroids * 4);
}

async function readShape(bytes: Bytes, start: number): Promise<[number, number]> {
  const data = await bytes.at(start, 16);
  return [u64(data), u64(data, 8)];
}

/** Returns the end of a part, which must be within the file. */
function within(bytes: Bytes, start: number, size: number): number {
  const end = start + size;
  if (end > bytes.size) throw new Unreadable("The file is cut short", `byte ${start}`);
  return end;
}
