import type { Finding, TensorInfo, TensorSpec } from "../../../core/model/inspection.ts";
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
  textEntryOf,
  textOf,
  walkMessage,
  wireTypes,
  type Range,
} from "../../encodings/protobuf.ts";
import { readFeature } from "./features.ts";
import { modelTypes, taskOf } from "./model-types.ts";
import { countWeights } from "./neural-network.ts";
import { readProgram, type ProgramContents } from "./program.ts";

const maxFeatures = 10_000;
const maxMetadata = 1000;
const networks = new Set([303, 403, 500]);
const programType = 502;
const customType = 555;

/** Core ML, a `Model` (Model.proto). https://apple.github.io/coremltools/mlmodel/Format/Model.html */
export const coreml: FileFormat = {
  id: "coreml",
  extensions: [".mlmodel"],

  async recognise({ source, signal }) {
    const range = { start: 0, end: source.size };
    const fields = await firstFields(new Bytes(source, signal), range, 64);
    const isModel = fields.every(
      ({ number, wireType }) =>
        (number === 1 || number === 10
          ? wireType === wireTypes.varint
          : wireType === wireTypes.bytes) &&
        (number === 1 || number === 2 || number === 10 || number === 100 || modelTypes.has(number)),
    );
    return (
      isModel &&
      fields.some(({ number }) => modelTypes.has(number)) &&
      fields.some(({ number }) => number === 1)
    );
  },

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const model = await readModel(new Bytes(source, signal), source.size);
    const { type, version, inputs, outputs, program, findings } = model;
    if (type === undefined) throw new Unreadable("The model is of no known kind");
    const converter = model.metadata.get("com.github.apple.coremltools.version");
    return {
      description: {
        framework: "coreml",
        formatVersion: `specification ${version}`,
        architecture: type,
        ...taskOf(type),
        ...(converter !== undefined && { producer: `coremltools ${converter}` }),
        ...(program.tensors.length > 0 && summariseTensors(program.tensors)),
        ...(model.weights > 0 && { parameterCount: model.weights }),
        signature: { inputs, outputs },
        metadata: {
          ...Object.fromEntries(model.metadata),
          ...(program.operators.size > 0 && {
            operators: [...program.operators].sort().join(", "),
          }),
        },
        verdict: verdictFrom(findings, findings.length > 0),
      },
      tensors: program.tensors satisfies readonly TensorInfo[],
      findings,
    };
  },
};

interface Model {
  version: number;
  type: string | undefined;
  /** Values of the weights of a neural network. */
  weights: number;
  readonly inputs: TensorSpec[];
  readonly outputs: TensorSpec[];
  readonly metadata: Map<string, string>;
  readonly program: ProgramContents;
  readonly findings: Finding[];
}

async function readModel(bytes: Bytes, size: number): Promise<Model> {
  const model: Model = {
    version: 0,
    type: undefined,
    weights: 0,
    inputs: [],
    outputs: [],
    metadata: new Map(),
    program: { operators: new Set(), tensors: [] },
    findings: [],
  };
  await walkMessage(bytes, { start: 0, end: size }, async (field) => {
    if (field.number === 1 && field.wireType === wireTypes.varint) model.version = field.value;
    if (field.wireType !== wireTypes.bytes) return;
    model.type ??= modelTypes.get(field.number);
    if (field.number === 2) await readDescription(bytes, field.range, model);
    if (field.number === programType) await readProgram(bytes, field.range, model.program);
    if (field.number === customType) model.findings.push(needsClass);
    if (networks.has(field.number)) {
      const network = await countWeights(bytes, field.range);
      model.weights += network.weights;
      if (network.hasCustomLayers) model.findings.push(needsClass);
    }
  });
  return model;
}

const needsClass: Finding = {
  code: "coreml-custom",
  severity: "info",
  message: "The model has custom parts, for which the app has to bring classes along.",
};

/** A `ModelDescription` (Model.proto). */
async function readDescription(bytes: Bytes, range: Range, model: Model): Promise<void> {
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 100) await readMetadata(bytes, field.range, model.metadata);
    const specs =
      field.number === 1 ? model.inputs : field.number === 10 ? model.outputs : undefined;
    if (!specs) return;
    if (specs.length >= maxFeatures) throw new Unreadable("There are too many inputs or outputs");
    specs.push(await readFeature(bytes, field.range));
  });
}

const metadataNames: ReadonlyMap<number, string> = new Map([
  [1, "description"],
  [2, "version"],
  [3, "author"],
  [4, "license"],
]);

/** A `Metadata` (Model.proto), with what the author added in field 100. */
async function readMetadata(
  bytes: Bytes,
  range: Range,
  metadata: Map<string, string>,
): Promise<void> {
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes || metadata.size >= maxMetadata) return;
    const name = metadataNames.get(field.number);
    if (name !== undefined) metadata.set(name, await textOf(bytes, field));
    if (field.number === 100) metadata.set(...(await textEntryOf(bytes, field)));
  });
}
