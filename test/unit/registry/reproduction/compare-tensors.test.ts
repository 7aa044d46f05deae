import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { TensorComparison } from "../../../../src/core/reproduction/tensor-comparison.ts";
import { TensorComparison as Schema } from "../../../../src/core/reproduction/tensor-comparison.ts";
import { compareTensors } from "../../../../src/registry/reproduction/compare-tensors.ts";
import { message } from "../../inspect/support/protobuf-bytes.ts";
import { writeZip } from "../../inspect/support/zip-writer.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

type Tensors = Readonly<Record<string, readonly number[]>>;

const u32 = (value: number): Buffer => Buffer.from(Uint32Array.of(value).buffer);
const u64 = (value: number): Buffer => Buffer.from(BigUint64Array.of(BigInt(value)).buffer);
const text = (value: string): Buffer => Buffer.concat([u64(value.length), Buffer.from(value)]);
const floats = (values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

function safetensors(tensors: Tensors, metadata = "", dtype = "F32"): Buffer {
  const all = Buffer.concat(Object.values(tensors).map(floats));
  let at = 0;
  const entries = Object.entries(tensors).map(([name, values]) => {
    const start = at;
    at += values.length * 4;
    return [name, { dtype, shape: [values.length], data_offsets: [start, at] }];
  });
  const header = JSON.stringify({ __metadata__: { metadata }, ...Object.fromEntries(entries) });
  return Buffer.concat([u64(header.length), Buffer.from(header), all]);
}

function gguf(tensors: Tensors): Buffer {
  const placed = Object.entries(tensors).map(([name, values], index) =>
    Buffer.concat([text(name), u32(1), u64(values.length), u32(0), u64(index * 32)]),
  );
  const head = Buffer.concat([
    Buffer.from("GGUF"),
    ...[u32(3), u64(placed.length), u64(0), ...placed],
  ]);
  const padding = Buffer.alloc(Math.ceil(head.length / 32) * 32 - head.length);
  const data = Object.values(tensors).map((values) =>
    Buffer.concat([floats(values), Buffer.alloc(32 - values.length * 4)]),
  );
  return Buffer.concat([head, padding, ...data]);
}

function onnx(tensors: Tensors): Buffer {
  const initializers = Object.entries(tensors).map(([name, values], index) => {
    // One as raw bytes, the next as a list of floats.
    const content = [index % 2 === 0 ? 9 : 4, floats(values)] as const;
    return [5, message([1, values.length], [2, 1], content, [8, name])] as const;
  });
  const graph = message(...initializers, [2, "graph"]);
  return Buffer.from(message([1, 8], [2, "test"], [7, graph], [8, message([2, 17])]));
}

function npy(values: readonly number[], order = "<"): Buffer {
  const header = `{'descr': '${order}f4', 'fortran_order': False, 'shape': (${values.length},), }\n`;
  const length = Buffer.from(Uint16Array.of(header.length).buffer);
  const magic = Buffer.from("\x93NUMPY\x01\0", "latin1");
  const content = floats(values);
  return Buffer.concat([
    magic,
    length,
    Buffer.from(header),
    order === ">" ? content.swap32() : content,
  ]);
}

function npz(tensors: Tensors): Buffer {
  return writeZip(
    Object.entries(tensors).map(([name, values], index) => ({
      name: `${name}.npy`,
      content: npy(values),
      deflated: index % 2 === 0,
    })),
  );
}

async function compare(
  before: Buffer,
  after: Buffer,
  name = "model.bin",
): Promise<TensorComparison> {
  const folder = await temporaryFolder();
  // Like stored bytes, which have no ending.
  const [recorded, produced] = [join(folder, "ab12"), join(folder, name)];
  await writeFile(recorded, before);
  await writeFile(produced, after);
  const comparison = await compareTensors(recorded, produced, name, {});
  expect(Schema.parse(comparison)).toEqual(comparison);
  return comparison;
}

const before = { bias: [1, 2], weights: [0.5, 0, -4, 8] };
const after = { bias: [1, 2], weights: [0.5, 0.25, -4, 6] };

test.each([
  ["safetensors", safetensors, "model.safetensors"],
  ["gguf", gguf, "model.gguf"],
  ["onnx", onnx, "model.onnx"],
  ["npz", npz, "model.npz"],
] as const)("%s: names the tensors that differ, and how far", async (_format, write, name) => {
  expect(await compare(write(before), write(after), name)).toEqual({
    tensors: 2,
    differing: 1,
    differences: [{ name: "weights", values: 2, absolute: 2, relative: 0.25 }],
  });
  expect(await compare(write(before), write(before), name)).toMatchObject({ differing: 0 });
});

test("npy: one array, and big-endian numbers only as bytes", async () => {
  expect(await compare(npy([1, 2]), npy([1, 3]), "a.npy")).toMatchObject({
    differences: [{ name: "array", values: 1, absolute: 1, relative: 0.5 }],
  });
  expect(await compare(npy([1, 2], ">"), npy([1, 3], ">"), "a.npy")).toMatchObject({
    differences: [{ name: "array", problem: "values of the type >f4 are other ones" }],
  });
});

test("other bytes with the same tensors are equal tensors", async () => {
  const files = [safetensors(before, "today"), safetensors(before, "yesterday")] as const;
  expect(files[0].equals(files[1])).toBe(false);
  expect(await compare(...files, "m.safetensors")).toEqual({
    tensors: 2,
    differing: 0,
    differences: [],
  });
});

test("tensors of one file only, of another shape and of another type are named", async () => {
  const more = { bias: [1, 2, 3], weights: [0.5, 0, -4, 8], head: [1] };
  expect(await compare(safetensors(before), safetensors(more), "m.safetensors")).toEqual({
    tensors: 3,
    differing: 2,
    differences: [
      { name: "bias", problem: "has the shape 3, recorded 2" },
      { name: "head", problem: "was not there" },
    ],
  });
  expect(
    await compare(safetensors(before), safetensors(before, "", "I32"), "m.safetensors"),
  ).toMatchObject({
    differing: 2,
    differences: [{ problem: "is int32, recorded float32" }, {}],
  });
});

test("numbers that are not finite are counted, and are the same as themselves", async () => {
  const [odd, other] = [{ a: [NaN, Infinity, 1, 0] }, { a: [NaN, 1, 1, -0] }];
  expect(await compare(safetensors(odd), safetensors(other), "m.safetensors")).toEqual({
    tensors: 1,
    differing: 1,
    differences: [{ name: "a", values: 1, problem: "1 of them are not finite on one side" }],
  });
});

test("what can't be read without running it is not compared", async () => {
  const pickle = Buffer.from("\x80\x04]\x94.", "latin1");
  expect(await compare(pickle, Buffer.from("\x80\x04K\x01.", "latin1"), "m.pkl")).toEqual({
    problem: expect.stringMatching(/^pickle can.t be compared by tensors$/i) as unknown,
  });
  expect(await compare(Buffer.from("one"), Buffer.from("two"), "notes")).toEqual({
    problem: "a file of an unknown format can't be compared by tensors",
  });
  expect(await compare(safetensors(before), npy([1]), "m.safetensors")).toMatchObject({
    problem: "it is npy, and was safetensors",
  });
});

test("the largest difference is that of the values one by one", async () => {
  const value = fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(0));
  const pair = fc.tuple(value, value);
  await fc.assert(
    fc.asyncProperty(fc.array(pair, { minLength: 1, maxLength: 50 }), async (pairs) => {
      const [old, now] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
      const found = await compare(
        safetensors({ w: old }),
        safetensors({ w: now }),
        "m.safetensors",
      );
      const distances = pairs.map(([a, b]) => Math.abs(b - a));
      const largest = Math.max(...distances);
      if (largest === 0) expect(found).toMatchObject({ differing: 0 });
      else {
        expect(found).toMatchObject({
          differences: [{ absolute: largest, values: distances.filter((each) => each > 0).length }],
        });
      }
    }),
    { numRuns: 50 },
  );
});
