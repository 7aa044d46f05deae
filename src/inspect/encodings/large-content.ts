import type { Finding } from "../../core/model/inspection.ts";
import { count } from "../../core/text/format.ts";
import { memberLimit } from "../contract/archive-member.ts";
import type { ByteSupply } from "./byte-cursor.ts";

/** Bytes of content from which a person is warned, if they are so many times the bytes in the file. */
const largeSize = 256 * 1024 * 1024;
const largeRatio = 100;

/** Bytes of which something holds `size`; `least` when it was not read to its end. */
interface Expansion {
  readonly stored: number;
  readonly size: number;
  readonly least?: boolean;
}

/**
 * Warns of few bytes whose content would fill memory or a disk. Weights hardly shrink when they are
 * compressed.
 *
 * @param container what holds them: “the zip”
 */
export function largeContent(container: string, { stored, size, least }: Expansion): Finding[] {
  if (size < (least ? memberLimit : largeSize) || size < largeRatio * stored) return [];
  const become = `${least ? "at least " : ""}${count(size, "byte")}`;
  return [
    {
      code: "large-content",
      severity: "warning",
      message: `${count(stored, "byte")} of ${container} become ${become} when unpacked.`,
    },
  ];
}

/** A supply that counts its bytes. */
export interface CountedSupply extends ByteSupply {
  readonly passed: () => number;
}

export function countBytes(supply: ByteSupply): CountedSupply {
  let passed = 0;
  return {
    passed: () => passed,
    async next() {
      const piece = await supply.next();
      passed += piece.length;
      return piece;
    },
    async skip(wanted) {
      const skipped = await supply.skip(wanted);
      passed += skipped;
      return skipped;
    },
    close: () => {
      supply.close?.();
    },
  };
}
