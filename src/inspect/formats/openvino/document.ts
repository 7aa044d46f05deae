import type { Axis, TensorInfo } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { elementCount, maxRank } from "../../contract/tensors.ts";
import { dataTypeOf } from "./data-types.ts";

type Attributes = Readonly<Record<string, string>>;

/** A connection point of a layer. */
interface Port {
  readonly dtype: string;
  readonly shape: Axis[];
  readonly names: string | undefined;
}

/** A layer while its element is open. */
interface Layer {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly isOuter: boolean;
  dtype: string | undefined;
  shape: string | undefined;
  readonly outputNames: string | undefined;
  readonly ports: Port[];
}

/** An input or output of the network, as its layer describes it. */
export interface Endpoint {
  readonly layer: Pick<Layer, "id" | "name" | "outputNames" | "dtype" | "shape">;
  readonly port: Port | undefined;
}

/** A tensor and the bytes of the weights file that it is in. */
export interface Constant extends TensorInfo {
  readonly offset: number;
  readonly size: number;
}

const maxDepth = 100;
const maxLayers = 1_000_000;
const maxInfo = 1000;

/** Facts from a document of OpenVINO's IR, collected while it is read. */
export class IrDocument {
  version: number | undefined;
  name = "";
  doctype: string | undefined;
  isClosed = false;
  readonly operators = new Set<string>();
  readonly opsets = new Set<number>();
  /** Operators of other sets, by the set's name. */
  readonly extensions = new Map<string, Set<string>>();
  readonly constants: Constant[] = [];
  readonly inputs: Endpoint[] = [];
  readonly outputs: Endpoint[] = [];
  /** Names of the outputs of layers by `layer:port`, for the results that they lead to. */
  readonly portNames = new Map<string, string>();
  /** Output that leads to an input, both as `layer:port`. */
  readonly sources = new Map<string, string>();
  /** Values of `rt_info`, by their path below it. */
  readonly info = new Map<string, string>();
  readonly #path: string[] = [];
  readonly #layers: Layer[] = [];
  #layerCount = 0;
  #outerEdges = 0;

  open(name: string, attributes: Attributes): void {
    if (this.#path.length > maxDepth) throw new Unreadable("Elements are nested too deeply");
    if (this.#path.length === 0) this.#openRoot(name, attributes);
    this.#path.push(name);
    const layer = this.#layers.at(-1);
    if (name === "layer") this.#openLayer(attributes);
    else if (name === "edge" && this.#path.length === 3) this.#edge(attributes);
    else if (this.#path[1] === "rt_info" && this.#path.length > 2) this.#noteInfo(attributes);
    else if (layer && name === "data") this.#data(layer, attributes);
    else if (layer && name === "port") this.#port(layer, attributes);
    else if (layer && /^(weights|biases|custom)$/.test(name) && this.#parent() === "blobs") {
      this.#oldBlob(layer, name, attributes);
    }
  }

  close(name: string): void {
    this.#path.pop();
    if (this.#path.length === 0) this.isClosed = true;
    if (name !== "layer") return;
    const layer = this.#layers.pop();
    if (!layer?.isOuter) return;
    const endpoint = { layer, port: layer.ports[0] };
    if (layer.type === "Parameter" || layer.type === "Input") this.inputs.push(endpoint);
    if (layer.type === "Result") this.outputs.push(endpoint);
  }

  /** Text between tags, which only dimensions of ports have. */
  text(text: string): void {
    if (this.#path.at(-1) !== "dim") return;
    const shape = this.#layers.at(-1)?.ports.at(-1)?.shape;
    if (!shape) return;
    if (shape.length >= maxRank) throw new Unreadable(`A port has more than ${maxRank} axes`);
    shape.push(axisOf(text));
  }

  #openRoot(name: string, { name: network = "", version }: Attributes): void {
    if (name !== "net" || version === undefined) {
      throw new Unreadable(`The document is ${name}, not a network of OpenVINO`);
    }
    this.name = network;
    this.version = Number(version);
  }

  #openLayer(attributes: Attributes): void {
    const { id = "", name = "", type = "", version, precision } = attributes;
    this.#layerCount += 1;
    if (this.#layerCount > maxLayers) throw new Unreadable("There are too many layers");
    const isOuter = this.#layers.length === 0;
    this.#layers.push({
      id,
      name,
      type,
      isOuter,
      dtype: precision,
      shape: undefined,
      outputNames: attributes["output_names"],
      ports: [],
    });
    if (!/^(Parameter|Input|Const|Result)$/.test(type)) this.operators.add(type);
    if (version === undefined) return;
    const [, opset] = /^opset(\d{1,4})$/.exec(version) ?? [];
    if (opset !== undefined) this.opsets.add(Number(opset));
    else this.extensions.set(version, (this.extensions.get(version) ?? new Set()).add(type));
  }

  #data(layer: Layer, attributes: Attributes): void {
    const { element_type: dtype, shape, offset, size } = attributes;
    layer.dtype = dtype ?? layer.dtype;
    layer.shape = shape ?? layer.shape;
    if (layer.type !== "Const" || offset === undefined || size === undefined) return;
    const sizes = sizesOf(shape ?? "", layer.name);
    this.#addConstant(layer.name, dataTypeOf(dtype ?? ""), sizes, offset, size);
  }

  #port(layer: Layer, { id = "", precision, names }: Attributes): void {
    layer.ports.push({ dtype: dataTypeOf(precision ?? layer.dtype ?? ""), shape: [], names });
    if (layer.isOuter && names !== undefined) this.portNames.set(`${layer.id}:${id}`, names);
  }

  /** Weights of a layer before version 10; their shape follows from the layer's parameters. */
  #oldBlob(layer: Layer, kind: string, { offset = "", size = "", precision }: Attributes): void {
    const dtype = dataTypeOf(precision ?? layer.dtype ?? "");
    const width = /(16|32|64|8)$/.exec(dtype)?.[1];
    const count = Math.floor((Number(size) * 8) / Number(width ?? 8));
    this.#addConstant(`${layer.name}.${kind}`, dtype, [count], offset, size);
  }

  #addConstant(name: string, dtype: string, shape: number[], offset: string, size: string): void {
    const where = `layer ${name}`;
    elementCount(shape, where);
    const [start, length] = [Number(offset), Number(size)];
    if (!isCount(start) || !isCount(length) || !isCount(start + length)) {
      throw new Unreadable("A constant is at a place that is not possible", where);
    }
    this.constants.push({ name, dtype, shape, offset: start, size: length });
  }

  #edge(attributes: Attributes): void {
    this.#outerEdges += 1;
    if (this.#outerEdges > 4 * maxLayers) throw new Unreadable("There are too many edges");
    const from = `${attributes["from-layer"] ?? ""}:${attributes["from-port"] ?? ""}`;
    const to = attributes["to-layer"] ?? "";
    if (this.portNames.has(from)) this.sources.set(to, from);
  }

  #noteInfo({ name, value }: Attributes): void {
    if (value === undefined || this.info.size >= maxInfo) return;
    const path = this.#path.slice(2).join("/");
    this.info.set(path === "info" && name !== undefined ? name : path, value);
  }

  #parent(): string | undefined {
    return this.#path.at(-2);
  }
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

/** An axis that is not fixed is −1, `?`, or a range such as `1..8`, which stays as it is. */
export function axisOf(text: string): Axis {
  const trimmed = text.trim();
  if (/^\d{1,15}$/.test(trimmed)) return Number(trimmed);
  return trimmed.includes("..") && trimmed.length < 50 ? trimmed : null;
}

function sizesOf(shape: string, name: string): number[] {
  const parts = shape.split(",").filter((part) => part.trim() !== "");
  return parts.map((part) => {
    const axis = axisOf(part);
    if (typeof axis !== "number") throw new Unreadable("A constant has no size", `layer ${name}`);
    return axis;
  });
}
