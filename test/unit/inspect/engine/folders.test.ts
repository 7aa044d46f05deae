import { describe, expect, it } from "vitest";
import { ModelDescription } from "../../../../src/core/model/inspection.ts";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { fixture, fixtureFolder, memoryFolder } from "../support/buffer-source.ts";
import { expectedModel, expectedNames } from "../support/expected.ts";

type Files = Readonly<Record<string, Uint8Array | string>>;

const inspect = (files: Files) => inspectFolder({ name: "model", inside: memoryFolder(files) });

describe("a Hugging Face folder", () => {
  const config = { architectures: ["LlamaForCausalLM"], model_type: "llama" };
  const folder = (files: Files, more = {}) =>
    inspect({ "config.json": JSON.stringify({ ...config, ...more }), ...files });

  it("is read as Transformers reads it", async () => {
    const expected = expectedModel("hf-digit-reader");
    const { description, files } = await inspect(fixtureFolder("hf-digit-reader"));
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      frameworkVersion: expected.framework_version,
      architecture: "ViTForImageClassification",
      task: "image-classification",
      parameterCount: expected.parameters,
      tensorCount: expected.tensors,
      metadata: { model_type: expected["model_type"], license: "cc-by-4.0", metrics: "accuracy" },
      verdict: "weights-only",
      findings: [],
    });
    expect(ModelDescription.parse(description)).toEqual(description);
    expect(files.map(({ path }) => path)).toEqual(["model.safetensors"]);
  });

  it("tells the task from the class, and the quantisation", async () => {
    const { description } = await folder(
      { "README.md": "no front matter" },
      { quantization_config: { quant_method: "awq", bits: 4 } },
    );
    expect(description).toMatchObject({ task: "text-generation", quantisation: "awq, 4 bits" });
  });

  it("names the code that trusting it would run", async () => {
    const { description } = await folder(
      { "modeling.py": "import os" },
      {
        auto_map: { AutoModel: "someone/repository--modeling.Model", AutoTokenizer: ["t.T", null] },
      },
    );
    expect(description.verdict).toBe("needs-code");
    expect(description.imports).toEqual(["someone/repository--modeling.Model", "t.T"]);
    expect(description.findings.map(({ code }) => code)).toEqual([
      "huggingface-remote-code",
      "huggingface-python-files",
    ]);
    expect(description.findings[0]?.message).toContain("another repository");
  });

  it("reads a card with the results of many benchmarks", async () => {
    const result =
      "  - task:\n      type: Retrieval\n    metrics:\n    - type: ndcg\n      value: 64.3\n";
    const results = `model-index:\n- name: m\n  results:\n${result.repeat(20_000)}`;
    const { description } = await folder({
      "README.md": `---\nlicense: mit\n${results}tags:\n- mteb\n- sentence-similarity\n---\n# Card`,
    });
    expect(description.metadata).toMatchObject({
      license: "mit",
      tags: "mteb, sentence-similarity",
    });
  });

  it("looks into chat templates", async () => {
    const template = "{{ x.__class__ }}";
    for (const files of [
      { "tokenizer_config.json": JSON.stringify({ chat_template: template }) },
      { "tokenizer_config.json": JSON.stringify({ chat_template: [{ name: "a", template }] }) },
      { "chat_template.jinja": template },
    ]) {
      const { description } = await folder(files);
      expect(description.verdict).toBe("dangerous");
      expect(description.findings).toMatchObject([{ code: "chat-template-python" }]);
    }
  });

  it("adds up weights in several files", async () => {
    const expected = expectedModel("digits-sharded");
    const { description, tensors } = await folder(fixtureFolder("digits-sharded"));
    expect(description.parameterCount).toBe(expected.parameters);
    const listed = tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
    expect(listed.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual(expected.tensors);
  });

  it("mentions a missing part of the weights once", async () => {
    const missing = "model-00002-of-00002.safetensors";
    const shards = Object.entries(fixtureFolder("digits-sharded"));
    const { description } = await folder(
      Object.fromEntries(shards.filter(([path]) => path !== missing)),
    );
    expect(description.verdict).toBe("unreadable");
    expect(description.findings).toMatchObject([
      { code: "safetensors-shard-missing", where: missing },
    ]);
  });
});

describe("an MLflow folder", () => {
  it("is read as MLflow reads it", async () => {
    const expected = expectedModel("mlflow-wine");
    const { description } = await inspect(fixtureFolder("mlflow-wine"));
    const names = expectedNames(expected.inputs);
    expect(description).toMatchObject({
      format: "mlflow",
      producer: `mlflow ${expected.framework_version}`,
      framework: "scikit-learn",
      frameworkVersion: "1.9.1",
      signature: { outputs: [{ dtype: "int64", shape: [null] }] },
      imports: expect.arrayContaining(["mlflow.sklearn"]) as unknown,
      verdict: "needs-code",
    });
    expect(description.signature?.inputs.map(({ name }) => name)).toEqual(names);
    expect(description.signature?.inputs[0]?.dtype).toBe("float64");
    expect(description.findings.map(({ code }) => code)).toContain("mlflow-pickle");
  });

  const manifest = (flavour: string) => `flavors:\n  python_function:\n    ${flavour}\n`;

  it.each([
    ["a loader of one's own", "loader_module: my_loader", "mlflow-loader-module", "needs-code"],
    ["a harmful loader", "loader_module: os", "mlflow-loader-module", "dangerous"],
    ["code", "code: code", "mlflow-code", "needs-code"],
    ["a path out of the folder", "model_path: ../../secret", "mlflow-path-outside", "dangerous"],
  ])("warns of %s", async (_, flavour, code, verdict) => {
    const { description } = await inspect({ MLmodel: manifest(flavour) });
    expect(description.verdict).toBe(verdict);
    expect(description.findings.map((finding) => finding.code)).toContain(code);
  });

  it("is read with the merge keys that Python's YAML knows", async () => {
    const { description } = await inspect({
      MLmodel: `%YAML 1.2\n---\nhidden: &hidden\n  loader_module: os\n${manifest("<<: *hidden")}`,
    });
    expect(description.verdict).toBe("dangerous");
  });

  it("is refused when a key is there twice, of which loaders take different ones", async () => {
    const twice = manifest("loader_module: mlflow.sklearn\n    loader_module: os");
    const { description } = await inspect({ MLmodel: twice });
    expect(description.verdict).toBe("unreadable");
  });

  it.each([
    [
      "keys",
      (size: number) => Array.from({ length: size / 8 }, (_, key) => `k${key}: 1`).join("\n"),
    ],
    ["errors", (size: number) => "}".repeat(size)],
    ["anchors", (size: number) => "&a ".repeat(size / 3)],
    ["brackets", (size: number) => "[".repeat(size)],
  ])("answers soon, whatever takes a parser of YAML long: %s", async (_, write) => {
    const { description } = await inspect({ MLmodel: write(1024 * 1024) });
    expect(description.verdict).toBe("unreadable");
    expect(description.findings.map(({ code }) => code)).not.toContain("time-limit");
  });

  it("is read with signatures that are long", async () => {
    const columns = Array.from({ length: 20_000 }, (_, index) => ({
      type: "double",
      name: `column ${index}`,
      required: true,
    }));
    const { description } = await inspect({
      MLmodel: `flavors: {}\nsignature:\n  inputs: '${JSON.stringify(columns)}'\n`,
    });
    expect(description.signature?.inputs).toHaveLength(1000);
  });

  it("does not expand aliases without end", async () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let level = 1; level < 12; level += 1) {
      const alias = `*a${level - 1}`;
      lines.push(`a${level}: &a${level} [${Array.from({ length: 9 }, () => alias).join(", ")}]`);
    }
    const { description } = await inspect({ MLmodel: `${lines.join("\n")}\nflavors: {}\n` });
    expect(description).toMatchObject({ format: "mlflow", verdict: "unreadable" });
  });
});

describe("a folder of files", () => {
  it("has the worst verdict of its files, and their findings with their paths", async () => {
    const { description, files } = await inspect({
      "good/model.onnx": fixture("sklearn-forest.onnx"),
      "bad/model.keras": fixture("keras-lambda.keras"),
      "notes.txt": "text",
    });
    expect(description).toMatchObject({ format: "folder", verdict: "dangerous" });
    expect(description.findings).toMatchObject([
      { code: "keras-lambda", where: "bad/model.keras: layer double" },
    ]);
    expect(files.map(({ path }) => path)).toEqual(["bad/model.keras", "good/model.onnx"]);
  });

  it("is unknown when none is known", async () => {
    const { description } = await inspect({ "notes.txt": "text" });
    expect(description).toMatchObject({ format: "unknown", verdict: "unreadable" });
  });

  it("opens what lies beside a file from the file's own folder", async () => {
    const shards = Object.entries(fixtureFolder("digits-sharded"));
    const { description } = await inspect(
      Object.fromEntries(shards.map(([path, bytes]) => [`deep/inside/${path}`, bytes])),
    );
    expect(description).toMatchObject({ format: "folder", verdict: "weights-only", findings: [] });
  });
});

it("a file that is named as a model and is none is named, also beside models", async () => {
  const misnamed = { code: "extension-mismatch", severity: "warning", where: "a.onnx" };
  const alone = await inspect({ "a.onnx": "Not found", "README.md": "# Notes" });
  expect(alone.description).toMatchObject({
    format: "unknown",
    findings: [misnamed, { code: "unknown-format" }],
  });
  const beside = await inspect({ "a.onnx": "Not found", "b.pkl": "I1\n." });
  expect(beside.description.findings).toMatchObject([misnamed, { code: "folder-holds-unknown" }]);
});
