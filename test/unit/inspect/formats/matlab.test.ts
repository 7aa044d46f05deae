import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const inspect = (bytes: Uint8Array) => inspectFile(fileToRead(bytes, "net.mat"));
const Shapes = z.array(z.object({ name: z.string(), dtype: z.string(), shape: z.array(z.int()) }));

/** A data element, filled up to eight bytes. */
function element(type: number, ...parts: Uint8Array[]): Buffer {
  const data = Buffer.concat(parts);
  const tag = Buffer.alloc(8);
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(data.length, 4);
  return Buffer.concat([tag, data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
}
const numbers = (type: number, ...values: number[]) =>
  element(type, Buffer.from(Uint32Array.from(values).buffer));
const text = (value: string) => element(1, Buffer.from(value));
const header = fixture("matlab.mat").subarray(0, 128);
const array = (kind: number, name: string, ...parts: Buffer[]) =>
  element(14, numbers(6, kind, 0), numbers(5, 1, 1), text(name), ...parts);

describe("a MAT-file", () => {
  it.each(["matlab.mat", "matlab-compressed.mat"])("%s is read as SciPy reads it", async (name) => {
    const expected = expectedModel(name);
    const { description, tensors } = await inspect(fixture(name));
    expect(description).toMatchObject({
      format: expected.format,
      formatVersion: "5",
      verdict: "weights-only",
      findings: [],
    });
    const variables = Shapes.parse(expected.tensors);
    expect(description.metadata?.["variables"]).toBe(variables.map((v) => v.name).join(", "));
    const dtypes: Readonly<Record<string, string>> = { logical: "bool", sparse: "float64" };
    const named = new Map(tensors.map((tensor) => [tensor.name, tensor]));
    for (const { name: variable, dtype, shape } of variables) {
      if (dtype === "char" || dtype === "struct") continue;
      const own = variable === "phase" ? "complex128" : (dtypes[dtype] ?? dtype);
      expect(named.get(variable)).toMatchObject({ dtype: own, shape });
    }
    expect(named.get("net.layers{1}.weights")?.shape).toEqual([64, 16]);
    expect(named.get("net.layers{2}.bias")?.shape).toEqual([1, 10]);
  });

  it("of 7.3 is HDF5, and no other ending is expected", async () => {
    const { description } = await inspect(fixture("matlab-7.3.mat"));
    expect(description).toMatchObject({
      format: "matlab",
      formatVersion: "7.3",
      parameterCount: expectedModel("matlab-7.3.mat").parameters,
      verdict: "weights-only",
      findings: [],
    });
  });

  it("with objects needs the code of their classes", async () => {
    const { description, tensors } = await inspect(fixture("matlab-object.mat"));
    expect(description).toMatchObject({
      architecture: "network",
      verdict: "needs-code",
      findings: [{ code: "matlab-objects", severity: "warning" }],
    });
    expect(description.findings[0]?.message).toContain("network");
    expect(tensors.map(({ name }) => name)).toEqual(["net.weights"]);
  });

  it.each([
    [
      "objects of newer classes",
      [element(14, numbers(6, 17, 0), text("net"), text("MCOS"), text("SeriesNetwork"))],
      "matlab-objects",
    ],
    [
      "functions",
      [array(16, "score", array(2, "", numbers(5, 8), element(1)))],
      "matlab-functions",
    ],
    ["functions within cells", [array(1, "cells", array(16, ""))], "matlab-functions"],
    ["data of objects", [array(9, "", text("x"))], "matlab-objects"],
  ])("with %s needs code, packed or not", async (_, variables, code) => {
    for (const packed of [false, true]) {
      const parts = variables.map((variable) => {
        if (!packed) return variable;
        const data = deflateSync(variable);
        const tag = Buffer.alloc(8);
        tag.writeUInt32LE(15, 0);
        tag.writeUInt32LE(data.length, 4);
        return Buffer.concat([tag, data]);
      });
      const { description } = await inspect(Buffer.concat([header, ...parts]));
      expect(description).toMatchObject({ verdict: "needs-code", findings: [{ code }] });
    }
  });

  it("may be written by a machine of the other byte order", async () => {
    const swapped = Buffer.from(Buffer.concat([header, array(9, "big", text("x"))]));
    swapped.subarray(128).swap32();
    swapped.writeUInt8(1, 124);
    swapped.writeUInt8(0, 125);
    swapped.write("MI", 126, "latin1");
    // Texts are bytes, which stay in their order.
    const name = swapped.indexOf("\0gib");
    swapped.subarray(name, name + 4).swap32();
    const { description, tensors } = await inspect(swapped);
    expect([description.format, description.verdict]).toEqual(["matlab", "weights-only"]);
    expect(tensors).toMatchObject([{ name: "big", dtype: "uint8", shape: [1, 1] }]);
  });

  it.each(["matlab.mat", "matlab-compressed.mat"])(
    "%s is refused when it is cut off",
    async (name) => {
      const bytes = fixture(name);
      for (const size of [140, 3000, bytes.length - 3]) {
        const { description } = await inspect(bytes.subarray(0, size));
        expect(description).toMatchObject({ format: "matlab", verdict: "unreadable" });
        expect(description.findings[0]?.message).toMatch(/cut short|too early/);
      }
    },
  );

  it.each([
    [
      "has an array of any size",
      element(14, numbers(6, 6, 0), numbers(5, 2 ** 31 - 1, 2 ** 31 - 1, 9), text("x")),
    ],
    [
      "is nested without end",
      Array.from({ length: 100 }).reduce<Buffer>((inner) => array(1, "c", inner), array(9, "")),
    ],
    ["has data where a variable should be", text("x")],
    ["has an array of an unknown class", array(77, "x")],
  ])("is refused when it %s", async (_, part) => {
    const { description } = await inspect(Buffer.concat([header, part]));
    expect(description).toMatchObject({ format: "matlab", verdict: "unreadable" });
  });

  it("is given up in time when a few bytes become many", async () => {
    const data = deflateSync(array(1, "cells", Buffer.alloc(64 * 1024 * 1024)));
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(15, 0);
    tag.writeUInt32LE(data.length, 4);
    const bytes = Buffer.concat([header, tag, data]);
    const { description } = await inspectFile(fileToRead(bytes, "net.mat"), { timeLimit: 100 });
    expect(description).toMatchObject({
      verdict: "unreadable",
      findings: [{ code: "time-limit" }],
    });
  });

  it("says so when a few bytes become many", async () => {
    const size = Buffer.alloc(8);
    size.writeUInt32LE(14, 0);
    size.writeUInt32LE(2 ** 31, 4);
    const start = Buffer.concat([size, numbers(6, 9, 0), numbers(5, 2 ** 20, 2 ** 10), text("x")]);
    const data = deflateSync(Buffer.concat([start, Buffer.alloc(1000)]));
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(15, 0);
    tag.writeUInt32LE(data.length, 4);
    const { description } = await inspect(Buffer.concat([header, tag, data]));
    expect(description.findings).toMatchObject([{ code: "large-content" }]);
  });
});
