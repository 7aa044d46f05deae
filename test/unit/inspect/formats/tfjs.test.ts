import { describe, expect, it } from "vitest";
import { findParts, inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { fileToRead, fixtureFolder, memoryFolder } from "../support/buffer-source.ts";
import { expectedModel, expectedValues } from "../support/expected.ts";

const layers = fixtureFolder("tfjs-layers");
const graph = fixtureFolder("tfjs-graph");
type Files = Parameters<typeof memoryFolder>[0];

const file = (files: Files, text?: string) =>
  fileToRead(Buffer.from(text ?? files["model.json"]!), "model.json", memoryFolder(files));
const inspect = (files: Files, text?: string) => inspectFile(file(files, text));
const textOf = (files: Files) => Buffer.from(files["model.json"]!).toString();

describe("a model of TensorFlow.js", () => {
  it("of layers is read as Keras reads it", async () => {
    const expected = expectedModel("tfjs-layers");
    const { description, tensors } = await inspect(layers);
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      formatVersion: "layers-model",
      producer: `TensorFlow.js Converter v${expected.framework_version}`,
      architecture: "Sequential",
      parameterCount: expected.parameters,
      signature: {
        inputs: [{ name: "pixels", dtype: "float32", shape: [null, 64] }],
        outputs: [{ name: "scores", shape: [null, 10] }],
      },
      verdict: "weights-only",
      findings: [],
    });
    for (const name of expected["layers"] as string[]) {
      expect(description.metadata?.["layers"]).toContain(`${name} (Dense)`);
    }
    const plain = tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
    expect(plain.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(expected.tensors);
  });

  it("of a graph is read as TensorFlow reads it", async () => {
    const expected = expectedModel("tfjs-graph");
    const { description } = await inspect(graph);
    expect(description).toMatchObject({
      format: expected.format,
      formatVersion: "graph-model",
      parameterCount: expected.parameters,
      dtypes: ["uint8"],
      quantisation: "uint8",
      signature: {
        inputs: expectedValues(expected.inputs),
        outputs: expectedValues(expected.outputs),
      },
      metadata: { operators: "Const, Identity, MatMul, Placeholder, Relu" },
      verdict: "weights-only",
      findings: [],
    });
  });

  it("names its weights as parts, and is whole in a folder with them", async () => {
    expect(await findParts(file(layers))).toEqual(["group1-shard1of2.bin", "group1-shard2of2.bin"]);
    const { description } = await inspectFolder({ name: "web", inside: memoryFolder(layers) });
    expect(description).toMatchObject({ verdict: "weights-only", findings: [] });
  });

  it("names weights that are not there, too short, or elsewhere", async () => {
    const name = "group1-shard1of2.bin";
    const first = { "model.json": layers["model.json"]!, [name]: layers[name]! };
    expect((await inspect(first)).description).toMatchObject({
      verdict: "unreadable",
      findings: [{ code: "tfjs-weights-missing", where: "group1-shard2of2.bin" }],
    });
    expect((await inspect({ ...layers, "group1-shard2of2.bin": "x" })).description).toMatchObject({
      verdict: "unreadable",
      findings: [{ code: "tfjs-weights-cut-off" }],
    });
    const text = textOf(layers).replace("group1-shard2of2.bin", "../../secret");
    expect((await inspect(layers, text)).description).toMatchObject({
      verdict: "dangerous",
      findings: [{ code: "tfjs-weights-outside", where: "../../secret" }],
    });
  });

  it("is as dangerous as its layers and operators", async () => {
    const lambda = textOf(layers).replace(
      '{"class_name": "Dense", "config": {"name": "hidden"',
      '{"class_name": "Lambda", "config": {"function_type": "lambda", "name": "hidden"',
    );
    expect((await inspect(layers, lambda)).description).toMatchObject({
      verdict: "dangerous",
      findings: [{ code: "keras-lambda" }],
    });
    const writing = textOf(graph).replace('"op": "Relu"', '"op": "WriteFile"');
    expect((await inspect(graph, writing)).description.verdict).toBe("dangerous");
  });

  it("does not claim other JSON", async () => {
    for (const text of ['{"model": 1}', '{"modelTopology": null}', '{"format": "layers-model"}']) {
      expect((await inspect({}, text)).description.format).toBe("unknown");
    }
  });

  it.each([
    ["is cut off", textOf(layers).slice(0, -20), "cut short"],
    ["has no weights", '{"format": "graph-model", "modelTopology": {"node": []}}', "prescribes"],
    [
      "has a weight of any size",
      textOf(layers).replace("[64, 16]", "[9007199254740991, 16]"),
      "more elements",
    ],
  ])("is refused when it %s", async (_, text, message) => {
    const { description } = await inspect(layers, text);
    expect(description).toMatchObject({ format: "tfjs", verdict: "unreadable" });
    expect(description.findings[0]?.message).toContain(message);
  });
});
