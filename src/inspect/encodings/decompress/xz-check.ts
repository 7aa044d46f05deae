import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";

/** Checksum of the content of a block. */
export interface XzCheck {
  /** Bytes that it takes in the file. */
  readonly size: number;
  update(piece: Uint8Array): void;
  /** Undefined for a check that nothing is known of. */
  digest(): Buffer | undefined;
}

/** The check with this number: none, CRC32, CRC64, SHA-256; The .xz File Format, section 2.1.1.2. */
export function xzCheck(type: number): XzCheck {
  if (type === 1) return crc32Check();
  if (type === 4) return crc64Check();
  if (type === 10) return sha256Check();
  const size = type === 0 ? 0 : 4 * 2 ** Math.floor((type - 1) / 3);
  return { size, update: () => undefined, digest: () => undefined };
}

function crc32Check(): XzCheck {
  let sum = 0;
  return {
    size: 4,
    update(piece) {
      sum = crc32(piece, sum);
    },
    digest() {
      const digest = Buffer.alloc(4);
      digest.writeUInt32LE(sum);
      return digest;
    },
  };
}

function sha256Check(): XzCheck {
  const hash = createHash("sha256");
  return {
    size: 32,
    update(piece) {
      hash.update(piece);
    },
    digest: () => hash.digest(),
  };
}

/** ECMA-182, reflected, in two halves: numbers of 64 bits are slow. */
function crc64Check(): XzCheck {
  const { high: highs, low: lows } = crc64Table();
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    size: 8,
    update(piece) {
      for (const byte of piece) {
        const index = (low ^ byte) & 0xff;
        low = ((low >>> 8) | (high << 24)) ^ (lows[index] ?? 0);
        high = (high >>> 8) ^ (highs[index] ?? 0);
      }
    },
    digest() {
      const digest = Buffer.alloc(8);
      digest.writeUInt32LE(~low >>> 0, 0);
      digest.writeUInt32LE(~high >>> 0, 4);
      return digest;
    },
  };
}

function crc64Table(): { high: Int32Array; low: Int32Array } {
  const high = new Int32Array(256);
  const low = new Int32Array(256);
  for (let index = 0; index < 256; index++) {
    let upper = 0;
    let lower = index;
    for (let bit = 0; bit < 8; bit++) {
      const odd = lower & 1;
      lower = (lower >>> 1) | (upper << 31);
      upper >>>= 1;
      if (odd === 1) {
        upper ^= 0xc96c5795;
        lower ^= 0xd7870f42;
      }
    }
    high[index] = upper;
    low[index] = lower;
  }
  return { high, low };
}
