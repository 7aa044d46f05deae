import type { TensorSpec } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { maxTensors } from "../../contract/tensors.ts";
import type { Bytes } from "../../encodings/bytes.ts";
import {
  textOf,
  walkMessage,
  wireTypes,
  type Field,
  type Range,
} from "../../encodings/protobuf.ts";
import { readTensor, type StoredTensor } from "./tensor.ts";
import { readValueInfo } from "./value-info.ts";

/** Graphs within nodes of graphs: loops in branches in loops. */
const maxDepth = 32;
/** Inputs, outputs and kinds of operators at most. */
const maxListed = 100_000;

/** Facts collected from the graphs of a model and from those within its nodes and functions. */
export interface GraphContents {
  name: string;
  readonly inputs: TensorSpec[];
  readonly outputs: TensorSpec[];
  /** Initializers of the main graph: the learned values. */
  readonly initializers: StoredTensor[];
  /** Tensors elsewhere whose data is in another file. */
  readonly externalElsewhere: StoredTensor[];
  /**
   * Number of nodes that call an operator, by `domain:name` (an empty domain for the default one).
   */
  readonly operators: Map<string, number>;
}

export function noContents(): GraphContents {
  return {
    name: "",
    inputs: [],
    outputs: [],
    initializers: [],
    externalElsewhere: [],
    operators: new Map(),
  };
}

/** Reads a `GraphProto` (onnx.proto). Only the main graph (`depth` 0) gives inputs and outputs. */
export async function readGraph(
  bytes: Bytes,
  range: Range,
  contents: GraphContents,
  depth = 0,
): Promise<void> {
  if (depth > maxDepth) {
    throw new Unreadable("Graphs are nested too deeply", `byte ${range.start}`);
  }
  const isMain = depth === 0;
  await walkMessage(bytes, range, (field) => {
    if (field.wireType !== wireTypes.bytes) return undefined;
    switch (field.number) {
      case 1:
        return readNode(bytes, field.range, contents, depth);
      case 2:
        return isMain ? readName(bytes, field, contents) : undefined;
      case 5:
        return readInitializer(bytes, field.range, contents, isMain);
      case 11:
        return isMain ? readInto(contents.inputs, bytes, field.range) : undefined;
      case 12:
        return isMain ? readInto(contents.outputs, bytes, field.range) : undefined;
      case 15:
        return readSparse(bytes, field.range, contents, isMain);
      default:
        return undefined;
    }
  });
}

async function readName(bytes: Bytes, field: Field, contents: GraphContents): Promise<void> {
  contents.name = await textOf(bytes, field);
}

async function readInto(specs: TensorSpec[], bytes: Bytes, range: Range): Promise<void> {
  if (specs.length >= maxListed) throw new Unreadable("A graph has too many inputs or outputs");
  specs.push(await readValueInfo(bytes, range));
}

async function readInitializer(
  bytes: Bytes,
  range: Range,
  contents: GraphContents,
  isMain: boolean,
): Promise<void> {
  const tensor = await readTensor(bytes, range);
  const list = isMain ? contents.initializers : contents.externalElsewhere;
  if (list.length >= maxTensors) throw new Unreadable("A graph has too many tensors");
  if (isMain || tensor.external) list.push(tensor);
}

/** A `SparseTensorProto`: its values and their indices are tensors. */
async function readSparse(
  bytes: Bytes,
  range: Range,
  contents: GraphContents,
  isMain: boolean,
): Promise<void> {
  await walkMessage(bytes, range, (field) => {
    if (field.wireType !== wireTypes.bytes || field.number > 2) return undefined;
    return readInitializer(bytes, field.range, contents, isMain && field.number === 1);
  });
}

/** A `NodeProto`, with the tensors and graphs among its attributes. */
export async function readNode(
  bytes: Bytes,
  range: Range,
  contents: GraphContents,
  depth: number,
): Promise<void> {
  let operator = "";
  let domain = "";
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 4) operator = await textOf(bytes, field);
    if (field.number === 7) domain = await textOf(bytes, field);
    if (field.number === 5) await readAttribute(bytes, field.range, contents, depth);
  });
  const name = domain === "" || domain === "ai.onnx" ? operator : `${domain}:${operator}`;
  const { operators } = contents;
  if (operators.size >= maxListed) throw new Unreadable("A graph has too many operators");
  operators.set(name, (operators.get(name) ?? 0) + 1);
}

async function readAttribute(
  bytes: Bytes,
  range: Range,
  contents: GraphContents,
  depth: number,
): Promise<void> {
  await walkMessage(bytes, range, (field) => {
    if (field.wireType !== wireTypes.bytes) return undefined;
    switch (field.number) {
      case 5:
      case 10:
        return readInitializer(bytes, field.range, contents, false);
      case 6:
      case 11:
        return readGraph(bytes, field.range, contents, depth + 1);
      case 22:
      case 23:
        return readSparse(bytes, field.range, contents, false);
      default:
        return undefined;
    }
  });
}
