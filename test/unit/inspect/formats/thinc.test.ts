import { describe, expect, it } from "vitest";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";
import { systemTrue } from "../support/pickle-assembler.ts";

const inspect = (bytes: Uint8Array) => inspectFile(fileToRead(bytes, "model"));

/** Values that `pack` packs: plain values, bytes, lists, and objects as maps. */
type Value = string | number | boolean | null | object;

/** MessagePack of short texts, lists and maps. */
function pack(value: Value): Buffer {
  if (value === null) return Buffer.of(0xc0);
  if (typeof value === "boolean") return Buffer.of(value ? 0xc3 : 0xc2);
  if (typeof value === "number") return Buffer.of(0xcd, value >> 8, value & 0xff);
  if (typeof value === "string")
    return Buffer.concat([Buffer.of(0xa0 | value.length), Buffer.from(value)]);
  if (value instanceof Uint8Array)
    return Buffer.concat([Buffer.of(0xc5, value.length >> 8, value.length & 0xff), value]);
  if (Array.isArray(value)) {
    const items = value as Value[];
    return Buffer.concat([Buffer.of(0x90 | items.length), ...items.map(pack)]);
  }
  const entries = Object.entries(value as Record<string, Value>);
  return Buffer.concat([
    Buffer.of(0x80 | entries.length),
    ...entries.flatMap(([key, item]) => [pack(key), pack(item)]),
  ]);
}

const array = {
  nd: true,
  type: "<f4",
  kind: Buffer.alloc(0),
  shape: [2, 1],
  data: Buffer.alloc(8),
};
const model = (parts: Record<string, Value> = {}) =>
  pack({
    nodes: [{ index: 0, name: "linear", dims: { nO: 2 }, refs: {} }],
    attrs: [{ rate: pack(7) }],
    params: [{ W: array, b: null }],
    shims: [[]],
    ...parts,
  });
const shims = (...files: Uint8Array[]) =>
  model({ shims: [files.map((state) => pack({ config: { size: 2 }, state }))] });

const another = pack({ nodes: [], attrs: [], params: [], code: [] });

describe("weights of Thinc", () => {
  it.each(["tok2vec", "textcat", "ner"])(
    "of the component %s are read as Thinc reads them",
    async (component) => {
      const path = `spacy-neural/${component}/model`;
      const expected = expectedModel(path);
      const { description, tensors } = await inspect(fixture(path));
      expect(description).toMatchObject({
        format: expected.format,
        framework: expected.framework,
        verdict: "weights-only",
        findings: [],
      });
      expect(tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(
        expected.tensors,
      );
    },
  );

  it("may wrap a model of PyTorch, whose weights are read, too", async () => {
    const { description, tensors } = await inspect(shims(fixture("torch-state.pt")));
    expect(description).toMatchObject({ verdict: "weights-only", findings: [] });
    expect(tensors.map(({ name }) => name)).toContain("0.linear.W");
    expect(tensors.some(({ name }) => name.startsWith("0.linear.shim."))).toBe(true);
  });

  it("are dangerous if what they wrap is", async () => {
    const { description } = await inspect(shims(systemTrue()));
    expect(description).toMatchObject({ verdict: "dangerous", format: "thinc" });
    expect(description.findings[0]?.where).toBe("0.linear.shim");
  });

  it("say nothing of a wrapped model of no known format, and take a text for one", async () => {
    expect((await inspect(shims(Buffer.of(0, 1, 2, 3, 250)))).description).toMatchObject({
      verdict: "unreadable",
      findings: [{ code: "thinc-shim-unknown", where: "0.linear.shim" }],
    });
    const { description } = await inspect(shims(Buffer.from("[PAD]\n[CLS]\n")));
    expect(description.verdict).toBe("weights-only");
  });

  it("are whole as they are written here", async () => {
    const { description, tensors } = await inspect(model());
    expect(description).toMatchObject({ format: "thinc", verdict: "weights-only" });
    expect(tensors).toMatchObject([{ name: "0.linear.W", dtype: "float32", shape: [2, 1] }]);
  });

  it.each([
    ["another part", another],
    ["bytes behind", Buffer.concat([model(), Buffer.of(0xc0)])],
    ["a setting that only its layer can read", model({ attrs: [{ rate: Buffer.of(0xc1) }] })],
    ["two values in a setting", model({ attrs: [{ rate: Buffer.of(1, 2) }] })],
    ["an array of objects", model({ params: [{ W: { ...array, type: "|O" } }] })],
    ["an array that is too short", model({ params: [{ W: { ...array, data: Buffer.alloc(4) } }] })],
    ["an array that is none", model({ params: [{ W: { ...array, nd: false } }] })],
    ["a parameter that is a number", model({ params: [{ W: 7 }] })],
    ["a name that is none", model({ nodes: [{ index: 0, name: 7 }] })],
    ["a shim that is no MessagePack", model({ shims: [[Buffer.of(0xc1)]] })],
    ["nothing but its beginning", model().subarray(0, 20)],
  ])("are refused with %s", async (_, bytes) => {
    const { description } = await inspect(bytes);
    expect(description).toMatchObject({ format: "thinc", verdict: "unreadable" });
  });

  it("are refused wherever they are cut off", async () => {
    const bytes = model();
    for (let size = 8; size < bytes.length; size += 1) {
      const { description } = await inspect(bytes.subarray(0, size));
      expect(description).toMatchObject({ format: "thinc", verdict: "unreadable" });
    }
  });
});
