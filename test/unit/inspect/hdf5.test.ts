import { describe, expect, it } from "vitest";
import { Bytes } from "../../../src/inspect/bytes.ts";
import { readHdf5 } from "../../../src/inspect/hdf5/read-hdf5.ts";
import { kerasH5 } from "../../../src/inspect/keras/keras-h5.ts";
import { bufferSource, fileToRead, fixture } from "./support/buffer-source.ts";
import { expectedModel } from "./support/expected.ts";

const read = (bytes: Uint8Array) =>
  readHdf5(new Bytes(bufferSource(bytes), new AbortController().signal));

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

  it("is dangerous when it takes values from other files", async () => {
    const { description, findings } = await kerasH5.read(fileToRead(fixture("hdf5-external.h5")));
    expect(description.verdict).toBe(expectedModel("hdf5-external.h5")["verdict"]);
    expect(findings).toMatchObject([
      { code: "hdf5-external", severity: "danger", where: "link" },
      { code: "hdf5-external", severity: "danger", where: "outside" },
    ]);
  });

  it("claims nothing of groups that it does not list", async () => {
    const { description, findings } = await kerasH5.read(fileToRead(fixture("hdf5-dense.h5")));
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
});
