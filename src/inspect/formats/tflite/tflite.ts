import type { Finding, Signature, TensorInfo, TensorSpec } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import { elementCount, maxNames, maxTensors, summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { Bytes } from "../../encodings/bytes.ts";
import {
  intField,
  intsField,
  longField,
  rootTable,
  tablesField,
  textField,
  vectorField,
  type Table,
} from "../../encodings/flatbuffers.ts";
import { readMetadata } from "./metadata.ts";
import { readOperators } from "./operator-codes.ts";
import { readTensor, type Tensor } from "./tensor.ts";

/** Fields of `Model`, `Buffer` and `SubGraph` (schema.fbs). */
const model = { version: 0, subgraphs: 2, description: 3, buffers: 4 } as const;
const data = { inside: 0, offset: 1, size: 2 } as const;
/** Inputs or outputs at most. */
const maxSpecs = 10_000;
const subgraph = { tensors: 0, inputs: 1, outputs: 2 } as const;

/** TensorFlow Lite, now LiteRT. https://github.com/google-ai-edge/LiteRT/blob/main/tflite/schema/schema.fbs */
export const tflite: FileFormat = {
  id: "tflite",
  extensions: [".tflite", ".lite"],

  recognise: ({ head }) =>
    head.length >= 8 && new TextDecoder().decode(head.subarray(4, 8)) === "TFL3",

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const root = await rootTable(new Bytes(source, signal));
    const buffers = await readBufferSizes(root);
    const tensors: Tensor[] = [];
    let nameLength = 0;
    let signature: Signature | undefined;
    for await (const graph of tablesField(root, model.subgraphs)) {
      const own: Tensor[] = [];
      for await (const table of tablesField(graph, subgraph.tensors)) {
        if (tensors.length + own.length >= maxTensors)
          throw new Unreadable("There are too many tensors");
        const tensor = await readTensor(table);
        nameLength += tensor.name.length;
        if (nameLength > maxNames) throw new Unreadable("Names of tensors are too long");
        own.push(tensor);
      }
      signature ??= await readSignature(graph, own);
      tensors.push(...own);
    }
    if (!signature) throw new Unreadable("The model has no graph");
    const constants = tensors.filter(({ buffer }) => (buffers[buffer] ?? 0) > 0);
    const operators = await readOperators(root);
    const { version, metadata } = await readMetadata(root);
    const description = await textField(root, model.description);
    return {
      description: {
        framework: "tensorflow",
        ...(version !== undefined && { frameworkVersion: version }),
        formatVersion: `schema ${await intField(root, model.version)}`,
        ...summariseTensors(constants.map(toInfo)),
        ...quantisationOf(tensors, new Set(constants)),
        signature,
        metadata: {
          operators: [...operators.names].sort().join(", "),
          ...(description !== undefined && description !== "" && { description }),
          ...metadata,
        },
        verdict: verdictFrom(operators.findings),
      },
      tensors: constants.map((tensor) => ({
        ...toInfo(tensor),
        size: buffers[tensor.buffer] ?? 0,
      })),
      findings: operators.findings satisfies readonly Finding[],
    };
  },
};

/** Bytes of each `Buffer`: within it, or, in models beyond 2 GB, behind all of the FlatBuffer. */
async function readBufferSizes(root: Table): Promise<number[]> {
  const sizes: number[] = [];
  for await (const buffer of tablesField(root, model.buffers)) {
    const { length } = await vectorField(buffer, data.inside, 1);
    const [offset, size] = [
      await longField(buffer, data.offset),
      await longField(buffer, data.size),
    ];
    if (offset + size > root.bytes.size) {
      throw new Unreadable(`A buffer of ${size} bytes is longer than the file`, `byte ${offset}`);
    }
    sizes.push(Math.max(length, size));
  }
  return sizes;
}

async function readSignature(graph: Table, tensors: readonly Tensor[]): Promise<Signature> {
  const specs = async (field: number): Promise<TensorSpec[]> => {
    const indices = await intsField(graph, field);
    if (indices.length > maxSpecs) throw new Unreadable(`${indices.length} values are too many`);
    return indices.map((index) => {
      const tensor = tensors[index];
      if (!tensor) throw new Unreadable(`The graph has no tensor ${index}`);
      const { name, dtype, shape } = tensor;
      return { name, dtype, shape };
    });
  };
  return { inputs: await specs(subgraph.inputs), outputs: await specs(subgraph.outputs) };
}

function toInfo({ name, dtype, shape }: Tensor): TensorInfo {
  const sizes = shape.filter((size): size is number => typeof size === "number");
  elementCount(sizes, `tensor ${name}`);
  return { name, dtype, shape: sizes };
}

/**
 * Returns the quantisation of a model in the words of
 * https://ai.google.dev/edge/litert/models/post_training_quantization
 */
function quantisationOf(
  tensors: readonly Tensor[],
  constants: ReadonlySet<Tensor>,
): { quantisation?: string } {
  const isInteger = ({ dtype, isQuantised }: Tensor) => isQuantised && dtype.includes("int");
  if (tensors.some((tensor) => isInteger(tensor) && !constants.has(tensor))) {
    return { quantisation: "full integer" };
  }
  if ([...constants].some(isInteger)) return { quantisation: "dynamic range" };
  return [...constants].some(({ dtype }) => dtype === "float16") ? { quantisation: "float16" } : {};
}
