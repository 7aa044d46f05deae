import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Bytes } from "../../../../src/inspect/encodings/bytes.ts";
import {
  textOf,
  walkMessage,
  wireTypes,
  type Field,
} from "../../../../src/inspect/encodings/protobuf.ts";
import { bufferSource } from "../support/buffer-source.ts";
import { message, type FieldValue } from "../support/protobuf-bytes.ts";

const bytesOf = (encoded: Uint8Array) =>
  new Bytes(bufferSource(encoded), new AbortController().signal);

async function fieldsOf(encoded: Uint8Array): Promise<Field[]> {
  const fields: Field[] = [];
  await walkMessage(bytesOf(encoded), { start: 0, end: encoded.length }, (field) => {
    fields.push(field);
    return undefined;
  });
  return fields;
}

describe("walking a protobuf message", () => {
  it("gives back what was written, numbers as int64", async () => {
    const number = fc.integer({ min: 1, max: 0x1fffffff });
    const value = fc.oneof(fc.maxSafeInteger(), fc.string());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(number, value)), async (written) => {
        const encoded = message(...written);
        const read = await Promise.all(
          (await fieldsOf(encoded)).map(async (field): Promise<[number, FieldValue]> => [
            field.number,
            field.wireType === wireTypes.varint
              ? field.value
              : await textOf(bytesOf(encoded), field),
          ]),
        );
        expect(read).toEqual(written);
      }),
    );
  });

  it("finds fields wherever the blocks of a file end", async () => {
    for (let size = 65_500; size < 65_560; size += 1) {
      const encoded = message([1, new Uint8Array(size)], [300, 123_456_789], [2, "end"]);
      const [, number, text] = await fieldsOf(encoded);
      expect(number?.value).toBe(123_456_789);
      expect(await textOf(bytesOf(encoded), text!)).toBe("end");
    }
  });

  it.each([
    ["a field that is longer than the message", [0x0a, 5, 1], "longer than what it is part of"],
    ["a field of number 0", [0x00, 1], "no field"],
    ["a group", [0x0b], "no field"],
    ["a number without end", [0x08, ...Array<number>(11).fill(0xff)], "no field"],
    ["a number that is cut off", [0x08, 0xff], "ends in a number"],
  ])("refuses %s", async (_, encoded, problem) => {
    await expect(fieldsOf(Uint8Array.from(encoded))).rejects.toThrow(problem);
  });
});
