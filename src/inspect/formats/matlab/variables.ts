import type { TensorInfo } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { elementCount, maxNames, maxRank, maxTensors } from "../../contract/tensors.ts";
import type { ByteCursor } from "../../encodings/byte-cursor.ts";
import { utf8, viewOf } from "../../encodings/bytes.ts";
import { elementTypes, readData, readElement, skipData } from "./elements.ts";

/** Classes of arrays that hold numbers, by their number (`mxDOUBLE_CLASS`…). */
const numberClasses: ReadonlyMap<number, string> = new Map([
  [5, "float64"],
  [6, "float64"],
  [7, "float32"],
  [8, "int8"],
  [9, "uint8"],
  [10, "int16"],
  [11, "uint16"],
  [12, "int32"],
  [13, "uint32"],
  [14, "int64"],
  [15, "uint64"],
]);
const classes = { cell: 1, structure: 2, object: 3, text: 4, functionHandle: 16, opaque: 17 };
const isLogical = 0x02;
const isComplex = 0x08;
const maxDepth = 64;
const maxElements = 2_000_000;
const maxClasses = 1000;

/** Variables of a file, gathered while it is read. */
export class Variables {
  readonly names: string[] = [];
  readonly tensors: TensorInfo[] = [];
  /** Classes whose objects loading makes. */
  readonly classes = new Set<string>();
  hasFunctions = false;
  readonly #isLittle: boolean;
  #elements = 0;
  #nameLength = 0;

  constructor(isLittle: boolean) {
    this.#isLittle = isLittle;
  }

  /**
   * Reads an array, with those within it.
   *
   * @param size bytes of its element
   * @param path name by what it is within; undefined for a variable, which has its own
   */
  async readArray(cursor: ByteCursor, size: number, path?: string, depth = 0): Promise<void> {
    this.#countElement();
    if (depth > maxDepth) throw new Unreadable("Arrays are nested too deeply");
    if (size === 0) return;
    const end = cursor.offset + size;
    const flags = await this.#integers(cursor);
    const [bits = 0] = flags;
    const kind = bits & 0xff;
    if (flags.length !== 2) throw new Unreadable("An array is broken", `byte ${end - size}`);
    const shape = kind === classes.opaque ? [] : await this.#integers(cursor, maxRank);
    const ownName = await this.#text(cursor);
    const name = path ?? ownName;
    if (path === undefined) this.#addVariable(name);
    const dtype = numberClasses.get(kind);
    if (dtype !== undefined) this.#addTensor(name, typeOf(dtype, bits >>> 8), shape);
    else if (kind !== classes.text) await this.#readParts(cursor, { kind, end, name, depth });
    // The values of a variable need not be unpacked: nothing follows them in its element.
    if (depth === 0) return;
    const rest = end - cursor.offset;
    if (rest < 0) throw new Unreadable("An array is longer than its element", `byte ${end}`);
    await cursor.skip(rest);
  }

  /** Reads the arrays of a cell, structure or object, or what belongs to a function handle. */
  async #readParts(
    cursor: ByteCursor,
    { kind, end, name, depth }: { kind: number; end: number; name: string; depth: number },
  ): Promise<void> {
    const isKnown = kind === classes.cell || kind === classes.structure;
    let fields: string[] = [];
    if (kind === classes.object) this.#addClass(await this.#text(cursor));
    else if (kind === classes.functionHandle) this.hasFunctions = true;
    else if (kind === classes.opaque) {
      await this.#text(cursor);
      this.#addClass(await this.#text(cursor));
    } else if (!isKnown)
      throw new Unreadable(`An array is of class ${kind}`, `byte ${cursor.offset}`);
    if (kind === classes.structure || kind === classes.object) fields = await this.#fields(cursor);
    for (let index = 0; cursor.offset < end; index += 1) {
      this.#countElement();
      const element = await readElement(cursor, this.#isLittle);
      if (element.type !== elementTypes.matrix) await skipData(cursor, element);
      else {
        const field = fields[index % fields.length];
        const part = field === undefined ? `{${index + 1}}` : `.${field}`;
        await this.readArray(cursor, element.size, `${name}${part}`, depth + 1);
      }
    }
  }

  /** Names of fields, each of the same length and filled with zeros. */
  async #fields(cursor: ByteCursor): Promise<string[]> {
    const [length = 0] = await this.#integers(cursor);
    const data = await readData(cursor, await readElement(cursor, this.#isLittle));
    if (length <= 0) return [];
    const count = Math.floor(data.length / length);
    if (count > maxTensors) throw new Unreadable("A structure has too many fields");
    return Array.from({ length: count }, (_, index) =>
      utf8(data.subarray(index * length, (index + 1) * length)).replace(/\0.*$/s, ""),
    );
  }

  #countElement(): void {
    this.#elements += 1;
    if (this.#elements > maxElements) throw new Unreadable("There are too many arrays");
  }

  #addVariable(name: string): void {
    this.#note(name);
    // What belongs to objects is in a variable without a name.
    if (name === "") this.#addClass("unnamed");
    else this.names.push(name);
  }

  #addTensor(name: string, dtype: string, shape: readonly number[]): void {
    elementCount(shape, `variable ${name}`);
    this.#note(name);
    if (this.tensors.length >= maxTensors) throw new Unreadable("There are too many arrays");
    if (name !== "") this.tensors.push({ name, dtype, shape });
  }

  #addClass(name: string): void {
    if (this.classes.size < maxClasses) this.classes.add(name);
  }

  #note(name: string): void {
    this.#nameLength += name.length;
    if (this.#nameLength > maxNames) throw new Unreadable("Names of variables are too long");
  }

  async #integers(cursor: ByteCursor, most = 2): Promise<number[]> {
    const element = await readElement(cursor, this.#isLittle);
    const isInteger = element.type === elementTypes.int32 || element.type === elementTypes.uint32;
    if (!isInteger || element.size > most * 4 || element.size % 4 !== 0) {
      throw new Unreadable("An array is broken", `byte ${cursor.offset}`);
    }
    const data = await readData(cursor, element);
    const view = viewOf(data);
    return Array.from({ length: data.length / 4 }, (_, index) =>
      view.getInt32(index * 4, this.#isLittle),
    );
  }

  async #text(cursor: ByteCursor): Promise<string> {
    const element = await readElement(cursor, this.#isLittle);
    if (element.type !== elementTypes.int8 && element.type !== elementTypes.utf8) {
      throw new Unreadable("An array has no name", `byte ${cursor.offset}`);
    }
    return utf8(await readData(cursor, element)).slice(0, 1024);
  }
}

function typeOf(dtype: string, flags: number): string {
  if ((flags & isLogical) !== 0) return "bool";
  if ((flags & isComplex) === 0) return dtype;
  return dtype === "float32" ? "complex64" : "complex128";
}
