/** A field of a message; `value` is that of a varint, `bytes` what has a length. */
export interface MessageField {
  readonly number: number;
  readonly value: number;
  readonly bytes: Uint8Array;
}

const nothing = new Uint8Array();

/**
 * Yields the fields of a protobuf message that is in memory as a whole
 * (https://protobuf.dev/programming-guides/encoding/). Varints beyond 2^53 are rounded.
 *
 * @throws RangeError if the bytes are no message
 */
export function* fieldsOf(message: Uint8Array): Generator<MessageField> {
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  let position = 0;
  const varint = (): number => {
    let [value, factor] = [0, 1];
    for (let count = 0; count < 10; count += 1) {
      const byte = view.getUint8(position);
      position += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      factor *= 128;
    }
    throw new RangeError("a varint of more than ten bytes");
  };
  while (position < message.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case 0:
        yield { number, value: varint(), bytes: nothing };
        break;
      case 1:
        position += 8;
        break;
      case 2: {
        const length = varint();
        const bytes = message.subarray(position, position + length);
        position += length;
        if (position > message.length) throw new RangeError("a field beyond the message");
        yield { number, value: 0, bytes };
        break;
      }
      case 5:
        position += 4;
        break;
      default:
        throw new RangeError("a group, or no message");
    }
  }
}

/** Returns the text of a field. */
export function textOf({ bytes }: MessageField): string {
  return Buffer.from(bytes).toString("utf8");
}
