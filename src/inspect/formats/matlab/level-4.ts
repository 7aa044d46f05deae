import type { TensorInfo } from "../../../core/model/inspection.ts";
import { Unreadable, type FileToRead, type Reading } from "../../contract/format.ts";
import { elementCount, maxNames, maxTensors, summariseTensors } from "../../contract/tensors.ts";
import { Bytes, viewOf } from "../../encodings/bytes.ts";

/** Five integers: type, rows, columns, whether there is an imaginary part, length of the name. */
const headerSize = 20;
/** Bytes of a name at most, with the zero at its end. */
const maxName = 1024;
/** Variables that are looked at to recognise the format. */
const maxTried = 8;

/** Types of the numbers, by the tens of the type field: name and bytes of one. */
const numbers = [
  ["float64", 8],
  ["float32", 4],
  ["int32", 4],
  ["int16", 2],
  ["uint16", 2],
  ["uint8", 1],
] as const;
const kinds = ["full", "text", "sparse"] as const;

interface Variable {
  readonly name: string;
  readonly kind: (typeof kinds)[number];
  readonly dtype: string;
  readonly shape: readonly [rows: number, columns: number];
  readonly isLittle: boolean;
  /** Offset of its numbers in the file. */
  readonly start: number;
  readonly end: number;
}

/**
 * Returns whether a file begins as a MAT-file of level 4, which has no header of its own: by its first
 * variables, or by what comes before the numbers of the first one if the name is that of a MAT-file.
 */
export async function startsAsLevel4({ source, head, signal }: FileToRead): Promise<boolean> {
  // A type is a small number: two of its four bytes are zero, whatever the byte order.
  const isSmall = (head[0] === 0 && head[1] === 0) || (head[2] === 0 && head[3] === 0);
  if (!isSmall || head.length < headerSize) return false;
  const bytes = new Bytes(source, signal);
  try {
    const isNamed = source.name.toLowerCase().endsWith(".mat");
    for (let at = 0, tried = 0; at < source.size && tried < maxTried; tried += 1) {
      const variable = await readVariable(bytes, at);
      if (tried === 0 && !/^[A-Za-z]\w*$/.test(variable.name)) return false;
      if (isNamed) return true;
      if (variable.end > source.size) return false;
      at = variable.end;
    }
    return true;
  } catch (error) {
    if (error instanceof Unreadable) return false;
    throw error;
  }
}

/**
 * Reads a MAT-file of level 4: numbers and texts, one variable after the other.
 * https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf, “Level 4 MAT-File Format”
 */
export async function readLevel4({ source, signal }: FileToRead): Promise<Reading> {
  const bytes = new Bytes(source, signal);
  const tensors: TensorInfo[] = [];
  const names: string[] = [];
  let nameLength = 0;
  for (let at = 0; at < source.size;) {
    const variable = await readVariable(bytes, at);
    const { name, kind, dtype, start, end } = variable;
    if (end > source.size) throw new Unreadable("The file is cut short", `byte ${start}`);
    nameLength += name.length;
    if (names.length >= maxTensors || nameLength > maxNames) {
      throw new Unreadable("There are too many variables");
    }
    names.push(name);
    const shape = kind === "sparse" ? await sparseShape(bytes, variable) : variable.shape;
    if (kind !== "text") tensors.push({ name, dtype, shape });
    at = end;
  }
  return {
    description: {
      framework: "matlab",
      formatVersion: "4",
      ...summariseTensors(tensors),
      metadata: { variables: names.join(", ") },
      verdict: "weights-only",
    },
    tensors,
  };
}

/** Reads the header and the name of a variable. */
async function readVariable(bytes: Bytes, at: number): Promise<Variable> {
  const where = `byte ${at}`;
  const header = parseHeader(await bytes.at(at, headerSize), where);
  const { kind, shape, nameLength, isComplex, number } = header;
  const [dtype, size] = number;
  const name = Buffer.from(await bytes.at(at + headerSize, nameLength)).toString("latin1");
  if (name.indexOf("\0") !== nameLength - 1) throw new Unreadable("A name has no end", where);
  const start = at + headerSize + nameLength;
  const end = start + elementCount(shape, where) * size * (isComplex ? 2 : 1);
  // A sparse matrix has imaginary parts in a column of their own.
  const hasComplex = isComplex || (kind === "sparse" && shape[1] === 4);
  return {
    name: name.slice(0, -1),
    kind,
    dtype: hasComplex ? (dtype === "float32" ? "complex64" : "complex128") : dtype,
    shape,
    isLittle: header.isLittle,
    start,
    end,
  };
}

interface Header {
  readonly kind: Variable["kind"];
  readonly number: (typeof numbers)[number];
  readonly shape: Variable["shape"];
  readonly isComplex: boolean;
  /** With the zero at its end. */
  readonly nameLength: number;
  readonly isLittle: boolean;
}

function parseHeader(data: Uint8Array, where: string): Header {
  const view = viewOf(data);
  // The thousands of the type say the byte order: 0 is little-endian, 1 big-endian.
  const isLittle = view.getInt32(0, true) >= 0 && view.getInt32(0, true) < 1000;
  const type = view.getInt32(0, isLittle) - (isLittle ? 0 : 1000);
  const number = numbers[Math.floor(type / 10)];
  const kind = kinds[type % 10];
  const [rows = -1, columns = -1, imaginary = -1, nameLength = -1] = [4, 8, 12, 16].map((offset) =>
    view.getInt32(offset, isLittle),
  );
  const isPossible =
    Math.min(rows, columns) >= 0 &&
    (imaginary === 0 || imaginary === 1) &&
    nameLength >= 2 &&
    nameLength <= maxName;
  if (number === undefined || kind === undefined || !isPossible) {
    throw new Unreadable("There is no variable of a MAT-file here", where);
  }
  return { kind, number, shape: [rows, columns], isComplex: imaginary === 1, nameLength, isLittle };
}

/**
 * Returns the shape of a sparse matrix. It is stored as columns of row numbers, column numbers and
 * values, whose last row says the number of rows and columns.
 */
async function sparseShape(
  bytes: Bytes,
  { name, dtype, shape: [rows, columns], isLittle, start }: Variable,
): Promise<readonly [number, number]> {
  const isDouble = dtype === "float64" || dtype === "complex128";
  if (rows < 1 || (columns !== 3 && columns !== 4) || !isDouble) {
    throw new Unreadable("A sparse matrix is broken", `variable ${name}`);
  }
  const last = async (column: number): Promise<number> =>
    viewOf(await bytes.at(start + 8 * (column * rows + rows - 1), 8)).getFloat64(0, isLittle);
  const shape = [await last(0), await last(1)] as const;
  elementCount(shape, `variable ${name}`);
  return shape;
}
