import type { Axis, Finding, TensorSpec } from "../../../core/model/inspection.ts";
import { count } from "../../../core/text/format.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import type { Surroundings } from "../../contract/source.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { beginsWith, Bytes, utf8 } from "../../encodings/bytes.ts";
import { doctypeFinding, parseXml } from "../../encodings/parse-xml.ts";
import { dataTypeOf } from "./data-types.ts";
import { axisOf, IrDocument, type Endpoint } from "./document.ts";

/** Bytes of a graph at most, which are read to the end: that of a large language model has 10 MB. */
const limit = { bytes: 256 * 1024 * 1024, message: "A graph of more than 256 MB is too large" };

/**
 * OpenVINO's intermediate representation: the graph as XML, and the weights in a `.bin` of the same
 * name. https://docs.openvino.ai/2025/documentation/openvino-ir-format/operation-sets.html
 */
export const openvino: FileFormat = {
  id: "openvino",
  extensions: [".xml"],

  recognise({ head }) {
    if (!beginsWith(head, "<")) return false;
    const text = utf8(head.subarray(0, 8192));
    return /^\s*<[?!\w]/.test(text) && /<net\s[^>]*\bversion\s*=[^>]*>\s*<layers[\s/>]/.test(text);
  },

  async read({ source, beside, signal }: FileToRead): Promise<Reading> {
    const document = await parseDocument(new Bytes(source, signal));
    const unsafe =
      document.doctype === undefined ? [] : [doctypeFinding("openvino", document.doctype)];
    if (verdictFrom(unsafe) === "dangerous") {
      return { description: { verdict: "dangerous" }, findings: unsafe };
    }
    if (!document.isClosed) throw new Unreadable("The file is cut short");
    const missing = await checkWeights(document, weightsOf(source.name), beside);
    const findings = [...unsafe, ...missing, ...extensions(document)];
    const tensors = document.constants.map(({ name, dtype, shape, size }) => ({
      name,
      dtype,
      shape,
      size,
    }));
    return {
      description: {
        ...describe(document),
        ...summariseTensors(tensors),
        verdict: missing.length > 0 ? "unreadable" : verdictFrom(findings),
      },
      tensors,
      findings,
    };
  },

  async parts({ source, signal }) {
    const { constants } = await parseDocument(new Bytes(source, signal));
    return constants.length > 0 ? [weightsOf(source.name)] : [];
  },
};

async function parseDocument(bytes: Bytes): Promise<IrDocument> {
  const document = new IrDocument();
  await parseXml(bytes, {
    limit,
    isOver: () => document.doctype?.includes("ENTITY") ?? false,
    doctype: (text) => {
      document.doctype = text;
    },
    open: (name, attributes) => {
      document.open(name, attributes);
    },
    close: (name) => {
      document.close(name);
    },
    text: (text) => {
      document.text(text);
    },
  });
  return document;
}

/** Name of the file with the weights, which loading looks for beside the graph. */
function weightsOf(name: string): string {
  return `${name.replace(/\.xml$/i, "")}.bin`;
}

async function checkWeights(
  { constants }: IrDocument,
  name: string,
  beside: Surroundings,
): Promise<Finding[]> {
  if (constants.length === 0) return [];
  const weights = await beside.open(name);
  if (typeof weights === "string") {
    return [
      {
        code: "openvino-weights-missing",
        severity: "warning",
        message:
          "The file with the weights is not beside the graph, so the model is not complete: it has the same name and ends in .bin.",
        where: name,
      },
    ];
  }
  const end = constants.reduce((far, { offset, size }) => Math.max(far, offset + size), 0);
  if (weights.size >= end) return [];
  return [
    {
      code: "openvino-weights-cut-off",
      severity: "warning",
      message: `The file with the weights has ${count(weights.size, "byte")}, and the graph needs ${end}.`,
      where: name,
    },
  ];
}

function extensions(document: IrDocument): Finding[] {
  return [...document.extensions].map(([set, operators]) => ({
    code: "openvino-extension-operators",
    severity: "info",
    message: `The operators ${[...operators].slice(0, 10).join(", ")} are not OpenVINO's own: loading needs a library that has them.`,
    where: set,
  }));
}

function describe(document: IrDocument): Omit<Reading["description"], "verdict"> {
  const { info, operators, opsets, version, name } = document;
  const runtime = info.get("OpenVINO Runtime") ?? info.get("Runtime_version");
  const converter = info.get("MO_version") ?? info.get("conversion_parameters/version");
  const task = info.get("model_info/task_type");
  const architecture = info.get("model_info/model_type");
  const mode = info.get("nncf/weight_compression/mode");
  const quantisation = mode ?? (operators.has("FakeQuantize") ? "FakeQuantize" : undefined);
  const origin = info.get("conversion_parameters/framework");
  return {
    framework: "openvino",
    ...(runtime !== undefined && { frameworkVersion: runtime }),
    ...(converter !== undefined && { producer: `model conversion ${converter}` }),
    formatVersion: `IR version ${version}`,
    ...(task !== undefined && { task }),
    ...(architecture !== undefined && { architecture }),
    ...(quantisation !== undefined && { quantisation }),
    ...(opsets.size > 0 && { opsets: { openvino: Math.max(...opsets) } }),
    signature: {
      inputs: document.inputs.map((input) => specOf(document, input)),
      outputs: document.outputs.map((output) => specOf(document, output)),
    },
    metadata: {
      ...(name !== "" && { name }),
      ...(origin !== undefined && { "converted from": origin }),
      ...(operators.size > 0 && { operators: [...operators].sort().join(", ") }),
    },
  };
}

/** An output is called by the port that leads to it, an input by its own. */
function specOf(document: IrDocument, { layer, port }: Endpoint): TensorSpec {
  const source = document.sources.get(layer.id);
  const names =
    layer.outputNames ?? port?.names ?? (source && document.portNames.get(source)) ?? layer.name;
  const shape = shapeOf(layer.shape) ?? port?.shape;
  return {
    name: names.split(/(?<!\\),/)[0] ?? layer.name,
    dtype: layer.dtype === undefined ? (port?.dtype ?? "unknown") : dataTypeOf(layer.dtype),
    ...(shape && { shape }),
  };
}

/** A shape as an attribute; undefined for one of any rank (`...`). */
function shapeOf(text: string | undefined): Axis[] | undefined {
  if (text === undefined || text.trim() === "...") return undefined;
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .slice(0, 65)
    .map(axisOf);
}
