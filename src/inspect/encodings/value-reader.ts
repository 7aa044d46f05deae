import { Unreadable } from "../contract/format.ts";
import type { Source } from "../contract/source.ts";
import type { ValueReader } from "../contract/stored-values.ts";
import type { ByteSupply } from "./byte-cursor.ts";

/** Returns a reader of the bytes of a range of a file. */
export function rangeReader(source: Source, start: number, end: number): ValueReader {
  let at = start;
  return {
    async take(length) {
      const bytes = await source.read(at, Math.min(length, end - at));
      if (bytes.length < length) throw new Unreadable("The values of a tensor are cut short");
      at += length;
      return bytes;
    },
    close: () => undefined,
  };
}

/** Returns a reader of the bytes that a supply gives after the first `skipped` ones. */
export function supplyReader(supply: ByteSupply, skipped: number): ValueReader {
  let rest: Uint8Array = new Uint8Array();
  let toSkip = skipped;
  return {
    async take(length) {
      if (toSkip > 0 && (await supply.skip(toSkip)) < toSkip) {
        throw new Unreadable("The values of a tensor are cut short");
      }
      toSkip = 0;
      const pieces = [rest];
      let size = rest.length;
      while (size < length) {
        const piece = await supply.next();
        if (piece.length === 0) throw new Unreadable("The values of a tensor are cut short");
        pieces.push(piece);
        size += piece.length;
      }
      const all = Buffer.concat(pieces, size);
      rest = all.subarray(length);
      return all.subarray(0, length);
    },
    close: () => supply.close?.(),
  };
}
