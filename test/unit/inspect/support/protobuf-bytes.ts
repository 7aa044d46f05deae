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
