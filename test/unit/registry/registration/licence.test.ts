import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { VersionRegistered } from "../../../../src/core/events/event.ts";
import { Stage } from "../../../../src/core/model/ids.ts";
import { importVersions } from "../../../../src/registry/import/import-versions.ts";
import { previewTransition } from "../../../../src/registry/lifecycle/preview-transition.ts";
import { register, type RegisterRequest } from "../../../../src/registry/registration/register.ts";
import { suggestRegistration } from "../../../../src/registry/registration/suggest-registration.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { message } from "../../inspect/support/protobuf-bytes.ts";
import { write } from "../../support/kept-files.ts";
import { openRegistry, registration, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
let registry: Registry;
beforeEach(async () => {
  registry = await openRegistry(await temporaryFolder());
});
afterEach(() => registry.close());

const card = (front: string): string => `---\n${front}\n---\n# A model\n`;

function onnx(key: string, licence: string): Uint8Array {
  const graph = message([2, "g"]);
  return message([1, 8], [7, graph], [8, message([2, 13])], [14, message([1, key], [2, licence])]);
}

function safetensors(metadata: Readonly<Record<string, string>>): Uint8Array {
  const header = Buffer.from(JSON.stringify({ __metadata__: metadata }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header]);
}

function gguf(licence: string): Uint8Array {
  const u64 = (value: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return bytes;
  };
  const text = (value: string): Buffer =>
    Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
  const head = Buffer.from("GGUF\x03\0\0\0", "latin1");
  const kind = Buffer.from("\x08\0\0\0", "latin1");
  return Buffer.concat([head, u64(0), u64(1), text("general.license"), kind, text(licence)]);
}

/** Registers as a person does who accepts what is suggested. */
async function registerSuggested(
  path: string,
  more: Partial<RegisterRequest> = {},
): Promise<VersionRegistered["data"]> {
  const { card: found } = await suggestRegistration(registry, { paths: [path] });
  const { id } = await register(
    registry,
    registration({ paths: [path], ...(found && { modelCard: found.path }), ...more }),
  );
  const { detail } = await describeVersion(registry, { version: id });
  return detail.registration;
}

test.for([
  ["m.onnx", onnx("license", "Apache-2.0"), "Apache-2.0"],
  ["m.onnx", onnx("Licence", "MIT"), "MIT"],
  ["m.safetensors", safetensors({ format: "pt", license: "mit" }), "mit"],
  ["m.safetensors", safetensors({ "modelspec.license": "CC-BY-4.0" }), "CC-BY-4.0"],
  ["m.gguf", gguf("llama3"), "llama3"],
] as const)("%s says its licence", async ([name, bytes, licence]) => {
  await writeFile(join(registry.folder, name), bytes);
  const { recipe } = await registerSuggested(name);
  expect(recipe).toMatchObject({ license: licence, licenseSource: name });
});

test.for([
  ["license: apache-2.0", "apache-2.0"],
  ["license: other\nlicense_name: llama3.1", "llama3.1"],
  ["license:\n- mit\n- apache-2.0", "mit, apache-2.0"],
])("the card beside a model says its licence: %s", async ([front = "", licence]) => {
  await write(registry.folder, { "models/README.md": card(front), "models/m.bin": "weights" });
  const { recipe } = await registerSuggested("models/m.bin");
  expect(recipe).toMatchObject({ license: licence, licenseSource: "models/README.md" });
});

test("a card in a model folder counts, and the gate sees it", async () => {
  await write(registry.folder, {
    "bert/README.md": card("license: mit"),
    "bert/config.json": '{ "model_type": "bert", "architectures": ["BertModel"] }',
  });
  await writeFile(join(registry.folder, "bert/model.safetensors"), safetensors({ license: "gpl" }));
  const { recipe, model } = await registerSuggested("bert");
  expect(recipe).toMatchObject({ license: "mit", licenseSource: "bert/README.md" });
  expect(recipe.missing).toContainEqual({
    about: "bert/model.safetensors: licence",
    reason: "says gpl; bert/README.md says mit, which counts",
    kind: "contradiction",
  });
  const version = await registry.read((state) => state.latestVersion(model));
  if (!version) throw new Error("nothing is registered");
  const request = { version: version.id, to: Stage.parse("Staging") };
  for (const [allowed, passed] of [
    ["MIT", true],
    ["GPL", false],
  ] as const) {
    await write(registry.folder, {
      ".model-registry/policy.yaml": `version: 1\ngates:\n  Staging: { licence: [${allowed}] }\n`,
    });
    const { checks } = await previewTransition(registry, request);
    expect(checks).toMatchObject([{ rule: "licence", actual: "mit", passed }]);
  }
});

test("the metadata file counts over the model file and the card, which are named where they differ", async () => {
  await write(registry.folder, {
    "README.md": card("license: Apache 2.0"),
    "meta.yaml": "license: apache-2.0\n",
  });
  await writeFile(join(registry.folder, "m.onnx"), onnx("license", "MIT"));
  const { recipe } = await registerSuggested("m.onnx", { metadataFile: "meta.yaml" });
  expect(recipe).toMatchObject({ license: "apache-2.0", licenseSource: "meta.yaml" });
  expect(recipe.missing.filter(({ kind }) => kind === "contradiction")).toEqual([
    {
      about: "m.onnx: licence",
      reason: "says MIT; meta.yaml says apache-2.0, which counts",
      kind: "contradiction",
    },
  ]);
});

test.for(["# A model\nlicense: mit\n", "---\nlicense: [\n---\n", card("language: en")])(
  "a README without a licence in its front matter says none: %j",
  async (text) => {
    await write(registry.folder, { "README.md": text, "m.bin": "weights" });
    const suggestion = await suggestRegistration(registry, { paths: ["m.bin"] });
    expect(suggestion.card).toBeUndefined();
    expect((await registerSuggested("m.bin")).recipe.license).toBeUndefined();
  },
);

test("an import reads the card beside its files", async () => {
  await write(registry.folder, { "kept/README.md": card("license: mit"), "kept/m_v1.bin": "one" });
  const version = { path: "kept/m_v1.bin", size: 3, metricsFiles: [], parametersFiles: [] };
  const summary = await importVersions(registry, { models: [{ model: "m", versions: [version] }] });
  const [outcome] = summary.outcomes;
  if (outcome?.kind !== "registered") throw new Error("nothing was imported");
  const { detail } = await describeVersion(registry, { version: outcome.version.id });
  expect(detail.registration.recipe.license).toBe("mit");
});
