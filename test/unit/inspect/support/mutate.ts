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

export type RandomNumbers = ReturnType<typeof randomNumbers>;

/** A place in the bytes, as many of them as a piece has, and another file to take pieces from. */
interface Place {
  readonly at: number;
  readonly length: number;
  readonly other: Uint8Array;
  readonly random: RandomNumbers;
}

/** Bytes of which opcodes, tags and lengths of the formats are made. */
const interestingBytes = [0, 1, 0x28, 0x2e, 0x52, 0x62, 0x63, 0x7f, 0x80, 0x81, 0x93, 0x94, 0xff];

/** Sizes that readers get wrong who multiply, add or allocate without looking. */
const hostileSizes = [
  0n,
  1n,
  0x7fn,
  0xffffn,
  0x1000000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  (1n << 53n) - 1n,
  1n << 53n,
  (1n << 63n) - 1n,
  (1n << 64n) - 1n,
];

const hostileTexts = [
  "0",
  "-1",
  "1e308",
  "18446744073709551615",
  "9".repeat(400),
  "[".repeat(20_000),
  '{"a":'.repeat(10_000),
  "<a>".repeat(5_000),
  '"',
  "\\u0000",
  "__proto__",
  "../../x",
  "\0",
];

/** Bytes that a mutated input has at most. */
const maxSize = 512 * 1024;

type Mutation = (bytes: Buffer, place: Place) => Buffer;

const splice = (bytes: Buffer, at: number, removed: number, inserted: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + removed)]);

function flipBit(bytes: Buffer, { at, random }: Place): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  return bytes;
}

function replaceByte(bytes: Buffer, { at, random }: Place): Buffer {
  bytes[at] = interestingBytes[random(interestingBytes.length)] ?? 0;
  return bytes;
}

const cut: Mutation = (bytes, { at }) => bytes.subarray(0, at);

const repeat: Mutation = (bytes, { at, length }) =>
  splice(bytes, at, 0, bytes.subarray(at, at + length));

const remove: Mutation = (bytes, { at, length }) => splice(bytes, at, length, Buffer.alloc(0));

/** Repeats a part often: too much work for a reader only shows in large amounts. */
const repeatOften: Mutation = (bytes, { at, length, random }) => {
  const piece = bytes.subarray(at, at + length);
  const times = 1 + random(Math.max(1, Math.floor((maxSize - bytes.length) / length)));
  return splice(bytes, at, 0, Buffer.concat(Array.from({ length: times }, () => piece)));
};

const takeFromOther: Mutation = (bytes, { at, other, random }) => {
  const from = random(Math.max(1, other.length));
  return splice(bytes, at, 0, other.subarray(from, from + 64));
};

const swapHalves: Mutation = (bytes, { at }) =>
  Buffer.concat([bytes.subarray(at), bytes.subarray(0, at)]);

/** A number of four or eight bytes, of either order, that could be a length or an offset. */
const replaceSize: Mutation = (bytes, { at, random }) => {
  const found = findSize(bytes, at) ?? at;
  const size = hostileSizes[random(hostileSizes.length)] ?? 0n;
  const width = [1, 2, 4, 8][random(4)] ?? 4;
  const written = Buffer.alloc(8);
  written.writeBigUInt64LE(size);
  const little = written.subarray(0, width);
  return splice(bytes, found, width, random(4) === 0 ? little.reverse() : little);
};

/** A length or an offset that is off by a little. */
const shiftSize: Mutation = (bytes, { at, random }) => {
  const found = findSize(bytes, at);
  if (found === undefined) return bytes;
  bytes.writeUInt32LE((bytes.readUInt32LE(found) + random(9) - 4) >>> 0, found);
  return bytes;
};

/**
 * From `at`, the first four bytes that are a number of bytes of this file, but not one of a few.
 */
function findSize(bytes: Buffer, at: number): number | undefined {
  const end = Math.min(at + 256, bytes.length - 4);
  for (let offset = at; offset <= end; offset++) {
    const value = bytes.readUInt32LE(offset);
    if (value >= 4 && value <= bytes.length) return offset;
  }
  return undefined;
}

/** A length as protobuf writes it: seven bits a byte, the last without the eighth. */
const replaceVarint: Mutation = (bytes, { at, random }) => {
  const start = bytes.findIndex((byte, index) => index >= at && byte < 0x80);
  if (start < 0) return bytes;
  const varint: number[] = [];
  for (let rest = hostileSizes[random(hostileSizes.length)] ?? 0n; ; rest >>= 7n) {
    if (rest < 0x80n) return splice(bytes, start, 1, Buffer.from([...varint, Number(rest)]));
    varint.push(Number(rest & 0x7fn) | 0x80);
  }
};

/** A number in a text: a shape, a count, an index. */
const replaceNumber: Mutation = (bytes, { at, random }) => {
  const text = bytes.toString("latin1", at, at + 1024);
  const found = /\d+/.exec(text);
  const inserted = Buffer.from(hostileTexts[random(hostileTexts.length)] ?? "");
  return splice(bytes, at + (found?.index ?? 0), found?.[0].length ?? 0, inserted);
};

const mutations: readonly Mutation[] = [
  flipBit,
  flipBit,
  replaceByte,
  cut,
  repeat,
  remove,
  takeFromOther,
  takeFromOther,
  swapHalves,
  replaceSize,
  replaceSize,
  shiftSize,
  replaceVarint,
  replaceNumber,
  repeatOften,
];

/**
 * One to four changes of the kinds that break parsers: bits, cuts, pieces repeated (also very often),
 * removed, exchanged or taken from other files, and lengths, offsets and numbers that can't be.
 */
export function mutate(
  bytes: Uint8Array,
  others: readonly Uint8Array[],
  random: RandomNumbers,
): Buffer {
  let mutated: Buffer = Buffer.from(bytes);
  for (let changes = 1 + random(1 + random(4)); changes > 0 && mutated.length > 0; changes--) {
    const at = random(mutated.length);
    const change = mutations[random(mutations.length)] ?? flipBit;
    mutated = change(mutated, {
      at,
      length: 1 + random(Math.min(64, mutated.length - at)),
      other: others[random(others.length)] ?? bytes,
      random,
    });
  }
  return mutated;
}
