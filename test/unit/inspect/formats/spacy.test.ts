import { expect, test } from "vitest";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { fixtureFolder, memoryFolder } from "../support/buffer-source.ts";
import { expectedModel } from "../support/expected.ts";
import { systemTrue } from "../support/pickle-assembler.ts";

const files = fixtureFolder("spacy-wines");
const config = Buffer.from(files["config.cfg"] ?? "").toString();
const inspect = async (others: Readonly<Record<string, Uint8Array | string>> = {}) =>
  (await inspectFolder({ name: "wines", inside: memoryFolder({ ...files, ...others }) }))
    .description;

test("a pipeline says its steps, labels and languages", async () => {
  const expected = expectedModel("spacy-wines");
  const steps = expected["steps"] as string[];
  expect(await inspect()).toMatchObject({
    format: expected.format,
    framework: expected.framework,
    frameworkVersion: expected.framework_version,
    architecture: `Pipeline (${steps.join(" → ")})`,
    metadata: {
      name: "wines",
      version: "1.2.0",
      language: "en",
      license: "MIT",
      steps: steps.join(", "),
      "labels entity_ruler": "ORG",
    },
    verdict: "weights-only",
    findings: [],
  });
});

const neural = fixtureFolder("spacy-neural");
const inspectNeural = (others: Readonly<Record<string, Uint8Array>> = {}) =>
  inspectFolder({ name: "cellar", inside: memoryFolder({ ...neural, ...others }) });

test("a pipeline with weights says its steps and has their tensors", async () => {
  const expected = expectedModel("spacy-neural");
  const steps = expected["steps"] as string[];
  const { description, tensors, files } = await inspectNeural();
  expect(description).toMatchObject({
    format: "spacy",
    frameworkVersion: expected.framework_version,
    architecture: `Pipeline (${steps.join(" → ")})`,
    task: "token-classification",
    tensorCount: tensors.length,
    parameterCount: tensors.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0),
    metadata: { "labels textcat": "red, white", "labels ner": "GPE" },
    verdict: "weights-only",
    findings: [],
  });
  const own = steps.flatMap((step) => {
    const weights = expectedModel(`spacy-neural/${step}/model`).tensors;
    return Array.isArray(weights) ? weights.map(({ name }) => `${step}.${name}`) : [];
  });
  expect(tensors.map(({ name }) => name).sort()).toEqual(own.sort());
  expect(files.filter(({ inspection }) => inspection.description.format === "thinc")).toHaveLength(
    steps.length,
  );
});

test.each(["ner/model", "ner/moves", "tokenizer", "vocab/lookups.bin"])(
  "nothing is claimed of a pipeline whose %s is not whole",
  async (path) => {
    const bytes = Buffer.concat([neural[path]!, Buffer.alloc(8, 0xc1)]);
    const { description } = await inspectNeural({ [path]: bytes });
    expect(description.verdict).toBe("unreadable");
    expect(JSON.stringify(description.findings)).toContain(path);
  },
);

test("factories and functions of other packages are code, and named", async () => {
  const component = '[components.mine]\nfactory = "my_package.component"\n';
  const model = '[components.ner.model]\n@architectures = "MyModel.v1"\n';
  const known = '[components.ner.model.tok2vec]\n@layers = "chain.v1"\n@misc = "spacy.x.v2"\n';
  const training = '[training.logger]\n@loggers = "mine.v1"\n';
  const description = await inspect({
    "config.cfg": `${config}${component}${model}${known}${training}`,
  });
  expect(description).toMatchObject({
    verdict: "needs-code",
    imports: ["my_package.component", "MyModel.v1"],
    findings: [{ code: "spacy-code", severity: "warning" }],
  });
});

test.each([
  ["wines/component.py", "import os\n", "needs-code", "folder-holds-code"],
  ["mine/data.xyz", "\0\x01\x02", "unreadable", "folder-holds-unknown"],
])("%s beside is named", async (path, content, verdict, code) => {
  const description = await inspect({ [path]: content });
  expect(description.verdict).toBe(verdict);
  expect(description.findings).toMatchObject([{ code }]);
});

test("a pickle in the place of spaCy's own file is found", async () => {
  expect((await inspect({ "ner/model": systemTrue() })).verdict).toBe("dangerous");
});

test("other folders with such files are none", async () => {
  const description = await inspect({ "config.cfg": "[training]\n" });
  expect(description.format).not.toBe("spacy");
});
