import { setImmediate } from "node:timers/promises";
import { ByteCursor, type ByteSupply } from "../byte-cursor.ts";
import { bzip2Pieces } from "./bzip2.ts";
import { lz4Pieces } from "./lz4.ts";
import { lzmaPieces } from "./lzma.ts";
import { pieceSupply } from "./piece-supply.ts";

/** Compressions that Node has no decompressor for; `lzma` is .xz and the older .lzma alike. */
export type Compression = "bzip2" | "lzma" | "lz4";

/** Function that decompresses a stream; pieces are never empty and are not changed afterwards. */
type Decompressor = (compressed: ByteCursor) => AsyncGenerator<Uint8Array, void>;

const decompressors: Readonly<Record<Compression, Decompressor>> = {
  bzip2: bzip2Pieces,
  lzma: lzmaPieces,
  lz4: lz4Pieces,
};

/** Bytes after which others are let in: that the person has cancelled is heard of only then. */
const turnSize = 4 * 1024 * 1024;

/**
 * Returns the decompressed content piece by piece. Throws `Unreadable` where the bytes are damaged,
 * `EndOfBytes` where they are cut, `LimitReached` after `limit` bytes, and the signal's reason when
 * that is raised. Consecutive streams are joined, and trailing bytes that are no stream are
 * skipped, as Python does. The decompressors are our own because those on npm either hold the whole
 * content in memory or are no longer maintained.
 */
export function decompressSupply(
  compressed: ByteSupply,
  compression: Compression,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal },
): ByteSupply {
  const pieces = decompressors[compression](new ByteCursor(compressed));
  return pieceSupply(inTurns(pieces, signal), limit, () => compressed.close?.());
}

/** Pauses regularly: few bytes may expand to billions, which could not be cancelled otherwise. */
async function* inTurns(
  pieces: AsyncGenerator<Uint8Array, void>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void> {
  let since = 0;
  for await (const piece of pieces) {
    since += piece.length;
    if (since >= turnSize) {
      since = 0;
      await setImmediate();
      signal.throwIfAborted();
    }
    yield piece;
  }
}
