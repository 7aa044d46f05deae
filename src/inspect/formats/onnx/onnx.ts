import { addTo } from "../../../core/add-to.ts";
import type { Finding } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import type { Source } from "../../contract/source.ts";
import type { StoredValues } from "../../contract/stored-values.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { Bytes } from "../../encodings/bytes.ts";
import {
  firstFields,
  textEntryOf,
  textOf,
  walkMessage,
  wireTypes,
  type Field,
} from "../../encodings/protobuf.ts";
import { rangeReader } from "../../encodings/value-reader.ts";
import { checkExternalData } from "./external-data.ts";
import { noContents, readGraph, readNode, type GraphContents } from "./graph.ts";
import { quantisationOf, taskOf } from "./operators.ts";
import type { ExternalData } from "./tensor.ts";

/** The fields of `ModelProto` (onnx.proto) that have content with a length. */
const textFields = new Set([2, 3, 4, 6, 7, 8, 14, 20, 25, 26]);
const numberFields = new Set([1, 5]);
const maxEntries = 10_000;

/** Operators that come with ONNX Runtime and the common exporters. */
const knownDomains =
  /^(ai\.onnx(\.ml|\.training|\.preview(\.training)?)?|com\.microsoft(\.nchwc|\.experimental)?|com\.ms\.internal\.nhwc|org\.pytorch\.aten)?$/;

/** ONNX, a `ModelProto`. https://github.com/onnx/onnx/blob/main/onnx/onnx.proto */
export const onnx: FileFormat = {
  id: "onnx",
  extensions: [".onnx"],

  async recognise({ source, signal }) {
    const fields = await firstFields(
      new Bytes(source, signal),
      { start: 0, end: source.size },
      256,
    );
    const known = fields.every(({ number, wireType }) =>
      wireType === wireTypes.bytes ? textFields.has(number) : numberFields.has(number),
    );
    const has = (number: number) => fields.some((field) => field.number === number);
    return known && has(1) && has(7);
  },

  async read({ source, beside, signal }: FileToRead): Promise<Reading> {
    const model = await readModel(new Bytes(source, signal), source.size);
    const { contents } = model;
    const tensors = contents.initializers.map(({ info }) => info);
    const stored = new Set(tensors.map(({ name }) => name));
    const external = await checkExternalData(externalData(contents), beside);
    const findings = [...external.findings, ...customOperators(model)];
    const verdict = verdictFrom(findings);
    return {
      description: {
        ...describeProducer(model),
        ...summariseTensors(tensors),
        formatVersion: `IR version ${model.irVersion}`,
        opsets: Object.fromEntries(model.opsets),
        signature: {
          // Before IR version 4 every initializer had to be an input too.
          inputs: contents.inputs.filter(({ name }) => !stored.has(name)),
          outputs: contents.outputs,
        },
        ...taskOf(contents.operators),
        ...quantisationOf(contents.operators),
        metadata: describe(model),
        verdict: external.isComplete || verdict === "dangerous" ? verdict : "unreadable",
      },
      tensors,
      findings,
    };
  },

  async parts({ source, signal }) {
    const { contents } = await readModel(new Bytes(source, signal), source.size);
    return [...new Set(externalData(contents).map(({ location }) => location))];
  },
};

/** Returns the initializers of a model with their values, as far as these are in the file itself. */
export async function onnxValues(
  source: Source,
  signal: AbortSignal,
): Promise<readonly StoredValues[]> {
  const { contents } = await readModel(new Bytes(source, signal), source.size);
  return contents.initializers.map(({ info: { name, dtype, shape, size = 0 }, values }) => ({
    name,
    dtype,
    shape,
    size,
    open: values && (() => Promise.resolve(rangeReader(source, values.start, values.end))),
  }));
}

interface Model {
  irVersion: number;
  modelVersion: number;
  producer: string;
  producerVersion: string;
  readonly texts: Map<string, string>;
  readonly opsets: Map<string, number>;
  readonly metadata: Map<string, string>;
  /** Domains whose operators the model defines itself. */
  readonly ownDomains: Set<string>;
  readonly contents: GraphContents;
}

async function readModel(bytes: Bytes, size: number): Promise<Model> {
  const model: Model = {
    irVersion: 0,
    modelVersion: 0,
    producer: "",
    producerVersion: "",
    texts: new Map(),
    opsets: new Map(),
    metadata: new Map(),
    ownDomains: new Set(),
    contents: noContents(),
  };
  let graphs = 0;
  await walkMessage(bytes, { start: 0, end: size }, async (field) => {
    if (field.wireType === wireTypes.varint) {
      if (field.number === 1) model.irVersion = field.value;
      if (field.number === 5) model.modelVersion = field.value;
      return;
    }
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 7) {
      graphs += 1;
      await readGraph(bytes, field.range, model.contents);
    } else await readField(bytes, field, model);
  });
  if (graphs === 0) throw new Unreadable("The model has no graph");
  return model;
}

async function readField(bytes: Bytes, field: Field, model: Model): Promise<void> {
  if (model.metadata.size + model.opsets.size + model.ownDomains.size > maxEntries) {
    throw new Unreadable("The model has too much metadata", `byte ${field.range.start}`);
  }
  switch (field.number) {
    case 2:
      model.producer = await textOf(bytes, field);
      break;
    case 3:
      model.producerVersion = await textOf(bytes, field);
      break;
    case 4:
      model.texts.set("domain", await textOf(bytes, field));
      break;
    case 6:
      model.texts.set("description", await textOf(bytes, field));
      break;
    case 8:
      model.opsets.set(...(await readOpset(bytes, field)));
      break;
    case 14:
      model.metadata.set(...(await textEntryOf(bytes, field)));
      break;
    case 20:
      await readTraining(bytes, field, model);
      break;
    case 25:
      await readFunction(bytes, field, model);
      break;
    default:
  }
}

/** An `OperatorSetIdProto`. The default domain has an empty name. */
async function readOpset(bytes: Bytes, { range }: Field): Promise<[string, number]> {
  let domain = "";
  let version = 0;
  await walkMessage(bytes, range, async (field) => {
    if (field.number === 2 && field.wireType === wireTypes.varint) version = field.value;
    if (field.number === 1 && field.wireType === wireTypes.bytes)
      domain = await textOf(bytes, field);
  });
  return [domain === "" ? "ai.onnx" : domain, version];
}

/** A `TrainingInfoProto`: the graphs that initialise and train. */
async function readTraining(bytes: Bytes, { range }: Field, { contents }: Model): Promise<void> {
  await walkMessage(bytes, range, (field) =>
    field.wireType === wireTypes.bytes && field.number <= 2
      ? readGraph(bytes, field.range, contents, 1)
      : undefined,
  );
}

/** A `FunctionProto`: an operator that the model defines by others. */
async function readFunction(
  bytes: Bytes,
  { range }: Field,
  { ownDomains, contents }: Model,
): Promise<void> {
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    if (field.number === 7) await readNode(bytes, field.range, contents, 1);
    if (field.number === 10) ownDomains.add(await textOf(bytes, field));
  });
}

function externalData({ initializers, externalElsewhere }: GraphContents): ExternalData[] {
  return [...initializers, ...externalElsewhere].flatMap(({ external }) => external ?? []);
}

function customOperators({ contents, ownDomains }: Model): Finding[] {
  const domains = new Map<string, string[]>();
  for (const operator of contents.operators.keys()) {
    const colon = operator.lastIndexOf(":");
    const domain = colon < 0 ? "" : operator.slice(0, colon);
    if (knownDomains.test(domain) || ownDomains.has(domain)) continue;
    addTo(domains, domain, operator.slice(colon + 1));
  }
  return [...domains].map(([domain, operators]) => ({
    code: "onnx-custom-operators",
    severity: "info",
    message: `The operators of ${domain} (${operators.slice(0, 10).join(", ")}${operators.length > 10 ? "…" : ""}) are not part of ONNX Runtime: loading needs a library that has them.`,
    where: domain,
  }));
}

/** Exporters of a framework write its name and version; converters write their own. */
function describeProducer({ producer, producerVersion }: Model): {
  framework?: string;
  frameworkVersion?: string;
  producer?: string;
} {
  if (producer === "") return {};
  const own = { producer: producerVersion === "" ? producer : `${producer} ${producerVersion}` };
  switch (producer) {
    case "pytorch":
      return {
        framework: "pytorch",
        ...(producerVersion !== "" && { frameworkVersion: producerVersion }),
      };
    case "skl2onnx":
      return { framework: "scikit-learn", ...own };
    case "tf2onnx":
      return { framework: "tensorflow", ...own };
    case "keras2onnx":
      return { framework: "keras", ...own };
    default:
      return own;
  }
}

function describe({ contents, texts, metadata, modelVersion }: Model): Record<string, string> {
  const operators = [...contents.operators.keys()].sort();
  return {
    ...(contents.name !== "" && { graph: contents.name }),
    ...Object.fromEntries([...texts].filter(([, text]) => text !== "")),
    ...(modelVersion > 0 && { "model version": String(modelVersion) }),
    ...(operators.length > 0 && { operators: operators.join(", ") }),
    ...Object.fromEntries(metadata),
  };
}
