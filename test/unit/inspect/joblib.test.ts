import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Inspection } from "../../../src/core/inspection.ts";
import { inspectFile } from "../../../src/inspect/inspect-file.ts";
import { bufferSource, fixture, nothingBeside } from "./support/buffer-source.ts";
import {
  assemble,
  callText,
  stackGlobal,
  systemTrue,
  text,
  type Instruction,
} from "./support/pickle-assembler.ts";

const inspect = (bytes: Uint8Array, name: string): Promise<Inspection> =>
  inspectFile({ source: bufferSource(bytes, name), beside: nothingBeside });

/** What joblib writes before the numbers of an array. */
const wrapper = (shape: number, dtype = "u1", more: readonly Instruction[] = []): Buffer =>
  assemble(
    stackGlobal("joblib.numpy_pickle", "NumpyArrayWrapper"),
    "EMPTY_TUPLE",
    "NEWOBJ",
    "EMPTY_DICT",
    "MARK",
    text("shape"),
    ["BININT2", shape],
    "TUPLE1",
    text("dtype"),
    stackGlobal("numpy", "dtype"),
    text(dtype),
    "NEWFALSE",
    "NEWTRUE",
    "TUPLE3",
    "REDUCE",
    ...more,
    "SETITEMS",
    "BUILD",
  );
const attack = callText("os", "system", "true");

describe("joblib", () => {
  it.each([
    ["zlib", deflateSync],
    ["gzip", gzipSync],
  ])("is read through %s", async (compression, compress) => {
    const bytes = compress(fixture("sklearn-pipeline.pkl"));
    const { description } = await inspect(bytes, "model.joblib");
    expect(description).toMatchObject({
      format: "joblib",
      architecture: "Pipeline",
      metadata: { compression },
      findings: [],
    });
  });

  it.each([
    ["bzip2", "BZh9"],
    ["xz", "\xfd7zXZ\0"],
    ["lzma", "]\0\0\x80"],
    ["lz4", "\x04\x22\x4d\x18"],
  ])("says that it can't decompress %s", async (compression, start) => {
    const { description } = await inspect(Buffer.from(`${start}…………`, "latin1"), "model.joblib");
    expect(description).toMatchObject({ format: "joblib", verdict: "unreadable" });
    expect(description.findings[0]?.message).toContain(`compressed with ${compression}`);
  });

  it("ends at what is left of a cut file, and keeps what it has found", async () => {
    const bytes = deflateSync(Buffer.concat([systemTrue(), Buffer.alloc(100_000, 1)]));
    const { description } = await inspect(bytes.subarray(0, -20), "model.joblib");
    expect(description.verdict).toBe("dangerous");
  });

  it("passes over the numbers of an array as joblib does", async () => {
    const numbers = Buffer.alloc(300, 0xff);
    const bytes = Buffer.concat([assemble(["PROTO", 4]), wrapper(300), numbers, assemble("STOP")]);
    const { description, tensors } = await inspect(bytes, "model.joblib");
    expect(description).toMatchObject({ verdict: "weights-only", findings: [] });
    expect(tensors).toEqual([{ name: "", dtype: "uint8", shape: [300] }]);
  });

  it("sees what hides behind an array that only joblib passes over", async () => {
    const numbers = assemble("POP", "NONE", "STOP");
    const bytes = Buffer.concat([
      assemble(["PROTO", 4]),
      wrapper(numbers.length),
      numbers,
      attack,
      assemble("STOP"),
    ]);
    for (const name of ["model.joblib", "model.pkl", "model"]) {
      expect((await inspect(bytes, name)).description.verdict).toBe("dangerous");
    }
  });

  it("sees what hides in the numbers, which Python's own unpickler executes", async () => {
    const numbers = Buffer.concat([attack, assemble("STOP")]);
    const bytes = Buffer.concat([
      assemble(["PROTO", 4]),
      wrapper(numbers.length),
      numbers,
      assemble("STOP"),
    ]);
    for (const name of ["model.joblib", "model.pkl"]) {
      expect((await inspect(bytes, name)).description.verdict).toBe("dangerous");
    }
  });

  it("sees what hides in an array of objects, which is a pickle of its own", async () => {
    const bytes = Buffer.concat([
      assemble(["PROTO", 4]),
      wrapper(1, "O8"),
      systemTrue(),
      assemble("STOP"),
    ]);
    expect((await inspect(bytes, "model.joblib")).description.verdict).toBe("dangerous");
  });

  it.each([
    ["a type it does not know", wrapper(3, "Q9")],
    [
      "a shape that no file could hold",
      wrapper(3, "u1", [text("shape"), ["LONG1", Buffer.alloc(9, 0x7f)], "TUPLE1"]),
    ],
    [
      "a shape that is computed",
      wrapper(3, "u1", [text("shape"), stackGlobal("numpy", "prod"), "EMPTY_TUPLE", "REDUCE"]),
    ],
  ])("makes no claim about an array of %s", async (_, array) => {
    const bytes = Buffer.concat([assemble(["PROTO", 4]), array, Buffer.alloc(3), assemble("STOP")]);
    expect((await inspect(bytes, "model.joblib")).description.verdict).toBe("unreadable");
  });
});
