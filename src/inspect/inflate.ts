import { Readable, pipeline } from "node:stream";
import { createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { EndOfBytes, type ByteSupply } from "./byte-cursor.ts";
import { Unreadable } from "./format.ts";
import { LimitReached } from "./limit-reached.ts";

export type Compression = "deflate" | "zlib" | "gzip";

const inflaters = { deflate: createInflateRaw, zlib: createInflate, gzip: createGunzip };

/** What compressed bytes hold, piece by piece; `LimitReached` after `limit` bytes: bombs end there. */
export function inflateSupply(
  compressed: ByteSupply,
  compression: Compression,
  limit: number,
): ByteSupply {
  const inflater = inflaters[compression]({ chunkSize: 64 * 1024 });
  const input = Readable.from(pieces(compressed), { objectMode: false });
  pipeline(input, inflater, () => undefined); // errors come out of the iterator
  const iterator = inflater[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  let size = 0;
  let left: Uint8Array = new Uint8Array(0);

  const next = async (): Promise<Uint8Array> => {
    if (left.length > 0) {
      const piece = left;
      left = new Uint8Array(0);
      return piece;
    }
    const { value } = await iterator.next().catch((error: unknown) => {
      throw damaged(error);
    });
    size += value?.length ?? 0;
    if (size > limit) throw new LimitReached(`The compressed bytes hold more than ${limit} bytes`);
    return value ?? new Uint8Array(0);
  };
  return {
    next,
    async skip(count) {
      let passed = 0;
      while (passed < count) {
        const piece = await next();
        if (piece.length === 0) break;
        const taken = Math.min(piece.length, count - passed);
        left = piece.subarray(taken);
        passed += taken;
      }
      return passed;
    },
    close() {
      inflater.destroy();
      input.destroy();
    },
  };
}

async function* pieces(supply: ByteSupply): AsyncGenerator<Uint8Array> {
  for (;;) {
    const piece = await supply.next();
    if (piece.length === 0) return;
    yield piece;
  }
}

/** zlib's errors have a code; all others are not about the bytes. */
function damaged(error: unknown): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "Z_BUF_ERROR") return new EndOfBytes("The compressed bytes end too early");
  return typeof code === "string" && code.startsWith("Z_")
    ? new Unreadable("The compressed bytes are damaged")
    : error;
}
