import type { Finding, TensorInfo, Verdict } from "../../../core/model/inspection.ts";
import { partOf } from "../../contract/archive-member.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type InspectedMember,
  type Reading,
} from "../../contract/format.ts";
import {
  elementCount,
  maxNames,
  maxRank,
  maxTensors,
  summariseTensors,
} from "../../contract/tensors.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { Bytes } from "../../encodings/bytes.ts";
import { MsgpackReader } from "../../encodings/msgpack-reader.ts";
import type { Item } from "../../encodings/msgpack.ts";
import { dtypeFromText } from "../../encodings/pickle/numpy-values.ts";
import { memberKind } from "../archive/member-kind.ts";

const maxValues = 2_000_000;
const maxEntries = 1_000_000;

/**
 * Weights of a model of Thinc, which spaCy keeps in a file `model` for each neural component: MessagePack of
 * the layers, their settings and arrays, and what a wrapped model of another library (a shim) is stored as.
 * Thinc 8.3, model.py (`Model.to_dict`); srsly, _msgpack_numpy.py.
 */
export const thinc: FileFormat = {
  id: "thinc",
  extensions: [],

  recognise: ({ head }) =>
    /^\x84\xa5nodes[\x90-\x9f\xdc\xdd]/.test(Buffer.from(head.subarray(0, 8)).toString("latin1")),

  async read(file: FileToRead): Promise<Reading> {
    const walk = new ThincWalk(file);
    await walk.model();
    const { tensors, layers } = walk;
    const imports = walk.members.flatMap(({ reading }) => reading.description.imports ?? []);
    const calls = walk.members.flatMap(({ reading }) => reading.description.calls ?? []);
    return {
      description: {
        framework: "thinc",
        ...summariseTensors(tensors),
        metadata: { layers: String(layers.length) },
        ...(imports.length > 0 && { imports }),
        ...(calls.length > 0 && { calls }),
        verdict: worstVerdict(walk.verdicts),
      },
      tensors,
      findings: walk.findings,
    };
  },
};

type Container = Item & { length: number };

/** Walks through the file, and gathers layers and arrays on the way. */
class ThincWalk {
  readonly layers: string[] = [];
  readonly tensors: TensorInfo[] = [];
  readonly members: InspectedMember[] = [];
  readonly findings: Finding[] = [];
  readonly verdicts: Verdict[] = [];
  readonly #file: FileToRead;
  readonly #bytes: Bytes;
  readonly #reader: MsgpackReader;
  #nameLength = 0;

  constructor(file: FileToRead) {
    this.#file = file;
    this.#bytes = new Bytes(file.source, file.signal);
    this.#reader = new MsgpackReader(this.#bytes, maxValues);
  }

  async model(): Promise<void> {
    const end = await this.#map(0, (key, at) => {
      switch (key) {
        case "nodes":
          return this.#list(at, (entry) => this.#node(entry));
        case "attrs":
          return this.#list(at, (entry) => this.#map(entry, (_, value) => this.#setting(value)));
        case "params":
          return this.#list(at, (entry, index) =>
            this.#map(entry, (name, value) => this.#parameter(value, this.#nameOf(index, name))),
          );
        case "shims":
          return this.#list(at, (entry, index) =>
            this.#list(entry, (shim) => this.#shim(shim, index)),
          );
        default:
          throw new Unreadable(`There is no part “${key}” of a model`, `byte ${at}`);
      }
    });
    const { size } = this.#file.source;
    if (end < size) throw new Unreadable("Bytes follow the last value", `byte ${end}`);
  }

  /** A layer: its index, name, dimensions and references. */
  #node(position: number): Promise<number> {
    return this.#map(position, async (key, at) => {
      if (key !== "name") return this.#reader.skip(at);
      const item = await this.#reader.item(at);
      if (item.kind !== "text") throw broken(at);
      this.layers.push(this.#noted(await this.#reader.text(item.start, item.length)));
      return item.start + item.length;
    });
  }

  /** A setting is MessagePack within the bytes of a value. Whatever is not, only its layer can read. */
  async #setting(position: number): Promise<number> {
    const item = await this.#reader.item(position);
    if (item.kind !== "bytes") return this.#reader.skip(position);
    const end = this.#reader.end(item.start, item.length);
    if ((await this.#reader.skip(item.start)) !== end) throw broken(position);
    return end;
  }

  /** An array as NumPy's extension of MessagePack writes it; nothing if it was not initialised. */
  async #parameter(position: number, name: string): Promise<number> {
    const first = await this.#reader.item(position);
    if (first.kind === "scalar" && first.value === null) return first.start;
    const array = { isArray: false, typestr: "", size: -1 };
    const shape: number[] = [];
    const end = await this.#map(position, async (key, at) => {
      const item = await this.#reader.item(at);
      if (key === "nd") array.isArray = item.kind === "scalar" && item.value === true;
      else if (key === "type" && item.kind === "text") {
        array.typestr = await this.#reader.text(item.start, item.length);
      } else if (key === "shape") return this.#list(at, (entry) => this.#axis(entry, shape));
      else if (key === "data" && item.kind === "bytes") array.size = item.length;
      return this.#reader.skip(at);
    });
    const { isArray, size } = array;
    const dtype = dtypeFromText(array.typestr);
    const where = `tensor ${name}`;
    if (!isArray || dtype?.itemsize === undefined || dtype.hasObject) {
      throw new Unreadable("An array is broken", where);
    }
    if (elementCount(shape, where) * dtype.itemsize !== size) {
      throw new Unreadable("An array has not as many bytes as its shape needs", where);
    }
    if (this.tensors.length >= maxTensors) throw new Unreadable("There are too many arrays");
    this.tensors.push({ name: this.#noted(name), dtype: dtype.name, shape, size });
    return end;
  }

  async #axis(position: number, shape: number[]): Promise<number> {
    const item = await this.#reader.item(position);
    if (item.kind !== "scalar" || typeof item.value !== "number") throw broken(position);
    if (shape.length >= maxRank) throw broken(position);
    shape.push(item.value);
    return item.start;
  }

  /** Bytes of a wrapped model: MessagePack of settings, and of files, such as a state of PyTorch. */
  async #shim(position: number, layer: number): Promise<number> {
    const item = await this.#reader.item(position);
    if (item.kind !== "bytes") throw broken(position);
    const end = this.#reader.end(item.start, item.length);
    const after = await this.#map(item.start, async (_, at) => {
      const value = await this.#reader.item(at);
      if (value.kind === "bytes") await this.#wrapped(value.start, value.length, layer);
      return this.#reader.skip(at);
    });
    if (after !== end) throw broken(position);
    return end;
  }

  async #wrapped(start: number, length: number, layer: number): Promise<void> {
    this.#reader.end(start, length);
    const where = this.#nameOf(layer, "shim");
    const source = partOf(this.#file.source, where, start, length);
    const inspected = await this.#file.inspectMember(source);
    if (inspected) {
      const { description, findings = [], tensors = [] } = inspected.reading;
      this.members.push(inspected);
      this.verdicts.push(description.verdict);
      this.findings.push(...findings.map((finding) => ({ ...finding, where })));
      for (const tensor of tensors) {
        if (this.tensors.length >= maxTensors) throw new Unreadable("There are too many arrays");
        this.tensors.push({ ...tensor, name: this.#noted(`${where}.${tensor.name}`) });
      }
    } else if (memberKind("settings.json", await source.read(0, 4096), length) !== "text") {
      this.verdicts.push("unreadable");
      this.findings.push({
        code: "thinc-shim-unknown",
        severity: "warning",
        message: "Nothing can be said about a wrapped model, which is of no known format.",
        where,
      });
    }
  }

  async #map(
    position: number,
    read: (key: string, position: number) => Promise<number>,
  ): Promise<number> {
    const map = await this.#container(position, "map");
    let at = map.start;
    for (let left = map.length; left > 0; left -= 1) {
      const key = await this.#reader.item(at);
      // The extension of NumPy has keys of bytes.
      if (key.kind !== "text" && key.kind !== "bytes") throw broken(at);
      const valueAt = key.start + key.length;
      at = await read(await this.#reader.text(key.start, key.length), valueAt);
    }
    return at;
  }

  async #list(
    position: number,
    read: (position: number, index: number) => Promise<number>,
  ): Promise<number> {
    const list = await this.#container(position, "list");
    let at = list.start;
    for (let index = 0; index < list.length; index += 1) at = await read(at, index);
    return at;
  }

  async #container(position: number, kind: "list" | "map"): Promise<Container> {
    const item = await this.#reader.item(position);
    if (item.kind !== kind || item.length > maxEntries) throw broken(position);
    return item;
  }

  #nameOf(layer: number, name: string): string {
    return `${layer}.${this.layers[layer] ?? "?"}.${name}`;
  }

  #noted(name: string): string {
    this.#nameLength += name.length;
    if (this.#nameLength > maxNames) throw new Unreadable("Names of layers are too long");
    return name;
  }
}

function broken(position: number): Unreadable {
  return new Unreadable("The model is not as Thinc writes it", `byte ${position}`);
}
