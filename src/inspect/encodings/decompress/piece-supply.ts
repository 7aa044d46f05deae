import { LimitReached } from "../../contract/limit-reached.ts";
import type { ByteSupply } from "../byte-cursor.ts";

/**
 * Returns the output of a decompressor as a supply. Throws `LimitReached` after `limit` bytes,
 * which stops decompression bombs.
 */
export function pieceSupply(
  pieces: AsyncIterator<Uint8Array, unknown>,
  limit: number,
  close?: () => void,
): ByteSupply {
  let size = 0;
  let left: Uint8Array = new Uint8Array(0);

  const next = async (): Promise<Uint8Array> => {
    if (left.length > 0) {
      const piece = left;
      left = new Uint8Array(0);
      return piece;
    }
    const { done, value } = await pieces.next();
    if (done === true) return new Uint8Array(0);
    size += value.length;
    if (size > limit) throw new LimitReached(`The compressed bytes hold more than ${limit} bytes`);
    return value;
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
    ...(close && { close }),
  };
}
