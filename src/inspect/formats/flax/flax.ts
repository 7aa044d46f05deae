import type { TensorInfo } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import {
  elementCount,
  maxNames,
  maxRank,
  maxTensors,
  summariseTensors,
} from "../../contract/tensors.ts";
import { Bytes } from "../../encodings/bytes.ts";
import { MsgpackReader } from "../../encodings/msgpack-reader.ts";
import type { Item } from "../../encodings/msgpack.ts";

/** Types of extensions that flax.serialization has for arrays; 2 is a complex number. */
const arrayTypes = new Set([1, 3]);
const maxDepth = 64;
const maxValues = 2_000_000;
/** Values that are looked at for the first array. */
const firstValues = 1000;
const chunked = "__msgpack_chunked_array__";

/**
 * Parameters of Flax, as MessagePack with a type of its own for arrays. Restoring it makes arrays, numbers
 * and texts. https://flax.readthedocs.io/en/latest/api_reference/flax.serialization.html
 */
export const flax: FileFormat = {
  id: "flax",
  extensions: [".msgpack"],

  async recognise({ source, head, signal }) {
    const first = head[0] ?? 0;
    if (first < 0x81 || (first > 0x8f && first !== 0xde && first !== 0xdf)) return false;
    const walk = new FlaxWalk(new Bytes(source, signal), { values: firstValues, arrays: 1 });
    try {
      await walk.value(0, "", 0);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
    }
    return walk.tensors.length > 0;
  },

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const walk = new FlaxWalk(new Bytes(source, signal), {
      values: maxValues,
      arrays: maxTensors,
    });
    const end = await walk.value(0, "", 0);
    if (end < source.size) throw new Unreadable("Bytes follow the last value", `byte ${end}`);
    const { tensors } = walk;
    return {
      description: {
        framework: "flax",
        ...summariseTensors(tensors),
        parameterCount: summariseTensors(learned(tensors)).parameterCount,
        verdict: "weights-only",
      },
      tensors,
    };
  },
};

/** A training state has its parameters in `params`, beside those of the optimizer and statistics. */
function learned(tensors: readonly TensorInfo[]): readonly TensorInfo[] {
  const own = tensors.filter(({ name }) => name.startsWith("params."));
  return own.length > 0 ? own : tensors.filter(({ name }) => !name.startsWith("opt_state."));
}

/** Bytes of the elements that are all of one size; of others no size is checked. */
function sizeOf(dtype: string): number | undefined {
  const [, bits] = /^(?:u?int|float|bfloat|complex)(\d+)$/.exec(dtype) ?? [];
  if (dtype === "bool") return 1;
  return bits === undefined || Number(bits) < 8 ? undefined : Number(bits) / 8;
}

/** Walks through the values and gathers the arrays on the way. */
class FlaxWalk {
  readonly tensors: TensorInfo[] = [];
  readonly #reader: MsgpackReader;
  readonly #maxArrays: number;
  #nameBytes = 0;

  constructor(bytes: Bytes, limits: { readonly values: number; readonly arrays: number }) {
    this.#reader = new MsgpackReader(bytes, limits.values);
    this.#maxArrays = limits.arrays;
  }

  /** Reads the value at `position`, called `name`; returns where the next one begins. */
  async value(position: number, name: string, depth: number): Promise<number> {
    if (depth > maxDepth) throw new Unreadable("Values are nested too deeply", `byte ${position}`);
    const item = await this.#reader.item(position);
    switch (item.kind) {
      case "scalar":
        return item.start;
      case "text":
      case "bytes":
        return this.#reader.end(item.start, item.length);
      case "extension": {
        const end = this.#reader.end(item.start, item.length, !arrayTypes.has(item.type));
        if (arrayTypes.has(item.type)) this.#add(await this.#array(item.start, end, name));
        return this.#reader.end(item.start, item.length);
      }
      case "list":
        return this.#entries(item, (at, index) => this.value(at, join(name, index), depth + 1));
      case "map":
        return this.#map(item, name, depth);
    }
  }

  async #map(item: Item & { length: number }, name: string, depth: number): Promise<number> {
    const before = this.tensors.length;
    const shape: number[] = [];
    const keys = { isChunked: false };
    const end = await this.#entries(item, async (at) => {
      const key = await this.#reader.item(at);
      if (key.kind !== "text") throw new Unreadable("A key is no text", `byte ${at}`);
      const text = await this.#reader.text(key.start, key.length);
      const valueAt = key.start + key.length;
      keys.isChunked ||= text === chunked;
      if (keys.isChunked && text === "shape") return this.#chunkedShape(valueAt, shape);
      return this.value(valueAt, join(name, text), depth + 1);
    });
    if (keys.isChunked) this.#joinChunks(before, name, shape);
    return end;
  }

  /** Shape of an array in several pieces: a map of the sizes by number. */
  async #chunkedShape(position: number, shape: number[]): Promise<number> {
    const item = await this.#reader.item(position);
    if (item.kind !== "map") throw new Unreadable("A shape is broken", `byte ${position}`);
    return this.#entries(item, async (at) => {
      const key = await this.#reader.item(at);
      if (key.kind !== "text") throw new Unreadable("A shape is broken", `byte ${at}`);
      const size = await this.#reader.item(this.#reader.end(key.start, key.length));
      shape.push(this.#axis(size, at, shape.length));
      return size.start;
    });
  }

  #joinChunks(before: number, name: string, shape: number[]): void {
    const pieces = this.tensors.splice(before);
    const where = `tensor ${name}`;
    const count = pieces.reduce((sum, piece) => sum + elementCount(piece.shape), 0);
    const [first] = pieces;
    if (!first || elementCount(shape, where) !== count) {
      throw new Unreadable("The pieces of an array are not as many as its shape", where);
    }
    const size = pieces.reduce((sum, piece) => sum + (piece.size ?? 0), 0);
    this.tensors.push({ name, dtype: first.dtype, shape, size });
  }

  /** Reads an array: a list of its shape, the name of its type, and its bytes. */
  async #array(position: number, end: number, name: string): Promise<TensorInfo> {
    const where = `tensor ${name}`;
    const broken = () => new Unreadable("An array is broken", where);
    const outer = await this.#reader.item(position);
    if (outer.kind !== "list" || outer.length !== 3) throw broken();
    const shapeItem = await this.#reader.item(outer.start);
    if (shapeItem.kind !== "list") throw broken();
    const shape: number[] = [];
    const afterShape = await this.#entries(shapeItem, async (at) => {
      const size = await this.#reader.item(at);
      shape.push(this.#axis(size, at, shape.length));
      return size.start;
    });
    const type = await this.#reader.item(afterShape);
    if (type.kind !== "text") throw broken();
    const dtype = (await this.#reader.text(type.start, type.length)).replace(/^<V2$/, "bfloat16");
    const data = await this.#reader.item(type.start + type.length);
    if (data.kind !== "bytes" || data.start + data.length !== end) throw broken();
    const elementSize = sizeOf(dtype);
    if (elementSize !== undefined && elementCount(shape, where) * elementSize !== data.length) {
      throw new Unreadable("An array has not as many bytes as its shape needs", where);
    }
    return { name, dtype, shape, size: data.length };
  }

  #add(tensor: TensorInfo): void {
    elementCount(tensor.shape, `tensor ${tensor.name}`);
    this.#nameBytes += tensor.name.length;
    if (this.tensors.length >= this.#maxArrays || this.#nameBytes > maxNames) {
      throw new Unreadable("There are too many arrays");
    }
    this.tensors.push(tensor);
  }

  #axis(item: Item, position: number, rank: number): number {
    if (item.kind !== "scalar" || rank >= maxRank || !isSize(item.value)) {
      throw new Unreadable("A shape is broken", `byte ${position}`);
    }
    return item.value;
  }

  async #entries(
    item: Item & { length: number },
    read: (position: number, index: string) => Promise<number>,
  ): Promise<number> {
    let position = item.start;
    for (let index = 0; index < item.length; index += 1) {
      position = await read(position, String(index));
    }
    return position;
  }
}

function isSize(value: number | bigint | boolean | null): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function join(name: string, key: string): string {
  return name === "" ? key : `${name}.${key}`;
}
