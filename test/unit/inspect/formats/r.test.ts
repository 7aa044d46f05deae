import { gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const inspect = (bytes: Uint8Array, name = "model.rds") => inspectFile(fileToRead(bytes, name));

const int = (...values: number[]) => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeInt32BE(value, index * 4);
  return bytes;
};
const header = Buffer.concat([Buffer.from("X\n"), int(2, 0x40202, 0x20300)]);
const character = (text: string) => Buffer.concat([int(9, text.length), Buffer.from(text)]);
const symbol = (name: string) => Buffer.concat([int(1), character(name)]);
const string = (text: string) => Buffer.concat([int(16, 1), character(text)]);
const nothing = int(254);
/** `system("true")`, and a promise of it. */
const call = Buffer.concat([int(6), symbol("system"), int(2), string("true"), nothing]);
const promise = Buffer.concat([int(5, 252), call]);
const list = (...items: Uint8Array[]) => Buffer.concat([int(19, items.length), ...items]);
const pair = (flags: number, name: string, value: Uint8Array) =>
  Buffer.concat([int(2 | 0x400 | flags), symbol(name), value, nothing]);
const environment = (frame: Uint8Array, table: Uint8Array = nothing) =>
  Buffer.concat([int(4, 0), int(242), frame, table, nothing]);
const object = (...parts: Uint8Array[]) => Buffer.concat([header, ...parts]);

describe("data of R", () => {
  it("has a linear model, with its variables", async () => {
    const expected = expectedModel("r-lm.rds");
    const { description, tensors } = await inspect(fixture("r-lm.rds"));
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      frameworkVersion: expected.framework_version,
      architecture: expected["class"],
      verdict: "needs-code",
      findings: [{ code: "r-code", severity: "info" }],
    });
    expect(description.signature?.inputs.map(({ name }) => name)).toEqual(expected.features);
    expect(description.signature?.outputs).toEqual([{ name: "mpg", dtype: "float64" }]);
    expect(tensors).toContainEqual({ name: "qr$qr", dtype: "float64", shape: [32, 4] });
  });

  it("has variables with functions, whose package loading loads", async () => {
    const expected = expectedModel("r-glm.RData");
    const { description } = await inspect(fixture("r-glm.RData"), "r-glm.RData");
    expect(description).toMatchObject({
      format: expected.format,
      frameworkVersion: expected.framework_version,
      architecture: expected["class"],
      imports: ["stats"],
      verdict: "needs-code",
    });
    expect(description.metadata?.["variables"]?.split(", ")).toEqual(expected["variables"]);
    expect(description.findings.filter(({ severity }) => severity !== "info")).toEqual([]);
  });

  it.each(["r-weights.rds", "r-weights-plain.rds"])("%s is weights only", async (name) => {
    const expected = expectedModel(name);
    const { description, tensors } = await inspect(fixture(name), name);
    expect(description).toMatchObject({
      format: expected.format,
      frameworkVersion: expected.framework_version,
      verdict: "weights-only",
      findings: [],
    });
    const byName = [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(byName).toEqual(expected.tensors);
  });

  it("is dangerous with a promise in place of a value", async () => {
    const expected = expectedModel("r-promise.rds");
    const { description } = await inspect(fixture("r-promise.rds"));
    expect(description.verdict).toBe(expected["verdict"]);
    expect(description.findings[0]).toMatchObject({ code: "r-promise", severity: "danger" });
    expect(description.findings[0]?.message).toContain("system");
  });

  it.each([
    ["in a list", object(list(promise))],
    ["in a list of an environment", object(environment(pair(0, "x", list(promise))))],
    ["in a table's place of an environment", object(environment(nothing, list(promise)))],
    ["as an attribute", object(int(13 | 0x200, 0), pair(0, "note", promise))],
    ["packed", gzipSync(object(list(promise)))],
    ["as a variable", Buffer.concat([Buffer.from("RDX2\n"), object(pair(0, "x", promise))])],
  ])("is dangerous with a promise %s", async (_, bytes) => {
    expect((await inspect(bytes)).description.verdict).toBe("dangerous");
  });

  it.each([
    ["a promise of an environment", environment(pair(0, "x", promise)), "info"],
    ["a promise of its table", environment(nothing, list(pair(0, "x", promise))), "info"],
    ["an active binding", environment(pair(0x8000 << 12, "x", list())), "warning"],
  ])("needs code with %s", async (_, value, severity) => {
    const { description } = await inspect(object(value));
    expect(description.verdict).toBe("needs-code");
    expect(description.findings).toContainEqual(
      expect.objectContaining({ code: "r-lazy-values", severity }),
    );
  });

  it("warns of functions that reach outside of R", async () => {
    const closure = Buffer.concat([int(3 | 0x400), int(253), nothing, call]);
    const { description } = await inspect(object(closure));
    expect(description).toMatchObject({
      architecture: "function",
      verdict: "needs-code",
      findings: [{ code: "r-code", severity: "warning" }],
    });
  });

  it("may be in the byte order of the machine", async () => {
    const bytes = Buffer.concat([object(int(13, 2, 5, 6))]);
    bytes.subarray(2).swap32();
    bytes.write("B", 0, "latin1");
    const { description, tensors } = await inspect(bytes);
    expect(description.verdict).toBe("weights-only");
    expect(tensors).toMatchObject([{ dtype: "int32", shape: [2] }]);
  });

  it.each(["r-lm.rds", "r-weights-plain.rds"])("%s is refused when it is cut off", async (name) => {
    const whole = fixture(name);
    const plain = name === "r-lm.rds" ? gunzipSync(whole) : whole;
    const cuts = [whole.subarray(0, 1000), plain.subarray(0, 200), plain.subarray(0, -1)];
    for (const bytes of cuts) {
      const { description } = await inspect(bytes);
      expect(description).toMatchObject({ format: "r", verdict: "unreadable" });
      expect(description.findings[0]?.message).toMatch(/too early/);
    }
  });

  it.each([
    ["goes on", object(nothing, nothing), "Bytes follow"],
    ["is nested without end", object(...Array.from({ length: 3000 }, () => int(19, 1))), "nested"],
    ["has a vector without end", object(int(14, -1, 0xffff, -1)), "too early"],
    ["refers to nothing", object(int(255 | (9 << 8))), "leads nowhere"],
    ["is of an unknown type", object(int(99)), "of type 99"],
    ["is text", Buffer.from("A\n2\n262146\n131840\n254\n"), "not read"],
  ])("is refused when it %s", async (_, bytes, message) => {
    const { description } = await inspect(bytes);
    expect(description).toMatchObject({ format: "r", verdict: "unreadable" });
    expect(description.findings[0]?.message).toContain(message);
  });

  it("does not claim other files", async () => {
    for (const text of ["X\nother", "RDX9\n", "A\nB\nC\n"]) {
      const { description } = await inspect(Buffer.from(text), "notes.txt");
      expect(description.format).toBe("unknown");
    }
  });
});
