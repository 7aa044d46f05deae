import { describe, expect, it } from "vitest";
import { findParts, inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { fileToRead, fixtureFolder, memoryFolder } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const plain = fixtureFolder("tf-checkpoint");
const sharded = fixtureFolder("tf-checkpoint-sharded");
const compressed = fixtureFolder("tf-checkpoint-compressed");
type Files = Parameters<typeof memoryFolder>[0];

const file = (name: string, files: Files, bytes = files[name]!) =>
  fileToRead(Buffer.from(bytes), name, memoryFolder(files));
const inspect = (name: string, files: Files, bytes?: Uint8Array) =>
  inspectFile(file(name, files, bytes));

/**
 * The block of an index with nothing but the number of files, and the same as one literal of
 * Snappy.
 */
const entries = tableBlock([["", Buffer.of(0x08, 1)]]);
const packed = Buffer.concat([Buffer.of(entries.length, (entries.length - 1) << 2), entries]);

interface Stored {
  readonly content: Buffer;
  /** Compression. */
  readonly type?: number;
  /** Position that the index names, if it is not the true one. */
  readonly at?: number;
}

function table(blocks: readonly Stored[]): Buffer {
  let written = Buffer.alloc(0);
  const write = ({ content, type = 0, at = written.length }: Stored): Buffer => {
    written = Buffer.concat([written, content, Buffer.of(type), Buffer.alloc(4)]);
    return Buffer.of(at, content.length);
  };
  const handles = blocks.map((block, index): [string, Buffer] => [`k${index}`, write(block)]);
  const meta = write({ content: tableBlock([]) });
  const footer = Buffer.concat([meta, write({ content: tableBlock(handles) }), Buffer.alloc(36)]);
  return Buffer.concat([written, footer, Buffer.from("57fb808b247547db", "hex")]);
}

function tableBlock(list: readonly (readonly [key: string, value: Buffer])[]): Buffer {
  const parts = list.flatMap(([key, value]) => [
    Buffer.of(0, key.length, value.length),
    Buffer.from(key),
    value,
  ]);
  return Buffer.concat([...parts, Buffer.of(0, 0, 0, 0, 1, 0, 0, 0)]);
}

describe("a checkpoint of TensorFlow", () => {
  it.each([
    ["tf-checkpoint/ckpt-1.index", plain],
    ["tf-checkpoint-sharded/model.ckpt-1.index", sharded],
    ["tf-checkpoint/checkpoint", plain],
  ])("%s is read as TensorFlow reads it", async (path, files) => {
    const expected = expectedModel(path);
    const { description, tensors } = await inspect(path.split("/")[1]!, files);
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      parameterCount: 1184,
      verdict: "weights-only",
      findings: [],
    });
    expect(tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(
      expected.tensors,
    );
  });

  it("is read with a compressed index, too", async () => {
    const expected = expectedModel("tf-checkpoint-compressed/model.ckpt-1.index");
    const { description, tensors } = await inspect("model.ckpt-1.index", compressed);
    expect(description).toMatchObject({
      format: expected.format,
      parameterCount: 12 * (8 + 16),
      verdict: "weights-only",
      findings: [],
    });
    expect(tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(
      expected.tensors,
    );
  });

  it.each([
    ["plain", [{ content: entries }], undefined],
    ["of literals alone", [{ content: packed, type: 1 }], undefined],
    ["damaged", [{ content: packed.subarray(1), type: 1 }], "The compressed bytes are damaged."],
    [
      "of another compression",
      [{ content: packed, type: 2 }],
      "A block is compressed in a way that is not read.",
    ],
    [
      "larger than anything",
      [{ content: Buffer.of(0xff, 0xff, 0xff, 0xff, 0x0f), type: 1 }],
      "The content of 4294967295 bytes is too large.",
    ],
    ["there twice", [{ content: entries }, { content: entries, at: 0 }], "Two blocks overlap."],
  ])("has an index whose block is %s", async (_, blocks, message) => {
    const files = { "c.index": table(blocks), "c.data-00000-of-00001": "" };
    const { description } = await inspect("c.index", files);
    expect(description).toMatchObject({
      format: "tensorflow-checkpoint",
      verdict: message === undefined ? "weights-only" : "unreadable",
      findings: message === undefined ? [] : [{ message }],
    });
  });

  it("names the files with its values as parts", async () => {
    expect(await findParts(file("model.ckpt-1.index", sharded))).toEqual([
      "model.ckpt-1.data-00000-of-00002",
      "model.ckpt-1.data-00001-of-00002",
    ]);
    expect(await findParts(file("checkpoint", plain))).toEqual([
      "ckpt-1.index",
      "ckpt-1.data-00000-of-00001",
    ]);
  });

  it("names each file that is not there or too short", async () => {
    const { "model.ckpt-1.index": index = "" } = sharded;
    const { description } = await inspect("model.ckpt-1.index", {
      "model.ckpt-1.index": index,
      "model.ckpt-1.data-00000-of-00002": "short",
    });
    expect(description).toMatchObject({
      verdict: "unreadable",
      findings: [
        { code: "tensorflow-checkpoint-data-cut-off", where: "model.ckpt-1.data-00000-of-00002" },
        { code: "tensorflow-checkpoint-data-missing", where: "model.ckpt-1.data-00001-of-00002" },
      ],
    });
  });

  it("says that the latest is missing, also by the path of another machine", async () => {
    const state = (path: string) => ({ checkpoint: `model_checkpoint_path: "${path}"\n` });
    for (const path of ["ckpt-9", "/home/someone/ckpt-9", "gs://bucket/ckpt-9", "../ckpt-9"]) {
      expect((await inspect("checkpoint", state(path))).description).toMatchObject({
        verdict: "unreadable",
        findings: [{ code: "tensorflow-checkpoint-missing", where: "ckpt-9.index" }],
      });
    }
    const moved = { ...plain, ...state("/tmp/elsewhere/ckpt-1") };
    expect((await inspect("checkpoint", moved)).description.verdict).toBe("weights-only");
  });

  it("is whole in a folder, and not with code beside it", async () => {
    const whole = await inspectFolder({ name: "c", inside: memoryFolder(plain) });
    expect(whole.description).toMatchObject({ verdict: "weights-only", findings: [] });
    const withCode = { ...plain, "model.py": "print()" };
    const { description } = await inspectFolder({ name: "c", inside: memoryFolder(withCode) });
    expect(description).toMatchObject({
      verdict: "needs-code",
      findings: [{ code: "folder-holds-code" }],
    });
  });

  it("is told to be cut short", async () => {
    const index = plain["ckpt-1.index"]!;
    for (const length of [100, index.length - 1]) {
      const { description } = await inspect("ckpt-1.index", plain, index.subarray(0, length));
      expect(description).toMatchObject({
        format: "tensorflow-checkpoint",
        verdict: "unreadable",
        findings: [{ message: "The file is cut short." }],
      });
    }
  });

  it("does not claim other files of this ending", async () => {
    const { description } = await inspect("faiss.index", { "faiss.index": "IxFI and more bytes" });
    expect(description.format).toBe("unknown");
  });
});
