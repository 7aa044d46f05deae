import { deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Inspection } from "../../../../src/core/model/inspection.ts";
import { findParts, inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import {
  bufferSource,
  compressedFixture,
  fixture,
  memoryFolder,
  nothingBeside,
} from "../support/buffer-source.ts";
import {
  assemble,
  callText,
  stackGlobal,
  systemTrue,
  text,
  type Instruction,
} from "../support/pickle-assembler.ts";

const inspect = (bytes: Uint8Array, name: string): Promise<Inspection> =>
  inspectFile({ source: bufferSource(bytes, name), beside: nothingBeside });

/** Bytes that joblib writes before the numbers of an array. */
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
/** A pickle of 400,000,000 zeros, by Python's bz2. */
const bomb = Buffer.from(
  "QlpoOTFBWSZTWYl4iV0FfjfgQsQAAIBEAQCAAAggAFCGBAmqp6jNTNkVASyIqAl3wioCXN+97uEVAS/MUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1kOCeLfAV+OQADAAAAIIAAwgE1GQqAlqQqAlzFBWSZTWQ4J4t8BX45AAMAAAAggADCATUZCoCWpCoCXMUFZJlNZDgni3wFfjkAAwAAACCAAMIBNRkKgJakKgJcxQVkmU1mS0SelAPtG0IDAAAABCAAACCAAUGaaCaoORUiDdkkKguyFSIPF3JFOFCQGQiMQw",
  "base64",
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
      architecture: "Pipeline (StandardScaler → LogisticRegression)",
      metadata: { compression },
      findings: [],
    });
  });

  it.each([
    ["bz2", "bzip2"],
    ["xz", "xz"],
    ["lzma", "lzma"],
    ["lz4", "lz4"],
  ])("is read through %s, by its content alone", async (method, compression) => {
    const { description, tensors } = await inspect(
      compressedFixture(`model-${method}.joblib`),
      "model",
    );
    expect(description).toMatchObject({
      format: "joblib",
      verdict: "weights-only",
      metadata: { compression },
      findings: [],
    });
    expect(tensors).toEqual([
      { name: "coef", dtype: "float64", shape: [20, 10] },
      { name: "classes", dtype: "object", shape: [2] },
      { name: "counts", dtype: "int32", shape: [300] },
    ]);
  });

  it.each(["bz2", "xz", "lzma", "lz4", "zfile"])(
    "shows the danger that %s wraps, wherever the file is cut",
    async (method) => {
      const bytes = compressedFixture(`attack-${method}.joblib`);
      expect((await inspect(bytes, "model.joblib")).description.verdict).toBe("dangerous");
      for (let length = 8; length < bytes.length; length++) {
        const { description } = await inspect(bytes.subarray(0, length), "model.joblib");
        expect([length, description.verdict]).toSatisfy(
          ([, verdict]) => verdict === "unreadable" || verdict === "dangerous",
        );
      }
    },
  );

  it.each(["joblib-0.8.4-python2.joblib", "joblib-0.9.2.joblib", "joblib-0.10.0.joblib.lzma"])(
    "%s, of an old joblib, is judged as the pickle that it holds",
    async (name) => {
      const { description } = await inspect(compressedFixture(name), name);
      expect(description).toMatchObject({ format: "joblib", findings: [] });
      expect(description.verdict).toMatch(/^(weights-only|needs-code)$/);
    },
  );

  it("warns of few bytes that become very many", async () => {
    const [rows, width] = [54_000, 5_000];
    const bytes = Buffer.concat([
      assemble(["PROTO", 4]),
      wrapper(rows, `V${width}`),
      Buffer.alloc(rows * width),
      assemble("STOP"),
    ]);
    const named = await inspect(deflateSync(bytes, { level: 1 }), "model.joblib");
    expect(named.description.findings).toMatchObject([
      { code: "large-content", severity: "warning" },
    ]);
  });

  it("gives up when few bytes become so many that the time is over", async () => {
    const { description } = await inspectFile(
      { source: bufferSource(bomb, "model.joblib"), beside: nothingBeside },
      { timeLimit: 50 },
    );
    expect(description).toMatchObject({
      verdict: "unreadable",
      findings: [{ code: "time-limit" }],
    });
  });

  describe("whose arrays are in files beside, as joblib before 0.10 kept them", () => {
    const bytes = compressedFixture("joblib-0.9.2-beside.joblib");
    const beside = (name: string): string => `joblib_0.9.2_pickle_py35_np19.pkl_0${name}.npy`;
    const array = fixture("digits-hidden.npy");
    const files = Object.fromEntries(["1", "2", "3", "4"].map((name) => [beside(name), array]));
    const inspectBeside = (others: Readonly<Record<string, Uint8Array>>): Promise<Inspection> =>
      inspectFile({ source: bufferSource(bytes, "old.pkl"), beside: memoryFolder(others) });

    it("is read with them", async () => {
      const { description, tensors } = await inspectBeside(files);
      expect(description).toMatchObject({ verdict: "needs-code", findings: [] });
      expect(tensors[0]).toMatchObject({ dtype: "float32" });
      const parts = await findParts({
        source: bufferSource(bytes, "old.pkl"),
        beside: memoryFolder(files),
      });
      expect(parts).toEqual(Object.keys(files));
    });

    it("is dangerous if one of them is", async () => {
      const header = Buffer.from(
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".padEnd(117),
      );
      const objects = Buffer.concat([
        Buffer.from("\x93NUMPY\x01\0\x76\0", "latin1"),
        header,
        Buffer.from("\n"),
        systemTrue(),
      ]);
      const { description } = await inspectBeside({ ...files, [beside("2")]: objects });
      expect(description.verdict).toBe("dangerous");
    });

    it("is unreadable if one of them is no array", async () => {
      const { description } = await inspectBeside({ ...files, [beside("2")]: Buffer.from("x") });
      expect(description.verdict).toBe("unreadable");
      expect(description.findings[0]?.message).toContain("is no array");
    });
  });

  it("names the files in which joblib before 0.10 kept its arrays, and judges the rest", async () => {
    const { description } = await inspect(
      compressedFixture("joblib-0.9.2-beside.joblib"),
      "old.pkl",
    );
    expect(description.verdict).toBe("unreadable");
    expect(description.findings.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("joblib_0.9.2_pickle_py35_np19.pkl_01.npy"),
    );
    expect(description.imports).toContain("joblib.numpy_pickle.NDArrayWrapper");
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
