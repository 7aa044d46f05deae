const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte << 24;
  for (let bit = 0; bit < 8; bit++) sum = (sum << 1) ^ (sum < 0 ? 0x04c11db7 : 0);
  return sum;
});

/** CRC-32 with the highest bit first, unlike that of zip. */
export class Bzip2Checksum {
  #sum = -1;

  update(piece: Uint8Array): void {
    let sum = this.#sum;
    for (const byte of piece) sum = (sum << 8) ^ (table[(sum >>> 24) ^ byte] ?? 0);
    this.#sum = sum;
  }

  /** As a signed number of 32 bits. */
  digest(): number {
    return ~this.#sum;
  }
}
