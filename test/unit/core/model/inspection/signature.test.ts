import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compareSignatures,
  signatureOf,
  specText,
  unnamed,
} from "../../../../../src/core/model/inspection/signature.ts";
import type { Signature } from "../../../../../src/core/model/inspection.ts";

const axis = fc.oneof(fc.nat({ max: 4 }), fc.constant(null), fc.constant("batch"));
const spec = fc.record({
  name: fc.constantFrom("a", "b", "c"),
  dtype: fc.constantFrom("float32", "int64"),
  shape: fc.array(axis, { maxLength: 3 }),
});
const specs = fc.uniqueArray(spec, { selector: ({ name }) => name });
const signature: fc.Arbitrary<Signature> = fc.record({ inputs: specs, outputs: specs });

const of = (inputs: Signature["inputs"], outputs: Signature["outputs"] = []): Signature => ({
  inputs,
  outputs,
});
const x = { name: "x", dtype: "float32", shape: [null, 13] };

describe("compareSignatures", () => {
  it("finds nothing between a signature and itself", () => {
    fc.assert(
      fc.property(signature, (same) => {
        expect(compareSignatures(same, same)).toEqual({ breaking: false, changes: [] });
      }),
    );
  });

  it("names a change wherever it finds a break, in both directions", () => {
    fc.assert(
      fc.property(signature, signature, (before, after) => {
        const there = compareSignatures(before, after);
        const back = compareSignatures(after, before);
        if (there.breaking) expect(there.changes.length).toBeGreaterThan(0);
        expect(there.changes.length).toBe(back.changes.length);
      }),
    );
  });

  it("never breaks callers by one more output", () => {
    fc.assert(
      fc.property(signature, (before) => {
        const outputs = [...before.outputs, { name: "more", dtype: "int64", shape: [] }];
        const { breaking, changes } = compareSignatures(before, { ...before, outputs });
        expect(breaking).toBe(false);
        expect(changes).toEqual(["output more added: int64 scalar"]);
      }),
    );
  });

  it.each([
    ["another width", of([x]), of([{ ...x, shape: [null, 14] }]), true],
    ["another type", of([x]), of([{ ...x, dtype: "float64" }]), true],
    ["one more input", of([x]), of([x, { ...x, name: "y" }]), true],
    ["one input less", of([x, { ...x, name: "y" }]), of([x]), false],
    ["a width that became free", of([x]), of([{ ...x, shape: [null, null] }]), false],
    ["a batch that became fixed", of([x]), of([{ ...x, shape: [1, 13] }]), true],
    ["an output that is gone", of([], [x]), of([], []), true],
    ["an output that became free", of([], [x]), of([], [{ ...x, shape: [null, null] }]), true],
    ["an output that became fixed", of([], [x]), of([], [{ ...x, shape: [1, 13] }]), false],
  ])("judges %s", (_name, before, after, breaking) => {
    const change = compareSignatures(before, after);
    expect(change.breaking).toBe(breaking);
    expect(change.changes).toHaveLength(1);
  });
});

describe("specText", () => {
  it.each([
    ["float32[?, 4]", [null, 4]],
    ["float32[batch, 4]", ["batch", 4]],
    ["float32[4]", [4]],
    ["float32 scalar", []],
    ["float32 any shape", undefined],
  ])("writes %s", (text, shape) => {
    expect(specText({ name: "x", dtype: "float32", ...(shape && { shape }) })).toBe(text);
  });
});

describe("signatureOf", () => {
  const signed = (read: Signature | undefined, declared: Signature | undefined) =>
    signatureOf({
      inspection: { description: { ...(read && { signature: read }) } },
      recipe: { metadata: { ...(declared && { signature: declared }) } },
    });
  const spec = (name: string, dtype: string) => ({ name, dtype });

  it("is that of the model file, else the declared one", () => {
    expect(signed(of([x]), of([spec("y", "int64")]))).toEqual(of([x]));
    expect(signed(undefined, of([x]))).toEqual(of([x]));
    expect(signed(of([x]), undefined)).toEqual(of([x]));
  });

  it("takes what the model file doesn't tell from the declaration", () => {
    const declared = of([spec("age", "int64")], [spec("price", "float64")]);
    const names = of([spec("age", "unknown")], [spec(unnamed, "unknown")]);
    expect(signed(names, declared)).toEqual(declared);
    expect(signed(of([spec("age", "float32")]), declared)?.inputs).toEqual([
      spec("age", "float32"),
    ]);
    expect(signed(of([spec("income", "unknown")]), declared)?.inputs).toEqual([
      spec("income", "unknown"),
    ]);
  });

  it("a type that is not known is no break", () => {
    const [unknown, known] = [of([spec("a", "unknown")]), of([spec("a", "int64")])];
    expect(compareSignatures(unknown, known).breaking).toBe(false);
    expect(compareSignatures(known, of([spec("a", "float32")])).breaking).toBe(true);
    expect(specText(spec("a", "unknown"))).toBe("unknown");
  });
});

it("names that one of the two does not tell are not missing", () => {
  const onnx = {
    inputs: [{ name: "analysis", dtype: "float32", shape: [null, 13] }],
    outputs: [{ name: "label", dtype: "int64", shape: [null] }],
  };
  const pickle = (columns: number) => ({
    inputs: [{ name: unnamed, dtype: "unknown", shape: [null, columns] }],
    outputs: [{ name: unnamed, dtype: "unknown", shape: [null] }],
  });
  const same = { breaking: false, changes: [] };
  expect(compareSignatures(onnx, pickle(13))).toEqual(same);
  expect(compareSignatures(pickle(13), onnx)).toEqual(same);
  const more = { breaking: true, changes: ["input columns: 13 → 14"] };
  expect(compareSignatures(onnx, pickle(14))).toEqual(more);
  const table = {
    inputs: Array.from({ length: 13 }, (_, at) => ({ name: `c${at}`, dtype: "double" })),
    outputs: [],
  };
  expect(compareSignatures(table, pickle(13)).breaking).toBe(false);
  expect(compareSignatures(table, pickle(14))).toEqual(more);
  expect(compareSignatures(pickle(13), pickle(14)).breaking).toBe(true);
});
