import { describe, expect, it } from "vitest";
import type { Inspection } from "../../../../src/core/model/inspection.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { bufferSource, nothingBeside } from "../support/buffer-source.ts";
import { assemble, systemTrue } from "../support/pickle-assembler.ts";
import { writeZip } from "../support/zip-writer.ts";

const inspect = (bytes: Uint8Array, name = "array.npy"): Promise<Inspection> =>
  inspectFile({ source: bufferSource(bytes, name), beside: nothingBeside });

function npy(header: string, content: Uint8Array, version = 1): Buffer {
  const text = Buffer.from(`${header}\n`);
  const length = Buffer.alloc(version === 1 ? 2 : 4);
  if (version === 1) length.writeUInt16LE(text.length);
  else length.writeUInt32LE(text.length);
  return Buffer.concat([
    Buffer.from(`\x93NUMPY${String.fromCharCode(version)}\0`, "latin1"),
    length,
    text,
    content,
  ]);
}
const header = (descr: string, shape: string): string =>
  `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
const objects = assemble(["PROTO", 4], "EMPTY_LIST", "STOP");

describe("NumPy arrays", () => {
  it.each([
    ["'<f4'", "(3, 4)", 1, "float32", [3, 4], 12],
    ["'|b1'", "(5,)", 2, "bool", [5], 5],
    ["'<U3'", "(2,)", 3, "str96", [2], 2],
    ["'>i8'", "()", 1, "int64", [], 1],
  ] as const)("of %s %s", async (descr, shape, version, dtype, sizes, count) => {
    const { description, tensors } = await inspect(
      npy(header(descr, shape), Buffer.alloc(100), version),
    );
    expect(tensors).toEqual([{ name: "array", dtype, shape: sizes }]);
    expect(description).toMatchObject({
      format: "npy",
      formatVersion: `${version}.0`,
      framework: "numpy",
      verdict: "weights-only",
      parameterCount: count,
      findings: [],
    });
  });

  it("of records are taken for numbers when no pickle follows", async () => {
    const { description } = await inspect(
      npy(header("[('x', '<i4'), ('y', '<f8')]", "(1,)"), Buffer.alloc(12, 1)),
    );
    expect(description).toMatchObject({ verdict: "weights-only", dtypes: ["structured"] });
  });

  it.each([
    ["objects", header("'|O'", "(1,)")],
    ["records with objects", header("[('x', '|O')]", "(1,)")],
    [
      "a type that is named twice, of which Python takes the last",
      `{'descr': '<f4', 'descr': '|O', 'fortran_order': False, 'shape': (1,), }`,
    ],
    ["a type in other quotes", `{"descr": '|O', 'fortran_order': False, 'shape': (1,), }`],
  ])("hide no pickle: %s", async (_, text) => {
    expect((await inspect(npy(text, systemTrue()))).description.verdict).toBe("dangerous");
    expect((await inspect(npy(text, systemTrue().subarray(0, -1)))).description.verdict).toBe(
      "dangerous",
    );
  });

  it("of objects without code are weights, and unreadable when they break", async () => {
    expect((await inspect(npy(header("'|O'", "(1,)"), objects))).description.verdict).toBe(
      "weights-only",
    );
    expect((await inspect(npy(header("'|O'", "(1,)"), Buffer.alloc(9)))).description.verdict).toBe(
      "unreadable",
    );
  });

  it.each([
    ["cut in its header", npy(header("'<f4'", "(3,)"), Buffer.alloc(0)).subarray(0, 30)],
    ["cut in its numbers", npy(header("'<f4'", "(3,)"), Buffer.alloc(11))],
    ["of a version to come", npy(header("'<f4'", "(3,)"), Buffer.alloc(12), 9)],
    [
      "with a shape beyond any file",
      npy(header("'<f4'", "(99999999999, 99999999999)"), Buffer.alloc(12)),
    ],
    ["without a shape", npy("{'descr': '<f4'}", Buffer.alloc(12))],
  ])("make no claim when they are %s", async (_, bytes) => {
    expect((await inspect(bytes)).description.verdict).toBe("unreadable");
  });

  it("in an npz are named, and each is scanned", async () => {
    const plain = npy(header("'<f4'", "(3,)"), Buffer.alloc(12));
    const safe = await inspect(
      writeZip([{ name: "a.npy", content: plain, deflated: true }]),
      "x.npz",
    );
    expect(safe.tensors).toMatchObject([{ name: "a", dtype: "float32", shape: [3] }]);
    expect(safe.description).toMatchObject({ format: "npz", verdict: "weights-only" });
    const hidden = await inspect(
      writeZip([
        { name: "a.npy", content: plain },
        { name: "b.npy", content: npy(header("'|O'", "(1,)"), systemTrue()) },
      ]),
      "x.npz",
    );
    expect(hidden.description).toMatchObject({ format: "npz", verdict: "dangerous" });
    const disguised = await inspect(writeZip([{ name: "a.npy", content: systemTrue() }]), "x.npz");
    expect(disguised.description.verdict).toBe("dangerous");
  });
});
