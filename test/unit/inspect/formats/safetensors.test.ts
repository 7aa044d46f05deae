import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Unreadable } from "../../../../src/inspect/contract/format.ts";
import { safetensorsIndex } from "../../../../src/inspect/formats/safetensors-index.ts";
import { safetensors } from "../../../../src/inspect/formats/safetensors.ts";
import { bufferSource, fileToRead, fixture, memoryFolder } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

function encode(header: unknown, dataSize: number): Uint8Array {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataSize)]);
}

const floats = (count: number, start: number) => ({
  dtype: "F32",
  shape: [count],
  data_offsets: [start, start + count * 4],
});

describe("safetensors", () => {
  it("reads a file as the safetensors library does", async () => {
    const file = fileToRead(fixture("digits.safetensors"));
    const expected = expectedModel("digits.safetensors");
    expect(await safetensors.recognise(file)).toBe(true);
    const { description, tensors = [] } = await safetensors.read(file);
    const listed = tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
    expect(listed.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(expected.tensors);
    expect(description).toMatchObject({
      parameterCount: expected.parameters,
      tensorCount: 4,
      dtypes: ["float32"],
      metadata: expected.metadata,
      verdict: "weights-only",
    });
  });

  it.each([
    ["overlap", encode({ a: floats(2, 0), b: floats(2, 4) }, 12), "Two tensors overlap"],
    ["gap", encode({ a: floats(2, 0), b: floats(2, 12) }, 20), "There is a gap before a tensor"],
    ["cut off", encode({ a: floats(2, 0) }, 7), "The file is cut short: 1 byte missing at its end"],
    ["more bytes", encode({ a: floats(2, 0) }, 9), "The last tensor is followed by 1 byte"],
    [
      "wrong size",
      encode({ a: { ...floats(2, 0), shape: [3] } }, 8),
      "A tensor of 3 float32 values cannot take 8 bytes",
    ],
    [
      "too many elements",
      encode({ a: { ...floats(2, 0), shape: [2 ** 30, 2 ** 30] } }, 8),
      "A tensor has more elements than any file could hold",
    ],
    ["negative axis", encode({ a: { ...floats(2, 0), shape: [-2] } }, 8), /Too small/],
    ["no JSON", Buffer.concat([encode({}, 0).subarray(0, 8), Buffer.from("{]")]), "not JSON"],
  ])("refuses a file with a %s", async (_, bytes, message) => {
    const reading = safetensors.read(fileToRead(bytes));
    await expect(reading).rejects.toThrow(Unreadable);
    await expect(reading).rejects.toThrow(message);
  });

  it("refuses a header of more than 25 MB before reading it", async () => {
    const bytes = Buffer.alloc(64 * 1024);
    bytes.writeBigUInt64LE(25_000_001n);
    const source = { ...bufferSource(bytes), size: 2 ** 40 };
    await expect(safetensors.read({ ...fileToRead(bytes), source })).rejects.toThrow(
      "A header of 25000001 bytes is too large",
    );
  });

  it("refuses a header of millions of values before they fill the memory", async () => {
    const header = Buffer.from(`{"__metadata__":{},"a":[${"[],".repeat(8_000_000)}[]]}`);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(header.length));
    await expect(safetensors.read(fileToRead(Buffer.concat([length, header])))).rejects.toThrow(
      "more values than are looked at",
    );
  });

  it("reads no more than the header of a file of 20 GB", async () => {
    const size = 20 * 2 ** 30;
    const bytes = encode({ a: floats(size / 4, 0) }, 0);
    let read = 0;
    const source = {
      name: "large.safetensors",
      size: size + bytes.length,
      read(offset: number, length: number) {
        read += length;
        const part = new Uint8Array(length);
        part.set(bytes.subarray(offset, offset + length));
        return Promise.resolve(part);
      },
    };
    const { description } = await safetensors.read({ ...fileToRead(bytes), source });
    expect(description.parameterCount).toBe(size / 4);
    expect(read).toBeLessThanOrEqual(64 * 1024);
  });

  it("reads 50,000 tensors", async () => {
    const header = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, index) => [`layer.${index}`, floats(1, index * 4)]),
    );
    const { description, tensors } = await safetensors.read(fileToRead(encode(header, 200_000)));
    expect(description.parameterCount).toBe(50_000);
    expect(tensors).toHaveLength(50_000);
  });

  it("gives back whatever tensors were written", async () => {
    const dtypes = { F32: 32, I64: 64, BF16: 16, U8: 8, F8_E4M3: 8 } as const;
    const tensor = fc.record({
      name: fc.string(),
      dtype: fc.constantFrom(...(["F32", "I64", "BF16", "U8", "F8_E4M3"] as const)),
      shape: fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 4 }),
    });
    const tensors = fc.uniqueArray(tensor, { selector: ({ name }) => name });
    await fc.assert(
      fc.asyncProperty(tensors, async (written) => {
        fc.pre(written.every(({ name }) => name !== "__metadata__" && name !== "__proto__"));
        let end = 0;
        const header = written.map(({ name, dtype, shape }) => {
          const start = end;
          end += shape.reduce((product, size) => product * size, dtypes[dtype] / 8);
          return [name, { dtype, shape, data_offsets: [start, end] }];
        });
        const file = fileToRead(encode(Object.fromEntries(header), end));
        const { tensors: read = [] } = await safetensors.read(file);
        const shapes = new Map(read.map(({ name, shape }) => [name, shape]));
        expect(shapes).toEqual(new Map(written.map(({ name, shape }) => [name, shape])));
      }),
    );
  });
});

describe("safetensors in several files", () => {
  const first = encode({ a: floats(2, 0) }, 8);
  const second = encode({ b: floats(3, 0) }, 12);
  const index = (map: Record<string, string>) =>
    Buffer.from(JSON.stringify({ metadata: { total_size: 20 }, weight_map: map }));
  const whole = index({ a: "1-of-2.safetensors", b: "2-of-2.safetensors" });

  it("adds up the files that the index names", async () => {
    const beside = memoryFolder({ "1-of-2.safetensors": first, "2-of-2.safetensors": second });
    const file = fileToRead(whole, "model.safetensors.index.json", beside);
    expect(await safetensorsIndex.recognise(file)).toBe(true);
    const { description, tensors, findings } = await safetensorsIndex.read(file);
    expect(description).toMatchObject({
      parameterCount: 5,
      verdict: "weights-only",
      metadata: { files: "2" },
    });
    expect(tensors?.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(findings).toEqual([]);
  });

  it("says which file is missing", async () => {
    const beside = memoryFolder({ "1-of-2.safetensors": first });
    const { description, findings } = await safetensorsIndex.read(fileToRead(whole, "i", beside));
    expect(description.verdict).toBe("unreadable");
    expect(findings).toMatchObject([
      { code: "safetensors-shard-missing", where: "2-of-2.safetensors" },
    ]);
  });

  it("finds a path out of the folder dangerous", async () => {
    const hostile = index({ a: "../../secret.safetensors" });
    const { description, findings } = await safetensorsIndex.read(
      fileToRead(hostile, "i", memoryFolder({})),
    );
    expect(description.verdict).toBe("dangerous");
    expect(findings).toMatchObject([{ code: "safetensors-shard-outside", severity: "danger" }]);
  });

  it("refuses an index that places a tensor where it is not", async () => {
    const beside = memoryFolder({ "1-of-2.safetensors": first });
    const wrong = index({ a: "1-of-2.safetensors", c: "1-of-2.safetensors" });
    await expect(safetensorsIndex.read(fileToRead(wrong, "i", beside))).rejects.toMatchObject({
      name: "Unreadable",
      where: "tensor c",
    });
  });
});
