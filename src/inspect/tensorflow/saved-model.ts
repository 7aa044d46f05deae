import type { Signature, TensorInfo, TensorSpec } from "../../core/inspection.ts";
import { Bytes } from "../bytes.ts";
import { Unreadable, type FileFormat, type FileToRead, type Reading } from "../format.ts";
import { firstFields, textOf, walkMessage, wireTypes, type Range } from "../protobuf.ts";
import { summariseTensors } from "../tensors.ts";
import { verdictFrom } from "../verdict.ts";
import { addTensor, noContents, readGraph, type GraphContents } from "./graph.ts";
import { riskyOperators } from "./operators.ts";
import { dataTypeName, readMapEntry, readShape } from "./types.ts";

const maxSignatures = 1000;
const maxSpecs = 10_000;
const defaultSignature = "serving_default";

/** `saved_model.pb`: a `SavedModel` (saved_model.proto) of one or more graphs with signatures. */
export const savedModelFile: FileFormat = {
  id: "tensorflow-savedmodel",
  name: "TensorFlow SavedModel",
  extensions: [".pb"],

  async recognise({ source, signal }) {
    const bytes = new Bytes(source, signal);
    const [version, graph, ...more] = await firstFields(bytes, { start: 0, end: source.size }, 16);
    if (version?.number !== 1 || version.wireType !== wireTypes.varint) return false;
    if (graph?.number !== 2 || graph.wireType !== wireTypes.bytes) return false;
    if (version.value !== 1 || !more.every(({ number }) => number === 2)) return false;
    // The first field of a MetaGraphDef is a message; that of ONNX's producer name would be text.
    const [info] = await firstFields(bytes, graph.range, 1);
    return info?.number === 1 && info.wireType === wireTypes.bytes;
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
  /** Those of the object graph, which TensorFlow 2 has. */
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
