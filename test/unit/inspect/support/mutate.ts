/** Numbers that repeat for a seed: mulberry32. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const interesting = [0, 1, 0x28, 0x2e, 0x52, 0x62, 0x63, 0x7f, 0x80, 0x81, 0x93, 0x94, 0xff];

/** A few changes of the kinds that break parsers: bits, sizes, cuts, repetitions, pieces of others. */
export function mutate(
  bytes: Uint8Array,
  others: readonly Uint8Array[],
  random: (below: number) => number,
): Buffer {
  let mutated = Buffer.from(bytes);
  for (let changes = 1 + random(4); changes > 0 && mutated.length > 0; changes--) {
    const at = random(mutated.length);
    const length = 1 + random(Math.min(64, mutated.length - at));
    const piece = mutated.subarray(at, at + length);
    const other = others[random(others.length)] ?? bytes;
    const from = random(Math.max(1, other.length));
    switch (random(7)) {
      case 0:
        mutated[at] = (mutated[at] ?? 0) ^ (1 << random(8));
        break;
      case 1:
        mutated[at] = interesting[random(interesting.length)] ?? 0;
        break;
      case 2:
        mutated = mutated.subarray(0, at);
        break;
      case 3:
        mutated = Buffer.concat([mutated.subarray(0, at), piece, mutated.subarray(at)]);
        break;
      case 4:
        mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + length)]);
        break;
      case 5:
        mutated = Buffer.concat([
          mutated.subarray(0, at),
          other.subarray(from, from + 64),
          mutated.subarray(at),
        ]);
        break;
      default:
        if (at + 4 <= mutated.length)
          mutated.writeUInt32LE(random(2) === 0 ? 0xffffffff : random(0x10000), at);
    }
  }
  return mutated;
}
