import { open, type FileHandle } from "node:fs/promises";

/**
 * Files as large as real models, written in a moment: their numbers are holes that the file system
 * does not store. What a reader needs is where a framework would put it.
 */

const GiB = 1024 ** 3;

/** safetensors: the header's length, the header as JSON, the data. 300 tensors, 10 GiB. */
export async function writeSafetensors(path: string): Promise<void> {
  const [count, columns] = [300, 4096];
  const rows = Math.floor((10 * GiB) / (count * columns * 2));
  const bytes = rows * columns * 2;
  const entries = Array.from({ length: count }, (_, index) => [
    `model.layers.${index}.weight`,
    { dtype: "F16", shape: [rows, columns], data_offsets: [index * bytes, (index + 1) * bytes] },
  ]);
  const header = Buffer.from(JSON.stringify(Object.fromEntries(entries)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  await write(path, [length, header, count * bytes]);
}

/** ONNX (onnx.proto): a model whose graph has one initialiser with 2 GB of raw data. */
export async function writeOnnx(path: string): Promise<void> {
  const values = 500_000_000;
  const data = values * 4;
  const tensorStart = Buffer.concat([
    field(1, 0, varint(values)), // dims
    field(2, 0, varint(1)), // data_type: float
    lengthDelimited(8, Buffer.from("weight")), // name
    field(9, 2, varint(data)), // raw_data
  ]);
  const graphStart = field(5, 2, varint(tensorStart.length + data)); // initializer
  const graphSize = graphStart.length + tensorStart.length + data;
  const opset = lengthDelimited(8, field(2, 0, varint(17)));
  const start = [field(1, 0, varint(8)), opset, field(7, 2, varint(graphSize))];
  await write(path, [...start, graphStart, tensorStart, data]);
}

/** PyTorch: an uncompressed zip of a pickle that refers to one storage of 5 GiB (zip64). */
export async function writePyTorch(path: string, pickle: Uint8Array): Promise<void> {
  const parts: (Buffer | Uint8Array | number)[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, size, content] of [
    ["archive/data.pkl", pickle.length, pickle],
    ["archive/version", 2, Buffer.from("3\n")],
    ["archive/data/0", 5 * GiB, 5 * GiB],
  ] as const) {
    const local = zipHeader("local", name, size, offset);
    directory.push(zipHeader("central", name, size, offset));
    parts.push(local, content);
    offset += local.length + size;
  }
  const central = Buffer.concat(directory);
  await write(path, [...parts, central, zipEnd(directory.length, central.length, offset)]);
}

/** Bytes as they are; a number is that many bytes of nothing. */
async function write(path: string, parts: readonly (Uint8Array | number)[]): Promise<void> {
  const file: FileHandle = await open(path, "wx");
  try {
    let offset = 0;
    for (const part of parts) {
      if (typeof part !== "number") await file.write(part, 0, part.length, offset);
      offset += typeof part === "number" ? part : part.length;
    }
    await file.truncate(offset);
  } finally {
    await file.close();
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

function field(number: number, wireType: number, content: Buffer): Buffer {
  return Buffer.concat([varint(number * 8 + wireType), content]);
}

function lengthDelimited(number: number, content: Buffer): Buffer {
  return field(number, 2, Buffer.concat([varint(content.length), content]));
}

/** APPNOTE.TXT 4.3.7 and 4.3.12, sizes in the zip64 extra field (4.5.3). The checksum is left out. */
function zipHeader(kind: "local" | "central", name: string, size: number, offset: number): Buffer {
  const isCentral = kind === "central";
  const extra = Buffer.alloc(isCentral ? 28 : 20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(extra.length - 4, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(size), 12);
  if (isCentral) extra.writeBigUInt64LE(BigInt(offset), 20);
  const header = Buffer.alloc(isCentral ? 46 : 30);
  header.writeUInt32LE(isCentral ? 0x02014b50 : 0x04034b50, 0);
  const at = isCentral ? 2 : 0;
  if (isCentral) header.writeUInt16LE(45, 4);
  header.writeUInt16LE(45, 4 + at);
  header.writeUInt32LE(0xffffffff, 18 + at);
  header.writeUInt32LE(0xffffffff, 22 + at);
  header.writeUInt16LE(name.length, 26 + at);
  header.writeUInt16LE(extra.length, 28 + at);
  if (isCentral) header.writeUInt32LE(0xffffffff, 42);
  return Buffer.concat([header, Buffer.from(name), extra]);
}

/** APPNOTE.TXT 4.3.14 to 4.3.16: the zip64 end record, its locator, the end record. */
function zipEnd(entries: number, size: number, offset: number): Buffer {
  const end64 = Buffer.alloc(56);
  end64.writeUInt32LE(0x06064b50, 0);
  end64.writeBigUInt64LE(44n, 4);
  end64.writeUInt16LE(45, 12);
  end64.writeUInt16LE(45, 14);
  end64.writeBigUInt64LE(BigInt(entries), 24);
  end64.writeBigUInt64LE(BigInt(entries), 32);
  end64.writeBigUInt64LE(BigInt(size), 40);
  end64.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries, 8);
  end.writeUInt16LE(entries, 10);
  end.writeUInt32LE(0xffffffff, 12);
  end.writeUInt32LE(0xffffffff, 16);
  return Buffer.concat([end64, locator, end]);
}
