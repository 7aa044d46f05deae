import { openRegularFile } from "../files/open-regular-file.ts";
import type { TableSize } from "./count-rows.ts";

/** Bytes. Footers of thousands of columns have a few megabytes. */
const maxFooter = 32 * 1024 * 1024;
/** Bytes behind the footer: its length, and the mark. */
const tailLength = 8;
const maxNesting = 16;

/**
 * Reads rows and top-level columns of a Parquet file from its footer
 * (https://parquet.apache.org/docs/file-format/metadata/); undefined if it is none, or its footer
 * is encrypted.
 */
export async function readParquetSize(path: string): Promise<TableSize | undefined> {
  try {
    await using handle = await openRegularFile(path, {
      file: path,
      advice: "check-permission",
      noFollow: true,
    });
    const { size } = await handle.stat();
    const read = async (length: number, at: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, at);
      return buffer.subarray(0, bytesRead);
    };
    if (size < 2 * tailLength) return undefined;
    const tail = await read(tailLength, size - tailLength);
    if (tail.toString("latin1", 4) !== "PAR1") return undefined;
    const length = tail.readUInt32LE(0);
    if (length > Math.min(maxFooter, size - tailLength)) return undefined;
    return readFooter(await read(length, size - tailLength - length));
  } catch {
    // A table of unknown size is no reason to refuse the data.
    return undefined;
  }
}

/** Types of Thrift's compact protocol. */
const type = { true: 1, false: 2, i8: 3, i64: 6, double: 7, binary: 8, list: 9, struct: 12 };

/** `FileMetaData` of parquet.thrift: 2 is the schema, the root first, and 3 the number of rows. */
function readFooter(bytes: Buffer): TableSize | undefined {
  const reader = new CompactReader(bytes);
  let columns: number | undefined;
  for (const field of reader.fields()) {
    if (field.id === 2 && field.type === type.list) {
      columns = readColumns(reader);
    } else if (field.id === 3 && field.type === type.i64) {
      const rows = reader.zigzag();
      return { rows, ...(columns !== undefined && { columns }) };
    } else reader.skip(field.type);
  }
  return undefined;
}

/** Reads the children of the root, `num_children` (5) of the first `SchemaElement`. */
function readColumns(reader: CompactReader): number | undefined {
  const { count, elementType } = reader.list();
  let columns: number | undefined;
  for (let index = 0; index < count; index += 1) {
    if (index > 0) {
      reader.skip(elementType);
      continue;
    }
    for (const field of reader.fields()) {
      if (field.id === 5) columns = reader.zigzag();
      else reader.skip(field.type);
    }
  }
  return columns;
}

interface Field {
  readonly id: number;
  readonly type: number;
}

/**
 * Reads Thrift's compact protocol
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md). Whatever the
 * bytes say, it never reads more than they are.
 *
 * @throws RangeError where the bytes end, or are none of it
 */
class CompactReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Yields the fields of a struct; the value of each must be read or skipped. */
  *fields(): Generator<Field> {
    let id = 0;
    for (;;) {
      const byte = this.#byte();
      if (byte === 0) return;
      const delta = byte >> 4;
      id = delta === 0 ? this.zigzag() : id + delta;
      yield { id, type: byte & 0x0f };
    }
  }

  list(): { readonly count: number; readonly elementType: number } {
    const byte = this.#byte();
    const short = byte >> 4;
    const count = short === 15 ? this.#varint() : short;
    // Each element has a byte at least.
    if (count > this.#bytes.length - this.#at) throw new RangeError("list");
    return { count, elementType: byte & 0x0f };
  }

  zigzag(): number {
    const value = this.#varint();
    const number = value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    if (!Number.isSafeInteger(number)) throw new RangeError("number");
    return number;
  }

  skip(kind: number, depth = 0): void {
    if (depth > maxNesting) throw new RangeError("nesting");
    if (kind === type.true || kind === type.false) return;
    if (kind === type.i8) this.#forward(1);
    else if (kind > type.i8 && kind <= type.i64) this.#varint();
    else if (kind === type.double) this.#forward(8);
    else if (kind === type.binary) this.#forward(this.#varint());
    else if (kind === type.struct)
      for (const field of this.fields()) this.skip(field.type, depth + 1);
    else if (kind === type.list) this.#skipList(depth);
    else throw new RangeError("type");
  }

  #skipList(depth: number): void {
    const { count, elementType } = this.list();
    // In a list a truth value is a byte of its own.
    const kind = elementType <= type.false ? type.i8 : elementType;
    for (let index = 0; index < count; index += 1) this.skip(kind, depth + 1);
  }

  #varint(): number {
    let [value, factor] = [0, 1];
    for (let length = 0; length < 10; length += 1) {
      const byte = this.#byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new RangeError("number");
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new RangeError("end");
    this.#at += 1;
    return byte;
  }

  #forward(count: number): void {
    if (count > this.#bytes.length - this.#at) throw new RangeError("end");
    this.#at += count;
  }
}
