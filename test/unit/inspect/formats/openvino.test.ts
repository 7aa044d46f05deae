import { describe, expect, it } from "vitest";
import { findParts, inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { openvino } from "../../../../src/inspect/formats/openvino/openvino.ts";
import { fileToRead, fixtureFolder, memoryFolder } from "../support/buffer-source.ts";
import { expectedModel, expectedValues } from "../support/expected.ts";

const files = fixtureFolder("openvino-digits");
const graph = files["digits.xml"]!;
const xml = Buffer.from(graph).toString();

const inspect = (bytes: Uint8Array | string, beside: Parameters<typeof memoryFolder>[0] = files) =>
  inspectFile(fileToRead(Buffer.from(bytes), "digits.xml", memoryFolder(beside)));

describe("OpenVINO IR", () => {
  it("is read as OpenVINO reads it", async () => {
    const expected = expectedModel("openvino-digits");
    const { description, tensors } = await inspect(graph);
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      frameworkVersion: expected.framework_version,
      formatVersion: "IR version 11",
      task: "classification",
      opsets: { openvino: 1 },
      parameterCount: expected.parameters,
      tensorCount: 2,
      dtypes: ["float16"],
      signature: {
        inputs: expectedValues(expected.inputs),
        outputs: expectedValues(expected.outputs),
      },
      verdict: "weights-only",
      findings: [],
    });
    expect(description.metadata?.["operators"]?.split(", ")).toEqual(expected["operators"]);
    expect(tensors.map(({ shape, size }) => [shape, size])).toEqual([
      [[64, 16], 2048],
      [[16, 10], 320],
    ]);
  });

  it("names its weights as a part, and is whole in a folder with them", async () => {
    const file = fileToRead(graph, "digits.xml", memoryFolder(files));
    expect(await findParts(file)).toEqual(["digits.bin"]);
    const folder = { name: "model", inside: memoryFolder(files) };
    expect((await inspectFolder(folder)).description).toMatchObject({
      verdict: "weights-only",
      findings: [],
    });
  });

  it.each([
    ["without its weights", {}, "openvino-weights-missing"],
    ["with weights that are cut off", { "digits.bin": "short" }, "openvino-weights-cut-off"],
  ])("is not complete %s", async (_, beside, code) => {
    const { description } = await inspect(graph, beside);
    expect(description).toMatchObject({
      verdict: "unreadable",
      findings: [{ code, where: "digits.bin" }],
    });
  });

  it("names operators that are not OpenVINO's", async () => {
    const { description } = await inspect(
      xml.replace('type="ReLU" version="opset1"', 'type="StringTensorUnpack" version="extension"'),
    );
    expect(description.findings).toMatchObject([
      {
        code: "openvino-extension-operators",
        severity: "info",
        message: expect.stringContaining("StringTensorUnpack") as string,
      },
    ]);
  });

  it("reads the graph of a loop, whose inputs and outputs are not the model's", async () => {
    const body = xml.slice(xml.indexOf("<layers>"), xml.indexOf("</edges>") + "</edges>".length);
    const loop = `<layer id="9" name="loop" type="TensorIterator" version="opset1"><body>${body}</body></layer></layers>`;
    const { description } = await inspect(xml.replace("</layers>", () => loop));
    expect(description).toMatchObject({ tensorCount: 4, verdict: "weights-only" });
    expect(description.signature?.inputs.map(({ name }) => name)).toEqual(["pixels"]);
    expect(description.signature?.outputs.map(({ name }) => name)).toEqual(["scores"]);
  });

  it("reads the weights of old versions", async () => {
    const old = `<net name="old" version="6"><layers><layer id="0" name="data" type="Input" precision="FP32">
      <output><port id="0"><dim>1</dim><dim>3</dim></port></output></layer><layer id="1" name="fc"
      type="FullyConnected" precision="FP32"><blobs><weights offset="0" size="48"/></blobs></layer></layers></net>`;
    const { description } = await inspect(old);
    expect(description).toMatchObject({
      parameterCount: 12,
      dtypes: ["float32"],
      signature: { inputs: [{ name: "data", dtype: "float32", shape: [1, 3] }], outputs: [] },
    });
  });

  it("never expands entities, and says that there are some", async () => {
    const hostile = xml.replace("<net", '<!DOCTYPE net [<!ENTITY x SYSTEM "file:///etc/x">]><net');
    expect((await inspect(hostile)).description).toMatchObject({
      verdict: "dangerous",
      findings: [{ code: "openvino-entities" }],
    });
    const typed = xml.replace("<net", "<!DOCTYPE net><net");
    expect((await inspect(typed)).description).toMatchObject({
      verdict: "weights-only",
      findings: [{ code: "openvino-doctype" }],
    });
  });

  it("does not claim other XML", async () => {
    for (const other of ["<network version='1'/>", '<net version="1"><nodes/></net>', "<a/>"]) {
      expect(await openvino.recognise(fileToRead(Buffer.from(other)))).toBe(false);
      expect((await inspect(other)).description.format).toBe("unknown");
    }
  });

  it.each([
    ["is cut off", xml.slice(0, -40), "cut short"],
    ["has a constant that can't be", xml.replace('size="2048"', 'size="-1"'), "not possible"],
    ["has a constant of any size", xml.replace('"64, 16"', '"64, ?"'), "no size"],
    ["is broken", xml.replace("<dim>", "<dim"), "XML is broken"],
    ["has a text without end", xml.replace("<dim>", `<dim>${" ".repeat(2 ** 25)}`), "too long"],
  ])("is refused when it %s", async (_, text, message) => {
    const { description } = await inspect(text);
    expect(description.verdict).toBe("unreadable");
    expect(description.findings[0]?.message).toContain(message);
  });
});
