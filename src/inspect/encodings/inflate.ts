import { Readable, pipeline } from "node:stream";
import { createGunzip, createInflate, createInflateRaw } from "node:zlib";
import { Unreadable } from "../contract/format.ts";
import { EndOfBytes, type ByteSupply } from "./byte-cursor.ts";
import { pieceSupply } from "./decompress/piece-supply.ts";

export type Compression = "deflate" | "zlib" | "gzip";

const inflaters = { deflate: createInflateRaw, zlib: createInflate, gzip: createGunzip };

/**
 * Returns the decompressed content piece by piece. Throws `LimitReached` after `limit` bytes, which
 * stops decompression bombs. The optional signal ends decompression between reads, as few bytes may
 * expand to many.
 */
export function inflateSupply(
  compressed: ByteSupply,
  compression: Compression,
  limit: number,
  signal?: AbortSignal,
): ByteSupply {
  const inflater = inflaters[compression]({ chunkSize: 64 * 1024 });
  const input = Readable.from(pieces(compressed), { objectMode: false });
  pipeline(input, inflater, () => undefined); // errors come out of the iterator
  return pieceSupply(explained(inflater, signal), limit, () => {
    inflater.destroy();
    input.destroy();
  });
}

async function* explained(
  inflater: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of inflater) {
      signal?.throwIfAborted();
      yield piece;
    }
  } catch (error) {
    throw damaged(error);
  }
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
