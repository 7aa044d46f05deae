import { Unreadable } from "../../contract/format.ts";
import { u16, u32, u64, type Bytes } from "../bytes.ts";

/** A header message: what a group or dataset is made of (specification IV.A.2). */
export interface Message {
  readonly type: number;
  /** True if `data` is only a reference: the content is elsewhere. */
  readonly isShared: boolean;
  readonly data: Uint8Array;
}

export const messageTypes = {
  dataspace: 0x1,
  linkInfo: 0x2,
  datatype: 0x3,
  link: 0x6,
  externalFiles: 0x7,
  attribute: 0xc,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

/** An address that is not set. */
const undefinedAddress = 0xffff_ffff_ffff_ffffn;
const maxMessages = 100_000;
const maxBlocks = 10_000;
/** Bytes of one block of messages at most. */
const maxBlock = 16 * 1024 * 1024;

/** An address in a message or structure; undefined where none is set. */
export function addressAt(data: Uint8Array, offset: number): number | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (offset + 8 > data.length)
    throw new Unreadable("A part of the file is shorter than it must be");
  return view.getBigUint64(offset, true) === undefinedAddress ? undefined : u64(data, offset);
}

interface Block {
  readonly start: number;
  readonly length: number;
}

/** Layout of the messages of a header: versions 1 and 2 differ. */
interface Layout {
  readonly prefix: number;
  parse(data: Uint8Array, at: number): { type: number; size: number; flags: number };
}

const firstVersion: Layout = {
  prefix: 8,
  parse: (data, at) => ({
    type: u16(data, at),
    size: u16(data, at + 2),
    flags: data[at + 4] ?? 0,
  }),
};

const secondVersion = (hasOrder: boolean): Layout => ({
  prefix: hasOrder ? 6 : 4,
  parse: (data, at) => ({
    type: data[at] ?? 0,
    size: u16(data, at + 1),
    flags: data[at + 3] ?? 0,
  }),
});

/** Every message of the object header at `address`, those of its continuations too. */
export async function readMessages(bytes: Bytes, address: number): Promise<Message[]> {
  const { layout, block, checksum } = await readPrefix(bytes, address);
  const blocks: Block[] = [block];
  const messages: Message[] = [];
  // Continuations are added to the list while it is gone through.
  for (const { start, length } of blocks) {
    if (blocks.length > maxBlocks)
      throw new Unreadable("A header has too many parts", `byte ${address}`);
    if (length > maxBlock) throw new Unreadable("A part of a header is too large", `byte ${start}`);
    const data = await bytes.at(start, length);
    for (let at = 0; at + layout.prefix <= data.length;) {
      const { type, size, flags } = layout.parse(data, at);
      const end = at + layout.prefix + size;
      if (end > data.length) throw new Unreadable("A message is too long", `byte ${start + at}`);
      const content = data.subarray(at + layout.prefix, end);
      at = end;
      if (type === messageTypes.continuation) blocks.push(continuation(content, checksum));
      else messages.push({ type, isShared: (flags & 2) !== 0, data: content });
      if (messages.length > maxMessages) {
        throw new Unreadable("A header has too many messages", `byte ${address}`);
      }
    }
  }
  return messages;
}

async function readPrefix(
  bytes: Bytes,
  address: number,
): Promise<{ layout: Layout; block: Block; checksum: number }> {
  const start = await bytes.at(address, 16);
  if (start[0] === 1) {
    return {
      layout: firstVersion,
      block: { start: address + 16, length: u32(start, 8) },
      checksum: 0,
    };
  }
  const signature = String.fromCharCode(...start.subarray(0, 4));
  if (signature !== "OHDR" || start[4] !== 2) {
    throw new Unreadable("There is no object header where one must be", `byte ${address}`);
  }
  const flags = start[5] ?? 0;
  const sizeAt = 6 + ((flags & 0x20) === 0 ? 0 : 16) + ((flags & 0x10) === 0 ? 0 : 4);
  const sizeLength = 2 ** (flags & 3);
  const size = await bytes.at(address + sizeAt, sizeLength);
  const length = size.reduceRight((sum, byte) => sum * 256 + byte, 0);
  return {
    layout: secondVersion((flags & 4) !== 0),
    block: { start: address + sizeAt + sizeLength, length },
    checksum: 4,
  };
}

/** Blocks of version 2 begin with a signature and end with a checksum. */
function continuation(content: Uint8Array, checksum: number): Block {
  const start = addressAt(content, 0);
  const length = content.length < 16 ? 0 : u64(content, 8);
  if (start === undefined || length < 2 * checksum) {
    throw new Unreadable("A header goes on nowhere");
  }
  return { start: start + checksum, length: length - 2 * checksum };
}
