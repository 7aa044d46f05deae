import { expect, test } from "vitest";
import { inspectFolder } from "../../../src/inspect/engine/inspect-folder.ts";
import { fixtureFolder, memoryFolder } from "./support/buffer-source.ts";
import { expectedModel } from "./support/expected.ts";
import { systemTrue } from "./support/pickle-assembler.ts";

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
