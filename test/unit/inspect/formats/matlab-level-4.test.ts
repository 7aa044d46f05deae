import { describe, expect, it } from "vitest";
import * as z from "zod";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const inspect = (bytes: Uint8Array, name = "net.mat") => inspectFile(fileToRead(bytes, name));
const Shapes = z.array(z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.int()) }));

interface Header {
  readonly type?: number;
  readonly rows?: number;
  readonly columns?: number;
  readonly imaginary?: number;
  readonly nameLength?: number;
}

/** A variable of one byte, but for what is said otherwise. */
function variable(name: string, header: Header = {}, data: Uint8Array = Buffer.of(7)): Buffer {
  const { type = 50, rows = 1, columns = 1, imaginary = 0 } = header;
  const { nameLength = name.length } = header;
  return Buffer.concat([
    Buffer.from(Int32Array.of(type, rows, columns, imaginary, nameLength).buffer),
    Buffer.from(name, "latin1"),
    data,
  ]);
}

describe("a MAT-file of level 4", () => {
  it.each(["matlab-4.mat", "matlab-4-big.mat"])("%s is read as SciPy reads it", async (name) => {
    const { description, tensors } = await inspect(fixture(name));
    const variables = Shapes.parse(expectedModel(name).tensors);
    expect(description).toMatchObject({
      format: "matlab",
      framework: "matlab",
      formatVersion: "4",
      metadata: { variables: variables.map((variable) => variable.name).join(", ") },
      verdict: "weights-only",
      findings: [],
    });
    expect(tensors).toEqual(variables.filter(({ dtype }) => !dtype.startsWith("str")));
  });

  it("is known by its content, whatever its name", async () => {
    for (const name of ["matlab-4.mat", "matlab-4-big.mat"]) {
      const { description } = await inspect(fixture(name), "weights");
      expect(description).toMatchObject({ format: "matlab", verdict: "weights-only" });
    }
  });

  it("is refused wherever it is cut off, but between two variables", async () => {
    const first = variable("first\0");
    const bytes = Buffer.concat([first, variable("second\0")]);
    for (let size = 26; size < bytes.length; size += 1) {
      const { description } = await inspect(bytes.subarray(0, size));
      expect(description.format).toBe("matlab");
      expect(description.verdict).toBe(size === first.length ? "weights-only" : "unreadable");
    }
  });

  it.each([
    ["a name without end", variable("second")],
    ["a name with two ends", variable("se\0cond\0")],
    ["a name of any length", variable("second\0", { nameLength: 2 ** 31 - 1 })],
    [
      "more elements than any file has",
      variable("x\0", { rows: 2 ** 31 - 1, columns: 2 ** 31 - 1 }),
    ],
    ["more elements than the file has", variable("x\0", { rows: 2 ** 20, columns: 2 ** 10 })],
    ["negative dimensions", variable("x\0", { rows: -1, columns: -1 })],
    ["an imaginary part that is neither there nor not", variable("x\0", { imaginary: 2 })],
    ["an unknown type of numbers", variable("x\0", { type: 60 })],
    ["an unknown kind of matrix", variable("x\0", { type: 53 })],
    ["the floating point of a VAX", variable("x\0", { type: 2050 })],
    ["a sparse matrix of two columns", variable("x\0", { type: 2, columns: 2 }, Buffer.alloc(16))],
    ["an empty sparse matrix", variable("x\0", { type: 2, rows: 0, columns: 3 }, Buffer.alloc(0))],
    ["a sparse matrix of infinite size", sparse(Infinity)],
    ["a sparse matrix of half a row", sparse(0.5)],
    ["zeros at its end", Buffer.alloc(40)],
  ])("is refused with %s", async (_, second) => {
    const { description } = await inspect(Buffer.concat([variable("first\0"), second]));
    expect(description).toMatchObject({
      format: "matlab",
      verdict: "unreadable",
      findings: [{ code: "not-readable" }],
    });
  });

  it.each([
    ["zeros", Buffer.alloc(200)],
    ["a name that is none", variable("2nd\0")],
    ["a name without end", variable("second")],
    [
      "a small number first",
      Buffer.concat([Buffer.from(Int32Array.of(10).buffer), fixture("digits.gguf")]),
    ],
    ["dimensions that the file doesn't have", variable("first\0", { rows: 9 })],
    ["a first variable and other bytes", Buffer.concat([variable("first\0"), Buffer.alloc(30, 1)])],
  ])("is not seen in a file with %s", async (_, bytes) => {
    expect((await inspect(bytes, "data.bin")).description.format).toBe("unknown");
  });
});

function sparse(rows: number): Buffer {
  return variable("x\0", { type: 2, columns: 3 }, Buffer.from(Float64Array.of(rows, 3, 0).buffer));
}
