import { crc32, deflateRawSync } from "node:zlib";

export interface EntryToWrite {
  readonly name: string;
  readonly content: Uint8Array;
  readonly deflated?: boolean;
  readonly flags?: number;
  readonly crc?: number;
  readonly method?: number;
  /** Fields of the local header that differ from the directory. */
  readonly local?: { readonly name?: string; readonly method?: number; readonly flags?: number };
  /** Sizes that the directory names. */
  readonly size?: number;
  readonly compressedSize?: number;
  /** Written in the 64-bit way. */
  readonly zip64?: boolean;
}

export interface ZipToWrite {
  readonly before?: Uint8Array;
  readonly after?: Uint8Array;
  /** True if the offsets count the bytes before, as a self-extracting archive's do. */
  readonly countBefore?: boolean;
  readonly zip64?: boolean;
}

/** Writes a zip, also one that no sane program would write. */
export function writeZip(entries: readonly EntryToWrite[], options: ZipToWrite = {}): Buffer {
  const { before = Buffer.alloc(0), after = Buffer.alloc(0), countBefore = false } = options;
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = countBefore ? before.length : 0;
  for (const entry of entries) {
    const data =
      entry.deflated === true ? deflateRawSync(entry.content) : Buffer.from(entry.content);
    const local = header(entry, data);
    directory.push(header(entry, data, offset));
    parts.push(local, data);
    offset += local.length + data.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(options.zip64 === true ? 0xffff : entries.length, 8);
  end.writeUInt16LE(options.zip64 === true ? 0xffff : entries.length, 10);
  end.writeUInt32LE(options.zip64 === true ? 0xffffffff : central.length, 12);
  end.writeUInt32LE(options.zip64 === true ? 0xffffffff : offset, 16);
  const large =
    options.zip64 === true ? zip64End(entries.length, central.length, offset) : Buffer.alloc(0);
  return Buffer.concat([before, ...parts, central, large, end, after]);
}

/** The header before an entry, or with an offset its entry in the directory. */
function header(entry: EntryToWrite, data: Buffer, offset?: number): Buffer {
  const plain = {
    flags: 0,
    method: entry.deflated === true ? 8 : 0,
    crc: crc32(entry.content),
    ...entry,
    size: entry.content.length,
    compressedSize: data.length,
  };
  if (offset === undefined)
    return record(0x04034b50, { ...plain, ...entry.local }, Buffer.alloc(0));
  const { size = plain.size, compressedSize = plain.compressedSize } = entry;
  const listed = { ...plain, size, compressedSize };
  if (entry.zip64 !== true) return record(0x02014b50, { ...listed, offset }, Buffer.alloc(0));
  const elsewhere = { size: 0xffffffff, compressedSize: 0xffffffff, offset: 0xffffffff };
  return record(0x02014b50, { ...listed, ...elsewhere }, zip64Extra(size, compressedSize, offset));
}

interface HeaderFields {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly offset?: number;
}

function record(signature: number, fields: HeaderFields, extra: Buffer): Buffer {
  const name = Buffer.from(fields.name);
  const fixed = Buffer.alloc(fields.offset === undefined ? 30 : 46);
  const at = fields.offset === undefined ? 0 : 2;
  fixed.writeUInt32LE(signature, 0);
  fixed.writeUInt16LE(fields.flags, at + 6);
  fixed.writeUInt16LE(fields.method, at + 8);
  fixed.writeUInt32LE(fields.crc, at + 14);
  fixed.writeUInt32LE(fields.compressedSize, at + 18);
  fixed.writeUInt32LE(fields.size, at + 22);
  fixed.writeUInt16LE(name.length, at + 26);
  fixed.writeUInt16LE(extra.length, at + 28);
  if (fields.offset !== undefined) fixed.writeUInt32LE(fields.offset, 42);
  return Buffer.concat([fixed, name, extra]);
}

function zip64Extra(size: number, compressed: number, offset: number): Buffer {
  const extra = Buffer.alloc(28);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(24, 2);
  extra.writeBigUInt64LE(BigInt(size), 4);
  extra.writeBigUInt64LE(BigInt(compressed), 12);
  extra.writeBigUInt64LE(BigInt(offset), 20);
  return extra;
}

function zip64End(entries: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(76);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  record.writeUInt32LE(0x07064b50, 56);
  record.writeBigUInt64LE(BigInt(offset + size), 64);
  return record;
}
