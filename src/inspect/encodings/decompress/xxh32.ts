const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;
const stripe = 16;

/**
 * The checksum of LZ4, piece by piece.
 * Source: xxHash, xxhash_spec.md, “XXH32 algorithm description”.
 */
export class Xxh32 {
  readonly #lanes = Int32Array.of(prime1 + prime2, prime2, 0, -prime1);
  #size = 0;
  /** Bytes of a stripe that is not whole yet. */
  #rest = Buffer.alloc(0);

  update(piece: Uint8Array): void {
    this.#size += piece.length;
    const bytes = Buffer.concat([this.#rest, piece]);
    const lanes = this.#lanes;
    let at = 0;
    for (; at + stripe <= bytes.length; at += stripe) {
      for (let lane = 0; lane < 4; lane++) {
        const mixed = (lanes[lane] ?? 0) + Math.imul(bytes.readInt32LE(at + lane * 4), prime2);
        lanes[lane] = Math.imul(rotate(mixed, 13), prime1);
      }
    }
    this.#rest = bytes.subarray(at);
  }

  digest(): number {
    const [first = 0, second = 0, third = 0, fourth = 0] = this.#lanes;
    let hash =
      this.#size < stripe
        ? prime5
        : rotate(first, 1) + rotate(second, 7) + rotate(third, 12) + rotate(fourth, 18);
    hash = (hash + this.#size) | 0;
    let at = 0;
    for (; at + 4 <= this.#rest.length; at += 4) {
      hash = Math.imul(rotate(hash + Math.imul(this.#rest.readInt32LE(at), prime3), 17), prime4);
    }
    for (; at < this.#rest.length; at++) {
      hash = Math.imul(rotate(hash + Math.imul(this.#rest[at] ?? 0, prime5), 11), prime1);
    }
    hash = Math.imul(hash ^ (hash >>> 15), prime2);
    hash = Math.imul(hash ^ (hash >>> 13), prime3);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}

/** The checksum of bytes that are all there. */
export function xxh32(bytes: Uint8Array): number {
  const hash = new Xxh32();
  hash.update(bytes);
  return hash.digest();
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
