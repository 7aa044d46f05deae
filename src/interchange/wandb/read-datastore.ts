import { crc32 } from "node:zlib";

/**
 * Log of records that W&B writes while a run goes on, `run-<id>.wandb`: that of LevelDB
 * (https://github.com/google/leveldb/blob/main/doc/log_format.md) after a header of 7 bytes, with
 * CRC-32 of type and data in place of a masked CRC-32C (wandb/sdk/internal/datastore.py).
 */
const header = Buffer.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00]);
const blockLength = 32_768;
const prefixLength = 7;
const whole = 1;
const first = 2;
const last = 4;

/** Maximum size of one record in bytes; what is larger is passed over. */
const maxRecord = 8 * 1024 * 1024;

/** Reason why a log ends before its end: it was cut off while it was written, or is damaged. */
export type EarlyEnd = "not-wandb" | "cut-off" | "damaged";

/**
 * Reads the records of a log, block by block, and stops where one is not as it must be: what came
 * before is good.
 *
 * @returns undefined after the last record
 */
export async function* readDatastore(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, EarlyEnd | undefined> {
  const assembly = new Assembly();
  let isStart = true;
  for await (const block of inBlocks(chunks)) {
    let position = 0;
    if (isStart) {
      if (!block.subarray(0, header.length).equals(header)) return "not-wandb";
      position = header.length;
      isStart = false;
    }
    while (block.length - position >= prefixLength) {
      const length = block.readUInt16LE(position + 4);
      const end = position + prefixLength + length;
      if (end > block.length) return block.length < blockLength ? "cut-off" : "damaged";
      if (crc32(block.subarray(position + 6, end)) !== block.readUInt32LE(position)) {
        return "damaged";
      }
      const data = block.subarray(position + prefixLength, end);
      const record = assembly.add(block.readUInt8(position + 6), data);
      if (record === "damaged") return record;
      if (record) yield record;
      position = end;
    }
    if (block.length < blockLength && position < block.length) return "cut-off";
  }
  if (isStart) return "not-wandb";
  return assembly.isOpen ? "cut-off" : undefined;
}

/** Puts a record together from its parts. */
class Assembly {
  #parts: Uint8Array[] = [];
  #size = 0;
  isOpen = false;

  add(type: number, data: Uint8Array): Uint8Array | "damaged" | undefined {
    if (type < whole || type > last || this.isOpen === type <= first) return "damaged";
    this.isOpen = type !== whole && type !== last;
    if (type <= first) [this.#parts, this.#size] = [[], 0];
    this.#size += data.length;
    if (this.#size > maxRecord) {
      this.#parts = [];
      return undefined;
    }
    this.#parts.push(data);
    return this.isOpen ? undefined : Buffer.concat(this.#parts);
  }
}

/** Yields the blocks of a file, of which the last may be shorter. */
async function* inBlocks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    let position = 0;
    for (; rest.length - position >= blockLength; position += blockLength) {
      yield rest.subarray(position, position + blockLength);
    }
    rest = rest.subarray(position);
  }
  if (rest.length > 0) yield rest;
}
