import type { Signature, TensorInfo, TensorSpec } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { Bytes } from "../../encodings/bytes.ts";
import {
  firstFields,
  textOf,
  walkMessage,
  wireTypes,
  type Range,
} from "../../encodings/protobuf.ts";
import { addTensor, noContents, readGraph, type GraphContents } from "./graph.ts";
import { riskyOperators } from "./operators.ts";
import { dataTypeName, readMapEntry, readShape } from "./types.ts";

const maxSignatures = 1000;
const maxSpecs = 10_000;
/** Fields that are read to recognise the format. */
const maxTried = 64;
const defaultSignature = "serving_default";

/** `saved_model.pb`: a `SavedModel` (saved_model.proto) of one or more graphs with signatures. */
export const savedModelFile: FileFormat = {
  id: "tensorflow-savedmodel",
  extensions: [".pb"],

  async recognise({ source, signal }) {
    const bytes = new Bytes(source, signal);
    const fields = await firstFields(bytes, { start: 0, end: source.size }, maxTried);
    // Fields may come in any order.
    const isSavedModel = fields.every(({ number, wireType, value }) =>
      number === 1
        ? wireType === wireTypes.varint && value === 1
        : number === 2 && wireType === wireTypes.bytes,
    );
    const graph = fields.find(({ number }) => number === 2);
    if (!isSavedModel || !graph || !fields.some(({ number }) => number === 1)) return false;
    // A MetaGraphDef is made of messages; ONNX has the name of its producer in this place, a text.
    const parts = await firstFields(bytes, graph.range, maxTried);
    return (
      parts.some(({ number }) => number <= 2) &&
      parts.every(({ number, wireType }) => wireType === wireTypes.bytes && number <= 7)
    );
  },

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const model = await readSavedModel(new Bytes(source, signal), source.size);
    const { operators } = model.graph;
    const findings = riskyOperators(operators.keys());
    const variables = model.variables.length > 0 ? model.variables : model.graph.variables;
    const signature = model.signatures.get(defaultSignature) ?? [...model.signatures.values()][0];
    return {
      description: {
        framework: "tensorflow",
        ...(model.version !== "" && { frameworkVersion: model.version }),
        ...summariseTensors(variables),
        ...(signature && { signature }),
        metadata: {
          ...(model.tags.length > 0 && { tags: model.tags.join(", ") }),
          ...(model.signatures.size > 0 && { signatures: [...model.signatures.keys()].join(", ") }),
          operators: [...operators.keys()].sort().join(", "),
        },
        verdict: verdictFrom(findings, findings.length > 0),
      },
      tensors: variables,
      findings,
    };
  },
};

interface SavedModel {
  version: string;
  readonly tags: string[];
  readonly graph: GraphContents;
  readonly signatures: Map<string, Signature>;
  /** Variables of the object graph, which TensorFlow 2 has. */
  readonly variables: TensorInfo[];
}

async function readSavedModel(bytes: Bytes, size: number): Promise<SavedModel> {
  const model: SavedModel = {
    version: "",
    tags: [],
    graph: noContents(),
    signatures: new Map(),
    variables: [],
  };
  await walkMessage(bytes, { start: 0, end: size }, (field) =>
    field.number === 2 && field.wireType === wireTypes.bytes
      ? readMetaGraph(bytes, field.range, model)
      : undefined,
  );
  return model;
}

/** A `MetaGraphDef` (meta_graph.proto). */
async function readMetaGraph(bytes: Bytes, range: Range, model: SavedModel): Promise<void> {
  await walkMessage(bytes, range, (field) => {
    if (field.wireType !== wireTypes.bytes) return undefined;
    switch (field.number) {
      case 1:
        return readInfo(bytes, field.range, model);
      case 2:
        return readGraph(bytes, field.range, model.graph);
      case 5:
        return readSignature(bytes, field.range, model.signatures);
      case 7:
        return readObjects(bytes, field.range, model.variables);
      default:
        return undefined;
    }
  });
}

async function readInfo(bytes: Bytes, range: Range, model: SavedModel): Promise<void> {
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 4 && model.tags.length < 100) model.tags.push(await textOf(bytes, field));
    if (field.number === 5) model.version = await textOf(bytes, field);
  });
}

/** An entry of `signature_def`. TensorFlow adds one of its own, which starts objects. */
async function readSignature(
  bytes: Bytes,
  range: Range,
  signatures: Map<string, Signature>,
): Promise<void> {
  const { key, value } = await readMapEntry(bytes, range);
  if (key === "__saved_model_init_op") return;
  if (signatures.size >= maxSignatures) throw new Unreadable("There are too many signatures");
  const inputs: TensorSpec[] = [];
  const outputs: TensorSpec[] = [];
  await walkMessage(bytes, value, async (field) => {
    if (field.wireType !== wireTypes.bytes || field.number > 2) return;
    const specs = field.number === 1 ? inputs : outputs;
    if (specs.length >= maxSpecs) throw new Unreadable("A signature is too long", key);
    specs.push(await readSpec(bytes, field.range));
  });
  const byName = (a: TensorSpec, b: TensorSpec) => (a.name < b.name ? -1 : 1);
  signatures.set(key, { inputs: inputs.sort(byName), outputs: outputs.sort(byName) });
}

/** A `TensorInfo` by the name of the argument. */
async function readSpec(bytes: Bytes, range: Range): Promise<TensorSpec> {
  const { key, value } = await readMapEntry(bytes, range);
  let spec: TensorSpec = { name: key, dtype: "unknown" };
  await walkMessage(bytes, value, async (field) => {
    if (field.number === 2 && field.wireType === wireTypes.varint) {
      spec = { ...spec, dtype: dataTypeName(field.value) };
    }
    if (field.number !== 3 || field.wireType !== wireTypes.bytes) return;
    const shape = await readShape(bytes, field.range);
    if (shape) spec = { ...spec, shape };
  });
  return spec;
}

/** The variables of a `SavedObjectGraph` (saved_object_graph.proto). */
async function readObjects(bytes: Bytes, range: Range, variables: TensorInfo[]): Promise<void> {
  await walkMessage(bytes, range, (node) => {
    if (node.number !== 1 || node.wireType !== wireTypes.bytes) return undefined;
    return walkMessage(bytes, node.range, (field) =>
      field.number === 7 && field.wireType === wireTypes.bytes
        ? readVariable(bytes, field.range, variables)
        : undefined,
    );
  });
}

async function readVariable(bytes: Bytes, range: Range, variables: TensorInfo[]): Promise<void> {
  let name = "";
  let dtype = "unknown";
  let shape: Awaited<ReturnType<typeof readShape>>;
  await walkMessage(bytes, range, async (field) => {
    if (field.number === 1 && field.wireType === wireTypes.varint)
      dtype = dataTypeName(field.value);
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 2) shape = await readShape(bytes, field.range);
    if (field.number === 6) name = await textOf(bytes, field);
  });
  addTensor(variables, { name, dtype, shape, size: undefined });
}
