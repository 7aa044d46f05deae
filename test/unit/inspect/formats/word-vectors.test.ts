import { describe, expect, it } from "vitest";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { fasttext } from "../../../../src/inspect/formats/word-vectors/fasttext.ts";
import { word2vec } from "../../../../src/inspect/formats/word-vectors/word2vec.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";

const inspect = (bytes: Uint8Array, name: string) => inspectFile(fileToRead(bytes, name));

describe("a model of fastText", () => {
  it.each(["fasttext-classifier.bin", "fasttext-classifier.ftz", "fasttext-vectors.bin"])(
    "%s is read as fastText reads it",
    async (name) => {
      const expected = expectedModel(name);
      const { description } = await inspect(fixture(name), name);
      const isClassifier = expected["model"] === "supervised";
      expect(description).toMatchObject({
        format: expected.format,
        framework: expected.framework,
        formatVersion: "12",
        architecture: expected["model"],
        task: isClassifier ? "text-classification" : "embedding",
        verdict: "weights-only",
        findings: [],
      });
      expect(description.metadata).toMatchObject({
        dim: String(expected["dim"]),
        epoch: String(expected["epoch"]),
        loss: expected["loss"],
        words: String(expected["words"]),
      });
      const labels = description.metadata?.["labels"]?.split(", ") ?? [];
      expect(labels.sort()).toEqual(expected["labels"]);
      expect(description.quantisation !== undefined).toBe(expected["quantised"]);
      if (expected.parameters !== undefined) {
        expect(description.parameterCount).toBe(expected.parameters);
      }
    },
  );

  it("says what a classifier gives", async () => {
    const { description } = await inspect(fixture("fasttext-classifier.bin"), "model.bin");
    expect(description.signature?.outputs.map(({ name }) => name)).toEqual([
      "label",
      "probability",
    ]);
    const vectors = await inspect(fixture("fasttext-vectors.bin"), "model.bin");
    expect(vectors.description.signature?.outputs).toEqual([
      { name: "vector", dtype: "float32", shape: [6] },
    ]);
  });

  it.each([
    ["is cut off in its words", (bytes: Buffer) => bytes.subarray(0, 100), "cut short"],
    ["is cut off in a matrix", (bytes: Buffer) => bytes.subarray(0, -20), "cut short"],
    ["goes on", (bytes: Buffer) => Buffer.concat([bytes, Buffer.from("x")]), "Bytes follow"],
    [
      "has more words than it says",
      (bytes: Buffer) => (bytes.writeUInt32LE(0xffffffff, 64), bytes),
      "don't match",
    ],
  ])("is refused when it %s", async (_, damage, message) => {
    const bytes = damage(Buffer.from(fixture("fasttext-classifier.bin")));
    const { description } = await inspect(bytes, "model.bin");
    expect(description).toMatchObject({ format: "fasttext", verdict: "unreadable" });
    expect(description.findings[0]?.message).toContain(message);
  });

  it("does not claim other numbers", async () => {
    const bytes = Buffer.from(fixture("fasttext-classifier.bin"));
    bytes.writeUInt32LE(13, 4);
    expect(await fasttext.recognise(fileToRead(bytes))).toBe(false);
  });
});

describe("word2vec vectors", () => {
  it.each(["word2vec.vec", "word2vec.bin"])("%s are read as gensim reads them", async (name) => {
    const expected = expectedModel(name);
    const { description, tensors } = await inspect(fixture(name), name);
    expect(description).toMatchObject({
      format: expected.format,
      formatVersion: name.endsWith(".vec") ? "text" : "binary",
      parameterCount: expected.parameters,
      metadata: { words: String(expected["words"]), dim: String(expected["dim"]) },
      verdict: "weights-only",
      findings: [],
    });
    expect(tensors.map(({ shape }) => shape)).toEqual([[expected["words"], expected["dim"]]]);
  });

  it("may have a line break after each vector, as those of the first program", async () => {
    const numbers = Buffer.alloc(8);
    numbers.writeFloatLE(0.5, 0);
    numbers.writeFloatLE(-0.25, 4);
    const entry = (word: string) => [Buffer.from(`${word} `), numbers, Buffer.from("\n")];
    const bytes = Buffer.concat([Buffer.from("2 2\n"), ...entry("</s>"), ...entry("the")]);
    expect((await inspect(bytes, "vectors.bin")).description.verdict).toBe("weights-only");
  });

  it.each([
    ["a table", "3 2\n1 2\n3 4\n5 6\n"],
    ["a list", "10 5\nten things\nfive of them\n"],
    ["a program's log", "12 100\nepoch 1 loss 0.5\n"],
    ["nothing else", "3 2\n"],
  ])("are not claimed of %s", async (_, text) => {
    expect(await word2vec.recognise(fileToRead(Buffer.from(text)))).toBe(false);
    expect((await inspect(Buffer.from(text), "notes.txt")).description.format).toBe("unknown");
  });

  it.each([
    ["2 2\na 1 2\n", "1 vectors of 2"],
    ["2 2\na 1 2\nb 1", "last line"],
    ["1 2\na 1 2\nb 1 2\n", "2 lines for 1 vectors"],
    ["999999999 999999\na " + "1 ".repeat(999999), "vectors of"],
  ])("that are not whole are told (%#)", async (text, message) => {
    const { description } = await inspect(Buffer.from(text), "x.vec");
    expect(description.verdict).toBe("unreadable");
    if (description.format === "word2vec") {
      expect(description.findings[0]?.message).toContain(message);
    }
  });
});
