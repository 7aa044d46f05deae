import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Bytes } from "../../../../src/inspect/encodings/bytes.ts";
import { readHdf5 } from "../../../../src/inspect/encodings/hdf5/read-hdf5.ts";
import { parseDatatype } from "../../../../src/inspect/encodings/hdf5/types.ts";
import { kerasH5 } from "../../../../src/inspect/formats/keras/keras-h5.ts";
import { bufferSource, fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const read = (bytes: Uint8Array) =>
  readHdf5(new Bytes(bufferSource(bytes), new AbortController().signal));

const hdf5Fixture = (name: string): Uint8Array =>
  name.endsWith(".gz") ? gunzipSync(fixture(name)) : fixture(name);

describe("HDF5 that h5py wrote", () => {
  it("is read in its newest structures too", async () => {
    const { description } = await kerasH5.read(fileToRead(fixture("hdf5-latest.h5")));
    expect(description).toMatchObject({
      framework: "keras",
      frameworkVersion: "3.0",
      parameterCount: expectedModel("hdf5-latest.h5").parameters,
      dtypes: ["float16", "bool"],
      verdict: "weights-only",
    });
  });

  it("has a bool only where an enumeration has just its two names", () => {
    const type = (names: readonly string[], width: number): string => {
      const version = width === 0 ? 3 : 1;
      const values = Buffer.from(names.map((_, index) => index));
      const padded = names.map((name) => name.padEnd(Math.max(width, name.length + 1), "\0"));
      return parseDatatype(
        Buffer.concat([
          Buffer.from([version * 16 + 8, names.length, 0, 0, 1, 0, 0, 0]),
          Buffer.from([version * 16, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]),
          Buffer.from(padded.join(""), "latin1"),
          values,
        ]),
      ).name;
    };
    expect([type(["FALSE", "TRUE"], 8), type(["FALSE", "TRUE"], 0)]).toEqual(["bool", "bool"]);
    for (const names of [
      ["FALSE", "TRUE", "UNKNOWN"],
      ["TRUE", "FALSE"],
      ["UNFALSE", "TRUE"],
    ])
      expect([type(names, 8), type(names, 0)]).toEqual(["int8", "int8"]);
  });

  it("may stand behind a user block", async () => {
    const bytes = Buffer.from(fixture("hdf5-latest.h5"));
    expect(kerasH5.recognise(fileToRead(Buffer.concat([Buffer.alloc(700), bytes])))).toBe(false);
    const behind = Buffer.concat([Buffer.alloc(512, "MATLAB"), bytes]);
    expect(kerasH5.recognise(fileToRead(behind))).toBe(true);
    // The base of its addresses is wrong, as the block was put before it by hand.
    await expect(kerasH5.read(fileToRead(behind))).rejects.toThrow(
      "does not begin at its beginning",
    );
    behind.writeBigUInt64LE(512n, 512 + 12);
    await expect(kerasH5.read(fileToRead(behind))).resolves.toMatchObject({
      description: { frameworkVersion: "3.0" },
    });
  });

  it("is dangerous when it takes values from other files", async () => {
    const { description, findings } = await kerasH5.read(fileToRead(fixture("hdf5-external.h5")));
    expect(description.verdict).toBe(expectedModel("hdf5-external.h5")["verdict"]);
    expect(findings).toMatchObject([
      { code: "hdf5-external", severity: "danger", where: "link" },
      { code: "hdf5-external", severity: "danger", where: "outside" },
    ]);
  });

  it.each([
    ["many members", "hdf5-dense.h5"],
    ["members and attributes in the order they were made in", "hdf5-ordered.h5"],
    ["more members than the first blocks of a heap hold", "hdf5-deep-heap.h5.gz"],
  ])("is listed as h5py lists it, with %s", async (_, name) => {
    const expected = expectedModel(name);
    const { datasets, attributes, isComplete } = await read(hdf5Fixture(name));
    expect(isComplete).toBe(true);
    const names = datasets.map((dataset) => dataset.name);
    expect(names).toEqual(names.toSorted());
    if (typeof expected.tensors === "number") expect(datasets).toHaveLength(expected.tensors);
    else {
      expect(datasets.map((tensor) => ({ ...tensor, size: undefined }))).toEqual(
        expected.tensors?.map((tensor) => ({ ...tensor, size: undefined })),
      );
    }
    const count = datasets.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(count).toBe(expected.parameters);
    expect(Object.fromEntries(attributes)).toEqual(expected["attributes"] ?? {});
  });

  it("reads the blocks of a heap that it needs, not the data between", async () => {
    const bytes = hdf5Fixture("hdf5-deep-heap.h5.gz");
    const source = bufferSource(bytes);
    let longest = 0;
    const watched = {
      ...source,
      read(offset: number, length: number) {
        longest = Math.max(longest, length);
        return source.read(offset, length);
      },
    };
    await readHdf5(new Bytes(watched, new AbortController().signal));
    expect(longest).toBeLessThanOrEqual(64 * 1024);
  });

  it("claims nothing of groups whose heap is filtered", async () => {
    const bytes = Buffer.from(fixture("hdf5-dense.h5"));
    bytes.writeUInt16LE(12, bytes.indexOf("FRHP") + 7);
    const { description, findings } = await kerasH5.read(fileToRead(bytes));
    expect(description.verdict).toBe("unreadable");
    expect(description.parameterCount).toBeUndefined();
    expect(findings).toMatchObject([{ code: "hdf5-not-listed" }]);
  });
});

describe("broken HDF5", () => {
  it("whose group contains itself ends", async () => {
    const bytes = Buffer.from(fixture("keras-wine.h5"));
    // The B-tree of the root group gets itself as its first child.
    const tree = bytes.indexOf("TREE");
    bytes.writeBigUInt64LE(BigInt(tree), tree + 32);
    await expect(read(bytes)).rejects.toThrow("A group contains itself");
  });

  it("whose header goes on in itself ends", async () => {
    const bytes = Buffer.from(fixture("hdf5-latest.h5"));
    const header = bytes.indexOf("OHDR");
    // The first message becomes a continuation of the header with the header.
    const block = header + 6 + ((bytes[header + 5]! & 0x20) === 0 ? 0 : 16) + 1;
    bytes.writeUInt8(0x10, block);
    bytes.writeUInt16LE(16, block + 1);
    bytes.writeBigUInt64LE(BigInt(block - 4), block + 4);
    bytes.writeBigUInt64LE(40n, block + 12);
    await expect(read(bytes)).rejects.toMatchObject({ name: "Unreadable" });
  });

  it.each([
    // What each change makes of the tree or the heap of hdf5-ordered.h5.
    ["a tree that contains itself", "BTIN", 6 + 11, "TREE"],
    ["a tree with more records than fit", "BTHD", 24, "COUNT"],
    ["a heap whose first block is nowhere", "FRHP", 132, "NOWHERE"],
    ["a heap with blocks of no possible size", "FRHP", 112, "SIZE"],
  ])("with %s ends", async (_, signature, at, change) => {
    const bytes = Buffer.from(fixture("hdf5-ordered.h5"));
    for (
      let start = bytes.indexOf(signature);
      start >= 0;
      start = bytes.indexOf(signature, start + 1)
    ) {
      if (change === "TREE") bytes.writeBigUInt64LE(BigInt(start), start + at);
      else if (change === "COUNT") bytes.writeUInt16LE(0xffff, start + at);
      else if (change === "SIZE") bytes.writeBigUInt64LE(3n, start + at);
      else bytes.fill(0xff, start + at, start + at + 8);
    }
    await expect(read(bytes)).rejects.toMatchObject({ name: "Unreadable" });
  });
});
