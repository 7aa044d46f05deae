import { describe, expect, it } from "vitest";
import type { Inspection } from "../../../../src/core/model/inspection.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { onnx } from "../../../../src/inspect/formats/onnx/onnx.ts";
import { frozenGraph } from "../../../../src/inspect/formats/tensorflow/frozen-graph.ts";
import { savedModelFile } from "../../../../src/inspect/formats/tensorflow/saved-model.ts";
import {
  bufferSource,
  fileToRead,
  fixture,
  fixtureFolder,
  memoryFolder,
  nothingBeside,
} from "../support/buffer-source.ts";
import { expectedModel, expectedValues } from "../support/expected.ts";
import { message, reverseFields } from "../support/protobuf-bytes.ts";

const inspect = (files: Readonly<Record<string, Uint8Array | string>>) =>
  inspectFolder({ name: "model", inside: memoryFolder(files) });

describe("TensorFlow SavedModel", () => {
  it("is read as TensorFlow reads it", async () => {
    const expected = expectedModel("tf-savedmodel");
    const { description, tensors } = await inspect(fixtureFolder("tf-savedmodel"));
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      frameworkVersion: expected.framework_version,
      signature: {
        inputs: expectedValues(expected.inputs),
        outputs: expectedValues(expected.outputs),
      },
      parameterCount: expected.parameters,
      metadata: { tags: "serve", signatures: "serving_default" },
      verdict: "weights-only",
      findings: [],
    });
    expect(tensors.map(({ name, shape }) => [name, shape])).toEqual([
      ["hidden", [64, 16]],
      ["output", [16, 10]],
    ]);
  });

  it("is known and read in whatever order its fields come", async () => {
    const [model, node] = [fixtureFolder("tf-savedmodel")["saved_model.pb"], message([1, "n"])];
    const reversed = reverseFields(model ?? node, 2);
    const inspectGraph = (bytes: Uint8Array): Promise<Inspection> =>
      inspectFile({ source: bufferSource(bytes, "saved_model.pb"), beside: nothingBeside });
    const { description } = await inspectGraph(reversed);
    expect(description.format).toBe("tensorflow-savedmodel");
    expect(description).toEqual((await inspectGraph(model ?? node)).description);
    const graph = fixture("tf-frozen.pb");
    const ordered = await inspectGraph(graph);
    expect((await inspectGraph(reverseFields(graph, 2))).description).toMatchObject({
      format: ordered.description.format,
      verdict: ordered.description.verdict,
      parameterCount: ordered.description.parameterCount,
    });
  });

  it("is dangerous when its graph writes files", async () => {
    const { description } = await inspect(fixtureFolder("tf-writes-file"));
    expect(description.verdict).toBe(expectedModel("tf-writes-file")["verdict"]);
    expect(description.findings).toMatchObject([
      { code: "tensorflow-operator", severity: "danger", where: "WriteFile" },
    ]);
  });

  it.each(["ReadFile", "WriteFile"])(
    "is dangerous with %s, wherever it stands",
    async (operator) => {
      const node = message([1, "n"], [2, operator]);
      const library = message([1, message([1, message([1, "f"])], [3, node])]);
      for (const graph of [message([1, node]), message([2, library])]) {
        const metaGraph = message([1, message([5, "2.0"])], [2, graph]);
        const { description, findings } = await savedModelFile.read(
          fileToRead(message([1, 1], [2, metaGraph])),
        );
        expect(description.verdict).toBe("dangerous");
        expect(findings).toMatchObject([{ severity: "danger", where: operator }]);
      }
    },
  );

  it("tells saving variables from writing files", async () => {
    const inFunction = (name: string, operator: string): Uint8Array => {
      const node = message([1, "n"], [2, operator]);
      return message([1, message([1, message([1, name])], [3, node])]);
    };
    const verdictOf = async (library: Uint8Array): Promise<string> => {
      const metaGraph = message([1, message([5, "2.0"])], [2, message([2, library])]);
      return (await savedModelFile.read(fileToRead(message([1, 1], [2, metaGraph])))).description
        .verdict;
    };
    expect(await verdictOf(inFunction("__inference__traced_save_42", "SaveV2"))).toBe(
      "weights-only",
    );
    expect(await verdictOf(inFunction("__inference_serve_42", "SaveV2"))).toBe("dangerous");
    expect(await verdictOf(inFunction("__inference_serve_42", "MergeV2Checkpoints"))).toBe(
      "dangerous",
    );
    expect(await verdictOf(inFunction("f", "DatasetToTFRecord"))).toBe("dangerous");
    expect(await verdictOf(inFunction("f", "TextLineDataset"))).toBe("needs-code");
  });

  it.each([
    ["stderr", "weights-only"],
    ["file:///tmp/x", "dangerous"],
  ])("knows what prints to %s", async (stream, verdict) => {
    const attribute = message([1, "output_stream"], [2, message([2, stream])]);
    for (const node of [
      message([1, "n"], [2, "PrintV2"], [5, attribute]),
      message([5, attribute], [2, "PrintV2"], [1, "n"]),
    ]) {
      const library = message([1, message([3, node], [1, message([1, "f"])])]);
      const metaGraph = message([1, message([5, "2.0"])], [2, message([2, library])]);
      const { description } = await savedModelFile.read(
        fileToRead(message([1, 1], [2, metaGraph])),
      );
      expect(description.verdict).toBe(verdict);
    }
  });

  it("is not complete without its variables", async () => {
    const { "saved_model.pb": graph = new Uint8Array() } = fixtureFolder("tf-savedmodel");
    const { description } = await inspect({ "saved_model.pb": graph });
    expect(description.verdict).toBe("unreadable");
    expect(description.findings).toMatchObject([{ code: "tensorflow-variables-missing" }]);
  });

  it("is dangerous with the Lambda layer of Keras 2 beside it", async () => {
    const layer = { class_name: "Lambda", config: { name: "l", function_type: "lambda" } };
    const { description } = await inspect({
      ...fixtureFolder("tf-savedmodel"),
      "keras_metadata.pb": message([1, message([2, 1], [5, JSON.stringify(layer)])]),
    });
    expect(description.verdict).toBe("dangerous");
    expect(description.findings).toMatchObject([{ code: "keras-lambda" }]);
  });

  it("finds operators in the functions of the library, and those that call Python", async () => {
    const node = message([1, "n"], [2, "EagerPyFunc"]);
    const library = message([1, message([1, message([1, "f"])], [3, node])]);
    const metaGraph = message([1, message([5, "2.0"])], [2, message([2, library])]);
    const file = fileToRead(message([1, 1], [2, metaGraph]));
    expect(await savedModelFile.recognise(file)).toBe(true);
    const { description, findings } = await savedModelFile.read(file);
    expect(description.verdict).toBe("needs-code");
    expect(findings).toMatchObject([{ severity: "warning", where: "EagerPyFunc" }]);
  });
});

describe("a frozen graph of TensorFlow", () => {
  it("is read as TensorFlow reads it", async () => {
    const expected = expectedModel("tf-frozen.pb");
    const file = fileToRead(fixture("tf-frozen.pb"));
    expect(await frozenGraph.recognise(file)).toBe(true);
    const { description } = await frozenGraph.read(file);
    expect(frozenGraph.id).toBe(expected.format);
    expect(description).toMatchObject({
      framework: expected.framework,
      parameterCount: expected.parameters,
      metadata: { operators: expect.any(String) as unknown },
      verdict: "weights-only",
    });
    expect(description.signature?.inputs).toEqual([
      { name: "pixels", dtype: "float32", shape: [null, 64] },
    ]);
    expect(description.metadata?.["operators"]?.split(", ")).toEqual(expected["operators"]);
  });

  it("is told apart from the other formats of protobuf", async () => {
    const files = ["tf-frozen.pb", "tf-savedmodel/saved_model.pb", "sklearn-forest.onnx"];
    const formats = [frozenGraph, savedModelFile, onnx];
    for (const [index, name] of files.entries()) {
      const recognised = await Promise.all(
        formats.map(async (format) => format.recognise(fileToRead(fixture(name)))),
      );
      expect(recognised).toEqual(formats.map((_, other) => other === index));
    }
  });
});
