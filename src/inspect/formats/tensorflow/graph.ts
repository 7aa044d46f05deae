import type { Axis, TensorInfo, TensorSpec } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { maxTensors } from "../../contract/tensors.ts";
import type { Bytes } from "../../encodings/bytes.ts";
import { textOf, walkMessage, wireTypes, type Range } from "../../encodings/protobuf.ts";
import { printsToFile, savesVariables } from "./operators.ts";
import { dataTypeName, readMapEntry, readShape, readTensorType } from "./types.ts";

/** Maximum number of node names stored, to find nodes that no other takes as an input. */
const maxNodes = 1_000_000;

/** Facts collected from a graph and the functions of its library. */
export interface GraphContents {
  /** Number of nodes that call an operator. */
  readonly operators: Map<string, number>;
  /** Constants of the graph itself. */
  readonly constants: TensorInfo[];
  /** Variables of the graph itself, as TensorFlow 1 has them. */
  readonly variables: TensorInfo[];
  readonly placeholders: TensorSpec[];
  /** Nodes of the graph itself that give something. */
  readonly results: Map<string, string>;
  readonly consumed: Set<string>;
}

export function noContents(): GraphContents {
  return {
    operators: new Map(),
    constants: [],
    variables: [],
    placeholders: [],
    results: new Map(),
    consumed: new Set(),
  };
}

/** A `GraphDef` (graph.proto) with its library of functions (function.proto). */
export async function readGraph(
  bytes: Bytes,
  range: Range,
  contents: GraphContents,
): Promise<void> {
  await walkMessage(bytes, range, (field) => {
    if (field.wireType !== wireTypes.bytes) return undefined;
    if (field.number === 1) return readNode(bytes, field.range, contents);
    if (field.number === 2) return readLibrary(bytes, field.range, contents);
    return undefined;
  });
}

async function readLibrary(bytes: Bytes, range: Range, contents: GraphContents): Promise<void> {
  await walkMessage(bytes, range, (definition) => {
    if (definition.number !== 1 || definition.wireType !== wireTypes.bytes) return undefined;
    return readFunction(bytes, definition.range, contents);
  });
}

/** Reads a `FunctionDef`; its name may follow its nodes. */
async function readFunction(bytes: Bytes, range: Range, contents: GraphContents): Promise<void> {
  const nodes: Range[] = [];
  let name = "";
  await walkMessage(bytes, range, (field) => {
    if (field.wireType !== wireTypes.bytes) return undefined;
    if (field.number === 3) nodes.push(field.range);
    if (field.number !== 1) return undefined;
    return walkMessage(bytes, field.range, async (part) => {
      if (part.number === 1 && part.wireType === wireTypes.bytes) name = await textOf(bytes, part);
    });
  });
  for (const node of nodes) await readNode(bytes, node, contents, name);
}

interface Attributes {
  dtype: string;
  shape: Axis[] | undefined;
  value: Range | undefined;
  /** Output of `PrintV2`. */
  stream: string;
}

/** A `NodeDef` (node_def.proto). */
async function readNode(
  bytes: Bytes,
  range: Range,
  contents: GraphContents,
  ownFunction?: string,
): Promise<void> {
  const isOuter = ownFunction === undefined;
  let name = "";
  let operator = "";
  const attributes: Attributes = {
    dtype: "unknown",
    shape: undefined,
    value: undefined,
    stream: "",
  };
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 1) name = await textOf(bytes, field);
    if (field.number === 2) operator = await textOf(bytes, field);
    if (field.number === 5 && (isOuter || operator === "PrintV2" || operator === ""))
      await readAttribute(bytes, field.range, attributes);
    if (!isOuter) return;
    // An input is “name”, “name:1” or, for the order alone, “^name”.
    if (field.number === 3) {
      const input = await textOf(bytes, field);
      contents.consumed.add(input.replace(/^\^/, "").replace(/:\d+$/, ""));
    }
  });
  const counted =
    operator === "PrintV2" && /^file:/i.test(attributes.stream) ? printsToFile : operator;
  if (!savesVariables(operator, ownFunction ?? name)) {
    contents.operators.set(counted, (contents.operators.get(counted) ?? 0) + 1);
  }
  if (
    contents.results.size + contents.consumed.size > maxNodes ||
    contents.operators.size > maxNodes
  ) {
    throw new Unreadable("The graph has too many nodes", `byte ${range.start}`);
  }
  if (isOuter) await sortNode(bytes, { name, operator, attributes }, contents);
}

async function sortNode(
  bytes: Bytes,
  node: { name: string; operator: string; attributes: Attributes },
  contents: GraphContents,
): Promise<void> {
  const { name, operator, attributes } = node;
  const { dtype, shape, value } = attributes;
  if (operator === "Placeholder") {
    contents.placeholders.push({ name, dtype, ...(shape && { shape }) });
  } else if (operator === "Const" && value) {
    const tensor = await readTensorType(bytes, value);
    addTensor(contents.constants, { ...tensor, name });
  } else if (/^(VarHandleOp|VariableV2|Variable)$/.test(operator)) {
    addTensor(contents.variables, { name, dtype, shape, size: undefined });
  } else if (operator !== "NoOp") contents.results.set(name, dtype);
}

/** Tensors whose shape is not known cannot be counted, and are left out. */
export function addTensor(
  tensors: TensorInfo[],
  {
    name,
    dtype,
    shape,
    size,
  }: { name: string; dtype: string; shape: Axis[] | undefined; size: number | undefined },
): void {
  const sizes = shape?.filter((axis) => typeof axis === "number");
  if (!sizes || sizes.length !== shape?.length) return;
  if (tensors.length >= maxTensors) throw new Unreadable("The graph has too many tensors");
  tensors.push({ name, dtype, shape: sizes, ...(size !== undefined && { size }) });
}

/** An entry of `NodeDef.attr`: an `AttrValue` (attr_value.proto) by its name. */
async function readAttribute(bytes: Bytes, range: Range, attributes: Attributes): Promise<void> {
  const { key, value } = await readMapEntry(bytes, range);
  if (!["dtype", "T", "shape", "value", "output_stream"].includes(key)) return;
  await walkMessage(bytes, value, async (field) => {
    if (field.number === 6 && field.wireType === wireTypes.varint) {
      attributes.dtype = dataTypeName(field.value);
    }
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 2 && key === "output_stream")
      attributes.stream = await textOf(bytes, field);
    if (field.number === 7) attributes.shape = await readShape(bytes, field.range);
    if (field.number === 8) attributes.value = field.range;
  });
}
