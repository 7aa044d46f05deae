import { describe, expect, it } from "vitest";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { flax } from "../../../../src/inspect/formats/flax/flax.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const inspect = (bytes: Uint8Array) => inspectFile(fileToRead(bytes, "model.msgpack"));
const text = (value: string) =>
  Buffer.concat([Buffer.from([0xa0 + value.length]), Buffer.from(value)]);
const list = (...items: Uint8Array[]) =>
  Buffer.concat([Buffer.from([0x90 + items.length]), ...items]);
const map = (...entries: (readonly [string, Uint8Array])[]) =>
  Buffer.concat([
    Buffer.from([0x80 + entries.length]),
    ...entries.flatMap(([k, v]) => [text(k), v]),
  ]);
const bytesOf = (...values: number[]) => Buffer.from([0xc4, values.length, ...values]);
const array = (content: Uint8Array) =>
  Buffer.concat([Buffer.from([0xc7, content.length, 1]), content]);
const small = array(list(list(Buffer.from([2])), text("uint8"), bytesOf(1, 2)));

describe("Flax MessagePack", () => {
  it.each([
    ["flax-digits.msgpack", ["float32"], 1210],
    ["flax-state.msgpack", ["bfloat16", "float32"], 1210],
  ])("%s is read as Flax reads it", async (name, dtypes, parameterCount) => {
    const expected = expectedModel(name);
    const { description, tensors } = await inspect(fixture(name));
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      dtypes,
      parameterCount,
      verdict: "weights-only",
      findings: [],
    });
    const plain = tensors.map(({ name: tensor, dtype, shape }) => ({ name: tensor, dtype, shape }));
    expect(plain.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(expected.tensors);
  });

  it("does not claim MessagePack of other programs", async () => {
    const others = [
      map(["a", Buffer.from([1])]),
      map(["a", Buffer.from([0xd6, 0xff, 0, 0, 0, 0])]),
      map(["a", array(list(text("x")))]),
      list(small),
    ];
    for (const other of others) {
      expect(await flax.recognise(fileToRead(other))).toBe(false);
      expect((await inspect(other)).description.format).toBe("unknown");
    }
    expect(await flax.recognise(fileToRead(map(["a", small])))).toBe(true);
  });

  it.each([
    ["is cut off", fixture("flax-digits.msgpack").subarray(0, 3000), "cut short"],
    ["goes on", Buffer.concat([map(["a", small]), Buffer.from([0])]), "Bytes follow"],
    [
      "has too few values",
      map(["a", small], ["b", array(list(list(Buffer.from([3])), text("uint8"), bytesOf(1)))]),
      "not as many bytes",
    ],
    [
      "has an array of any size",
      map(
        ["a", small],
        ["b", array(list(list(Buffer.from([0xce, 255, 255, 255, 255])), text("uint8"), bytesOf()))],
      ),
      "not as many bytes",
    ],
    [
      "is nested without end",
      Buffer.concat([map(["a", small], ["b", Buffer.alloc(0)]), Buffer.alloc(1000, 0x91)]),
      "nested too deeply",
    ],
    [
      "has pieces that don't fit",
      map(
        ["a", small],
        [
          "b",
          map(
            ["__msgpack_chunked_array__", Buffer.from([0xc3])],
            ["shape", map(["0", Buffer.from([5])])],
            ["chunks", map(["0", small])],
          ),
        ],
      ),
      "pieces",
    ],
  ])("is refused when it %s", async (_, bytes, message) => {
    const { description } = await inspect(bytes);
    expect(description).toMatchObject({ format: "flax", verdict: "unreadable" });
    expect(description.findings[0]?.message).toContain(message);
  });
});
