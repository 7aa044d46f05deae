import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Unreadable } from "../../../../src/inspect/contract/format.ts";
import { unpackSnappy } from "../../../../src/inspect/encodings/decompress/snappy.ts";

const limit = 1024 * 1024;
const unpack = (...bytes: readonly number[]): string =>
  Buffer.from(unpackSnappy(Uint8Array.from(bytes), limit)).toString("latin1");
const codes = (text: string): number[] => [...Buffer.from(text, "latin1")];
/** A literal whose length is told in so many bytes. */
const literal = (text: string, width: number): number[] => [
  (59 + width) << 2,
  ...Array.from({ length: width }, (_, index) => ((text.length - 1) >>> (8 * index)) & 0xff),
  ...codes(text),
];

/** Written by cramjam 2.14.0. */
const ofCramjam =
  "mAn0BQEAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8wMTIzNDU2Nzg5Ojs8PT4/QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoOEhYaHiImKi4yNjo+QkZKTlJWWl5iZmpucnZ6foKGio6SlpqeoqaqrrK2ur7CxsrO0tba3uLm6u7y9vr/AwcLDxMXGx8jJysvMzc7P0NHS09TV1tfY2drb3N3e3+Dh4uPk5ebn6Onq6+zt7u/w8fLz9PX29/j5+vv8/f7/AAECAwQF/gAB/gAB/gAB5gABBGFi/gIA/gIA/gIA/gIA/gIA/gIA/gIA/gIA/gIAVgIA/lgE";

describe("a block of Snappy", () => {
  it("may have literals with lengths of every width", () => {
    expect(unpack(3, 2 << 2, ...codes("abc"))).toBe("abc");
    for (const width of [1, 2, 3, 4]) {
      expect(unpack(70, ...literal("x".repeat(70), width))).toBe("x".repeat(70));
    }
  });

  it("may copy from distances of every width, also what it copies itself", () => {
    const ab = [1 << 2, ...codes("ab")];
    expect(unpack(9, ...ab, 1 | (3 << 2), 2)).toBe("ababababa");
    expect(unpack(5, ...ab, 2 | (2 << 2), 1, 0)).toBe("abbbb");
    expect(unpack(4, ...ab, 3 | (1 << 2), 2, 0, 0, 0)).toBe("abab");
    const far = "y".repeat(300);
    const copy = 1 | (1 << 5);
    expect(unpack(0xb0, 2, ...literal(far, 2), copy, 300 - 256)).toBe(far + "yyyy");
  });

  it("of cramjam becomes what it was", () => {
    const counted = Buffer.from(Uint8Array.from({ length: 256 }, (_, index) => index));
    const text = Buffer.concat([
      counted,
      counted,
      Buffer.from("ab".repeat(300)),
      counted.subarray(0, 64),
    ]);
    expect(Buffer.from(unpackSnappy(Buffer.from(ofCramjam, "base64"), limit))).toEqual(text);
  });

  it("may be empty", () => {
    expect(unpack(0)).toBe("");
  });

  it.each([
    ["nothing", []],
    ["a size without end", [0x80, 0x80, 0x80, 0x80, 0x80, 1]],
    ["a size of more than 32 bits", [0xff, 0xff, 0xff, 0xff, 0x7f]],
    ["less than its size", [4, 2 << 2, ...codes("abc")]],
    ["more than its size", [2, 2 << 2, ...codes("abc")]],
    ["a literal that is cut off", [3, 2 << 2, ...codes("ab")]],
    ["a length that is cut off", [3, 61 << 2, 2]],
    ["a literal of four gigabytes", [3, 63 << 2, 0xff, 0xff, 0xff, 0xff, ...codes("abc")]],
    ["a copy from before its start", [6, 1 << 2, ...codes("ab"), 1, 3]],
    ["a copy from nowhere", [6, 1 << 2, ...codes("ab"), 1, 0]],
    ["a copy that is cut off", [6, 1 << 2, ...codes("ab"), 2 | (3 << 2), 1]],
    ["a size that its bytes can't become", [0x80, 0x80, 1, 0, 0]],
  ])("with %s is damaged", (_, bytes) => {
    expect(() => unpack(...bytes)).toThrow("The compressed bytes are damaged");
  });

  it("is refused when its content is too large, before room is made for that", () => {
    const claims = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f);
    expect(() => unpackSnappy(claims, limit)).toThrow(
      "The content of 4294967295 bytes is too large",
    );
  });

  it("of any bytes is its content or unreadable", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        try {
          expect(unpackSnappy(bytes, limit).length).toBeLessThanOrEqual(64 * bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(Unreadable);
        }
      }),
    );
  });
});
