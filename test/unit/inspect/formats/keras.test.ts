import { describe, expect, it } from "vitest";
import { readKerasConfig } from "../../../../src/inspect/formats/keras/config.ts";
import { kerasH5 } from "../../../../src/inspect/formats/keras/keras-h5.ts";
import { kerasZip } from "../../../../src/inspect/formats/keras/keras-zip.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";
import { assemble } from "../support/pickle-assembler.ts";
import { writeZip } from "../support/zip-writer.ts";

const formats = { ".keras": kerasZip, ".h5": kerasH5 };

describe.each([".keras", ".h5"] as const)("Keras %s", (extension) => {
  const format = formats[extension];

  it("reads a network as Keras does", async () => {
    const name = `keras-wine${extension}`;
    const file = fileToRead(fixture(name));
    const expected = expectedModel(name);
    expect(format.id).toBe(expected.format);
    expect(await format.recognise(file)).toBe(true);
    const { description, tensors, findings } = await format.read(file);
    expect(description).toMatchObject({
      framework: "keras",
      frameworkVersion: expected.framework_version,
      architecture: "Sequential",
      parameterCount: expected.parameters,
      tensorCount: 4,
      dtypes: ["float32"],
      metadata: { name: expected["name"], layers: "hidden (Dense), cultivar (Dense)" },
      signature: {
        inputs: [{ name: "analysis", dtype: "float32", shape: expected["input_shape"] }],
        outputs: [{ name: "cultivar", dtype: "float32", shape: expected["output_shape"] }],
      },
      verdict: "weights-only",
    });
    expect(tensors?.map(({ shape }) => shape)).toContainEqual([13, 8]);
    expect(findings).toEqual([]);
  });

  it("finds a Lambda layer dangerous", async () => {
    const { description, findings } = await format.read(
      fileToRead(fixture(`keras-lambda${extension}`)),
    );
    expect(description.verdict).toBe(expectedModel(`keras-lambda${extension}`)["verdict"]);
    expect(findings).toMatchObject([{ code: "keras-lambda", severity: "danger" }]);
  });

  it("refuses a file that is cut off", async () => {
    const bytes = fixture(`keras-wine${extension}`);
    for (const size of [100, 3000, bytes.length - 20]) {
      const file = fileToRead(bytes.subarray(0, size));
      await expect(format.read(file)).rejects.toMatchObject({ name: "Unreadable" });
    }
  });
});

describe("a .keras file", () => {
  it("needs no metadata: Keras does not read it", async () => {
    const config = { class_name: "Lambda", config: { name: "l", function_type: "lambda" } };
    const bytes = writeZip([{ name: "config.json", content: Buffer.from(JSON.stringify(config)) }]);
    const file = fileToRead(bytes, "model.keras");
    expect(await kerasZip.recognise(file)).toBe(true);
    expect((await kerasZip.read(file)).description.verdict).toBe("dangerous");
  });
});

describe("what a configuration leaves to the loader", () => {
  const custom = (object: unknown) =>
    readKerasConfig({
      module: "keras",
      class_name: "Sequential",
      config: { layers: [{ module: "keras.layers", class_name: "Dense", config: object }] },
    });

  it.each([
    ["a function", { module: "builtins", class_name: "function", config: "my_loss" }, "my_loss"],
    ["a layer", { module: null, class_name: "Mine", registered_name: "Mine" }, "Mine"],
    ["a registered layer", { module: null, class_name: "M", registered_name: "p>M" }, "p>M"],
  ])("%s of one's own needs code and is no danger", (_, object, name) => {
    const { needsCode, findings } = custom({ activation: object });
    expect(needsCode).toBe(true);
    expect(findings).toMatchObject([{ code: "keras-custom-object", where: name }]);
  });

  it("a module of PyTorch is a pickle", () => {
    const { findings } = custom({
      a: { module: "keras.layers", class_name: "TorchModuleWrapper", registered_name: null },
    });
    expect(findings).toMatchObject([{ code: "keras-torch-module", severity: "danger" }]);
  });
});

describe("the configuration of a Keras model", () => {
  const layer = (module: string, className: string, config: unknown = {}) => ({
    module: "keras",
    class_name: "Sequential",
    config: { name: "m", layers: [{ module, class_name: className, config }] },
  });

  it("names imports that can do harm", () => {
    for (const [module, className] of [
      ["os", "system"],
      ["builtins", "eval"],
      ["keras.utils", "get_file"],
    ] as const) {
      const { findings, imports } = readKerasConfig(layer(module, className));
      expect(findings).toMatchObject([{ code: "keras-dangerous-import", severity: "danger" }]);
      expect(imports).toEqual([`${module}.${className}`]);
    }
    const named = readKerasConfig(layer("subprocess", "function", "run"));
    expect(named.findings).toMatchObject([{ code: "keras-dangerous-import" }]);
  });

  it("says what code of one's own is needed", () => {
    const { findings, needsCode } = readKerasConfig(layer("my_layers", "Attention"));
    expect(findings).toMatchObject([{ code: "keras-custom-object", severity: "info" }]);
    expect(needsCode).toBe(true);
    expect(readKerasConfig(layer("keras.layers", "Dense"))).toMatchObject({
      findings: [],
      needsCode: false,
    });
  });

  it("finds the bytecode of Keras 2", () => {
    const model = {
      class_name: "Sequential",
      config: [
        {
          class_name: "Lambda",
          config: { name: "l", function: ["4wEA", null, null], function_type: "lambda" },
        },
      ],
    };
    expect(readKerasConfig(model).findings).toMatchObject([
      { code: "keras-lambda", where: "layer l" },
    ]);
  });

  it("walks a configuration however deep", () => {
    let nested: unknown = { class_name: "__lambda__", config: {} };
    for (let depth = 0; depth < 50_000; depth += 1) nested = [nested];
    expect(readKerasConfig(nested).findings).toHaveLength(1);
  });
});

it("a zip that is also somebody's pickle is as dangerous as that", async () => {
  const text = (value: object): Buffer => Buffer.from(JSON.stringify(value));
  const evil = assemble(
    ["PROTO", 2],
    ["GLOBAL", "os\nsystem"],
    ["BINUNICODE", "true"],
    "TUPLE1",
    "REDUCE",
    "STOP",
  );
  const bytes = writeZip([
    { name: "config.json", content: text({ class_name: "Sequential", config: { layers: [] } }) },
    { name: "metadata.json", content: text({ keras_version: "3.15.1" }) },
    { name: "archive/data.pkl", content: evil },
  ]);
  const { description, findings } = await kerasZip.read(fileToRead(bytes));
  expect(description.verdict).toBe("dangerous");
  expect(description.imports).toContain("os.system");
  expect(findings?.some(({ severity }) => severity === "danger")).toBe(true);
});
