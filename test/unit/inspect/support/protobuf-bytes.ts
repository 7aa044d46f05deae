/** Writes protobuf messages by field number, to make files that no framework would write. */
export type FieldValue = number | bigint | string | Uint8Array;

export function message(...fields: readonly (readonly [number, FieldValue])[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, value]) => {
      if (typeof value === "number" || typeof value === "bigint") {
        return Buffer.concat([varint(number * 8), varint(value)]);
      }
      const content = typeof value === "string" ? Buffer.from(value) : value;
      return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
    }),
  );
}

export function varint(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return Uint8Array.from([...bytes, Number(rest)]);
}

/**
 * Writes the fields of a message, and of the messages in it down to `depth`, in the reverse order; what
 * is no message stays as it is.
 */
export function reverseFields(bytes: Uint8Array, depth: number): Uint8Array {
  const fields: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = readVarint(bytes, at);
    const value = readVarint(bytes, tag.end);
    if (tag.value % 8 === 0) fields.push(bytes.subarray(at, value.end));
    else if (tag.value % 8 === 2 && value.end + value.value <= bytes.length) {
      const content = bytes.subarray(value.end, value.end + value.value);
      const inner = depth > 1 ? reverseFields(content, depth - 1) : content;
      fields.push(Buffer.concat([bytes.subarray(at, value.end), inner]));
    } else return bytes;
    const last = tag.value % 8 === 2 ? value.end + value.value : value.end;
    at = last;
  }
  return Buffer.concat(fields.reverse());
}

function readVarint(bytes: Uint8Array, at: number): { value: number; end: number } {
  let value = 0;
  for (let end = at; ; end += 1) {
    const byte = bytes[end] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * (end - at));
    if (byte < 0x80) return { value, end: end + 1 };
  }
}
