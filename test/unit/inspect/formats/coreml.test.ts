import { describe, expect, it } from "vitest";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { coreml } from "../../../../src/inspect/formats/coreml/coreml.ts";
import { onnx } from "../../../../src/inspect/formats/onnx/onnx.ts";
import { fileToRead, fixture, fixtureFolder, memoryFolder } from "../support/buffer-source.ts";
import { expectedModel, expectedValues } from "../support/expected.ts";
import { message } from "../support/protobuf-bytes.ts";

const packageName = "coreml-digits.mlpackage";
const inspect = (files: Readonly<Record<string, Uint8Array | string>>) =>
  inspectFolder({ name: packageName, inside: memoryFolder(files) });

describe("Core ML", () => {
  it("is read as coremltools reads it", async () => {
    const expected = expectedModel("coreml-digits.mlmodel");
    const file = fileToRead(fixture("coreml-digits.mlmodel"));
    expect(coreml.id).toBe(expected.format);
    expect(await coreml.recognise(file)).toBe(true);
    expect(await onnx.recognise(file)).toBe(false);
    const { description } = await coreml.read(file);
    expect(description).toMatchObject({
      architecture: expected["type"],
      formatVersion: `specification ${String(expected["specification"])}`,
      parameterCount: expected.parameters,
      signature: {
        inputs: expectedValues(expected.inputs),
        outputs: expectedValues(expected.outputs),
      },
      metadata: {
        author: "Model Registry",
        description: "Scores handwritten digits",
        license: "CC0",
        version: "1.0",
      },
      verdict: "weights-only",
    });
  });

  it("reads a package with its program and the weights beside it", async () => {
    const expected = expectedModel(packageName);
    const { description, tensors } = await inspect(fixtureFolder(packageName));
    expect(description).toMatchObject({
      format: expected.format,
      architecture: expected["type"],
      producer: `${expected.framework} ${expected.framework_version}`,
      parameterCount: expected.parameters,
      dtypes: ["float16"],
      signature: {
        inputs: expectedValues(expected.inputs),
        outputs: expectedValues(expected.outputs),
      },
      verdict: "weights-only",
      findings: [],
    });
    expect(tensors.map(({ shape }) => shape)).toEqual([
      [64, 16],
      [16, 10],
    ]);
  });

  it("is not complete without the weights", async () => {
    const files = Object.entries(fixtureFolder(packageName));
    const rest = files.filter(([path]) => !path.endsWith("weight.bin"));
    const { description } = await inspect(Object.fromEntries(rest));
    expect(description.verdict).toBe("unreadable");
    expect(description.findings).toMatchObject([{ code: "coreml-item-missing" }]);
  });

  it("says that custom layers need classes", async () => {
    const layer = message([1, "l"], [500, message([10, "MyLayer"])]);
    const bytes = message([1, 4], [2, message()], [500, message([1, layer])]);
    const { description, findings } = await coreml.read(fileToRead(bytes));
    expect(description.verdict).toBe("needs-code");
    expect(findings).toMatchObject([{ code: "coreml-custom", severity: "info" }]);
  });
});
