import { describe, expect, it } from "vitest";
import { onnx } from "../../../../src/inspect/formats/onnx/onnx.ts";
import { fileToRead, fixture, fixtureFolder, memoryFolder } from "../support/buffer-source.ts";
import { expectedModel, expectedValues } from "../support/expected.ts";
import { message } from "../support/protobuf-bytes.ts";

/** TensorProto of float32, its data in another file. */
function externalTensor(location: string, shape: number, length = shape * 4): Uint8Array {
  return message(
    [1, shape],
    [2, 1],
    [8, "weights"],
    [13, message([1, "location"], [2, location])],
    [13, message([1, "offset"], [2, "16"])],
    [13, message([1, "length"], [2, String(length)])],
    [14, 1],
  );
}

const model = (graph: Uint8Array, ...more: readonly (readonly [number, Uint8Array])[]) =>
  message([1, 8], [2, "test"], [7, graph], [8, message([2, 17])], ...more);

describe("ONNX", () => {
  it.each(["sklearn-network.onnx", "sklearn-forest.onnx"])(
    "reads %s as the onnx library does",
    async (name) => {
      const file = fileToRead(fixture(name));
      const expected = expectedModel(name);
      expect(await onnx.recognise(file)).toBe(true);
      const { description, tensors, findings } = await onnx.read(file);
      const { "": defaultOpset, ...otherOpsets } = expected.opsets ?? {};
      expect(description).toMatchObject({
        framework: "scikit-learn",
        producer: `${expected.framework} ${expected.framework_version}`,
        formatVersion: `IR version ${expected.ir_version}`,
        opsets: { "ai.onnx": defaultOpset, ...otherOpsets },
        parameterCount: expected.parameters,
        signature: {
          inputs: expectedValues(expected.inputs),
          outputs: expectedValues(expected.outputs),
        },
        verdict: "weights-only",
      });
      expect(tensors?.map(({ name, dtype, shape }) => ({ name, dtype, shape }))).toEqual(
        expectedValues(expected.initializers),
      );
      expect(findings).toEqual([]);
    },
  );

  it("tells what a forest is for", async () => {
    const { description } = await onnx.read(fileToRead(fixture("sklearn-forest.onnx")));
    expect(description.task).toBe("classification");
    expect(description.metadata).toMatchObject({
      graph: "forest",
      operators: "ai.onnx.ml:TreeEnsembleClassifier",
    });
  });

  it("reads a model whose numbers are in another file as the onnx library does", async () => {
    const name = "onnx-external/network.onnx";
    const expected = expectedModel(name);
    const beside = memoryFolder(fixtureFolder("onnx-external"));
    const reading = await onnx.read(fileToRead(fixture(name), "network.onnx", beside));
    expect(reading.description).toMatchObject({
      parameterCount: expected.parameters,
      verdict: "weights-only",
    });
    expect(reading.findings).toEqual([]);
    // Without that file the same model is nothing to rely on.
    const alone = await onnx.read(fileToRead(fixture(name), "network.onnx"));
    expect(alone.description.verdict).toBe("unreadable");
    expect(alone.findings?.[0]).toMatchObject({
      code: "onnx-external-data-missing",
      where: "network.onnx.data",
    });
  });

  it("takes tensor data from a file beside it", async () => {
    const bytes = model(message([5, externalTensor("data.bin", 4)]));
    const beside = memoryFolder({ "data.bin": new Uint8Array(32) });
    const { description, findings } = await onnx.read(fileToRead(bytes, "m.onnx", beside));
    expect(description).toMatchObject({ parameterCount: 4, verdict: "weights-only" });
    expect(findings).toEqual([]);
  });

  it.each([
    ["a path out of the folder", "../../.ssh/id_rsa", "outside", "dangerous"],
    ["an absolute path", "/etc/passwd", "outside", "dangerous"],
    ["a missing file", "absent.bin", "missing", "unreadable"],
    ["a file that is too short", "short.bin", "cut-off", "unreadable"],
  ])("warns of tensor data in %s", async (_, location, code, verdict) => {
    const bytes = model(message([5, externalTensor(location, 4)]));
    const beside = memoryFolder({ "short.bin": new Uint8Array(31) });
    const { description, findings } = await onnx.read(fileToRead(bytes, "m.onnx", beside));
    expect(description.verdict).toBe(verdict);
    expect(findings).toMatchObject([{ code: `onnx-external-data-${code}`, where: location }]);
  });

  it("finds data outside in a constant of a branch of a function", async () => {
    const constant = message(
      [4, "Constant"],
      [5, message([1, "value"], [5, externalTensor("/etc/passwd", 4)])],
    );
    const branch = message(
      [4, "If"],
      [5, message([1, "then_branch"], [6, message([1, constant])])],
    );
    const bytes = model(message([2, "main"]), [25, message([1, "f"], [7, branch], [10, "own"])]);
    const { description } = await onnx.read(fileToRead(bytes, "m.onnx", memoryFolder({})));
    expect(description.verdict).toBe("dangerous");
  });

  it("names operators that no runtime has, but not those that the model defines", async () => {
    const nodes: [number, Uint8Array][] = [
      [1, message([4, "Fancy"], [7, "com.example"])],
      [1, message([4, "Own"], [7, "own"])],
      [1, message([4, "Gelu"], [7, "com.microsoft"])],
    ];
    const bytes = model(message(...nodes), [25, message([1, "Own"], [10, "own"])]);
    const { description, findings } = await onnx.read(fileToRead(bytes));
    expect(findings).toMatchObject([
      { code: "onnx-custom-operators", severity: "info", where: "com.example" },
    ]);
    expect(description.verdict).toBe("weights-only");
  });

  it("tells how a model is quantised", async () => {
    const bytes = model(message([1, message([4, "QuantizeLinear"])], [1, message([4, "Conv"])]));
    const { description } = await onnx.read(fileToRead(bytes));
    expect(description.quantisation).toBe("QDQ");
  });

  it("refuses a tensor whose data is not as long as its shape says", async () => {
    const tensor = message([1, 4], [2, 1], [8, "w"], [9, new Uint8Array(15)]);
    await expect(onnx.read(fileToRead(model(message([5, tensor]))))).rejects.toMatchObject({
      message: "A tensor has 15 bytes and needs 16",
      where: "tensor w",
    });
  });

  it("refuses graphs that are nested without end", async () => {
    let graph = message([2, "innermost"]);
    for (let depth = 0; depth < 40; depth += 1) {
      graph = message([1, message([4, "If"], [5, message([6, graph])])]);
    }
    await expect(onnx.read(fileToRead(model(graph)))).rejects.toThrow("nested too deeply");
  });

  it("skips the data of tensors", async () => {
    const size = 3 * 2 ** 20;
    const tensor = message([1, size / 4], [2, 1], [8, "w"], [9, new Uint8Array(size)]);
    const file = fileToRead(model(message([5, tensor], [5, tensor])));
    let read = 0;
    const source = {
      ...file.source,
      read(offset: number, length: number) {
        read += length;
        return file.source.read(offset, length);
      },
    };
    const { description } = await onnx.read({ ...file, source });
    expect(description.parameterCount).toBe(size / 2);
    expect(read).toBeLessThan(size / 8);
  });

  it("is not deceived by other protobuf messages", async () => {
    const savedModel = message([1, 1], [2, message([1, message([1, "x"])])]);
    expect(await onnx.recognise(fileToRead(savedModel))).toBe(false);
    expect(await onnx.recognise(fileToRead(Buffer.from("plain text, nothing else")))).toBe(false);
  });
});
