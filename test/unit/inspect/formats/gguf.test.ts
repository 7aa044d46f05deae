import { describe, expect, it } from "vitest";
import { gguf } from "../../../../src/inspect/formats/gguf/gguf.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string) => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const stringValue = (value: string) => Buffer.concat([u32(8), text(value)]);
const strings = (values: readonly string[]) =>
  Buffer.concat([u32(9), u32(8), u64(values.length), ...values.map(text)]);

interface Tensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly type: number;
  readonly offset: number;
}

function encode(values: Record<string, Buffer>, tensors: readonly Tensor[], data: number): Buffer {
  const header = Buffer.concat([
    Buffer.from("GGUF"),
    u32(3),
    u64(tensors.length),
    u64(Object.keys(values).length),
    ...Object.entries(values).flatMap(([key, value]) => [text(key), value]),
    ...tensors.flatMap(({ name, dimensions, type, offset }) => [
      text(name),
      u32(dimensions.length),
      ...dimensions.map(u64),
      u32(type),
      u64(offset),
    ]),
  ]);
  return Buffer.concat([
    header,
    Buffer.alloc((32 - (header.length % 32)) % 32),
    Buffer.alloc(data),
  ]);
}

describe("GGUF", () => {
  it("reads a file as the gguf library does", async () => {
    const file = fileToRead(fixture("digits.gguf"));
    const expected = expectedModel("digits.gguf");
    expect(await gguf.recognise(file)).toBe(true);
    const { description, tensors = [] } = await gguf.read(file);
    const listed = tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
    expect(listed.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(expected.tensors);
    const metadata = Object.entries(expected.metadata ?? {});
    expect(description).toMatchObject({
      architecture: expected.architecture,
      parameterCount: expected.parameters,
      metadata: Object.fromEntries(metadata.map(([key, value]) => [key, String(value)])),
      verdict: "weights-only",
    });
    expect(description.quantisation).toBeUndefined();
  });

  it("counts the values of quantised tensors and names the quantisation", async () => {
    const q4 = { name: "a", dimensions: [256, 2], type: 12, offset: 0 };
    const f32 = { name: "b", dimensions: [3], type: 0, offset: 288 };
    const values = { "general.file_type": Buffer.concat([u32(4), u32(15)]) };
    const { description, tensors } = await gguf.read(fileToRead(encode(values, [q4, f32], 300)));
    expect(description).toMatchObject({
      parameterCount: 515,
      dtypes: ["Q4_K", "float32"],
      quantisation: "Q4_K_M",
    });
    expect(tensors).toMatchObject([{ shape: [2, 256], size: 288 }, { size: 12 }]);
    const unnamed = await gguf.read(fileToRead(encode({}, [q4, f32], 300)));
    expect(unnamed.description.quantisation).toBe("Q4_K");
  });

  it("counts the words of a vocabulary instead of keeping them", async () => {
    const words = Array.from({ length: 50_000 }, (_, index) => `word ${index}`);
    const bytes = encode({ "tokenizer.ggml.tokens": strings(words) }, [], 0);
    const { description } = await gguf.read(fileToRead(bytes));
    expect(description.metadata).toEqual({ "tokenizer.ggml.tokens": "50,000 values" });
  });

  it("does not keep texts without end", async () => {
    const long = stringValue("x".repeat(1024 * 1024));
    const values = Object.fromEntries(
      Array.from({ length: 65 }, (_, index) => [`key ${index}`, long]),
    );
    await expect(gguf.read(fileToRead(encode(values, [], 0)))).rejects.toThrow("more text");
  });

  it("gives the tags and languages that it has", async () => {
    const tags = strings(["text-generation", "german"]);
    const bytes = encode({ "general.tags": tags, "general.languages": strings(["de"]) }, [], 0);
    const { description } = await gguf.read(fileToRead(bytes));
    expect(description.metadata).toEqual({
      "general.tags": "text-generation, german",
      "general.languages": "de",
    });
  });

  it.each([
    ["overlapping tensors", [0, 32], 64, "Two tensors overlap"],
    ["tensors that are not aligned", [0, 65], 200, "A tensor is not aligned"],
    ["missing data", [0, 64], 127, "The file is cut short: 1 byte of a tensor missing at its end"],
  ])("refuses %s", async (_, offsets, data, message) => {
    const tensors = offsets.map((offset, index) => ({
      name: `t${index}`,
      dimensions: [16],
      type: 0,
      offset,
    }));
    await expect(gguf.read(fileToRead(encode({}, tensors, data)))).rejects.toThrow(message);
  });

  it("refuses counts that no file has", async () => {
    const bytes = Buffer.concat([Buffer.from("GGUF"), u32(3), u64(2 ** 40), u64(1)]);
    await expect(gguf.read(fileToRead(bytes))).rejects.toThrow("tensors are too many");
    const bigEndian = Buffer.from([0x47, 0x47, 0x55, 0x46, 0, 0, 0, 3]);
    await expect(gguf.read(fileToRead(bigEndian))).rejects.toThrow("big-endian");
  });

  it("finds a chat template that reaches for Python dangerous", async () => {
    const template = "{{ ''.__class__.__mro__[1].__subclasses__() }}";
    const key = "tokenizer.chat_template";
    const { description, findings } = await gguf.read(
      fileToRead(encode({ [key]: stringValue(template) }, [], 0)),
    );
    expect(description.verdict).toBe("dangerous");
    expect(findings).toMatchObject([{ code: "chat-template-python", where: key }]);
  });
});
