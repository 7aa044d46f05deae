import { describe, expect, it } from "vitest";
import { ModelDescription, type Inspection } from "../../../../src/core/model/inspection.ts";
import { fileFormats, folderFormats } from "../../../../src/inspect/engine/formats.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { bufferSource, fixture, nothingBeside } from "../support/buffer-source.ts";
import { expectedFormats, expectedModel } from "../support/expected.ts";

const inspect = (name: string): Promise<Inspection> =>
  inspectFile({ source: bufferSource(fixture(name), name), beside: nothingBeside });

it("every format has a real file, with what its framework says about it", () => {
  const formats = [...fileFormats, ...folderFormats].map(({ id }) => id);
  expect(formats.filter((id) => !expectedFormats.has(id))).toEqual([
    "git-lfs-pointer",
    "dvc-file",
    "git-annex-pointer",
    "pytorch-sharded",
    "nemo",
    "tar",
    "zip",
    "compressed",
    "archive",
  ]);
});

/** Real files, and what their own frameworks say about them (EXPECTED.json). */
describe("models with pickles, written by their frameworks", () => {
  it.each([
    ["scaler.pkl", "StandardScaler"],
    ["sklearn-pipeline.pkl", "Pipeline (StandardScaler → LogisticRegression)"],
    ["sklearn-ridge.joblib", "Ridge"],
    ["sklearn-forest-compressed.joblib", "RandomForestClassifier"],
  ])("%s is a %s", async (name, architecture) => {
    const expected = expectedModel(name);
    const { description } = await inspect(name);
    expect(ModelDescription.parse(description)).toEqual(description);
    expect(description).toMatchObject({
      format: expected.format,
      framework: expected.framework,
      frameworkVersion: expected.framework_version,
      architecture,
      verdict: "needs-code",
      findings: [],
    });
    expect(description.metadata).toMatchObject({
      class: expected["class"],
      features: expected.features?.join(", "),
      "feature count": expect.stringMatching(/^[1-9]\d*$/) as unknown,
    });
    const steps = expected["steps"] as string[];
    expect(description.metadata?.["steps"]).toBe(steps.length > 0 ? steps.join(", ") : undefined);
  });

  it.each([
    ["torch-state.pt", "weights-only"],
    ["torch-legacy.pt", "weights-only"],
    ["torch-module.pt", "needs-code"],
    ["torch-script.pt", "needs-code"],
    ["digits.npz", "weights-only"],
    ["digits-hidden.npy", "weights-only"],
  ])("%s is %s", async (name, verdict) => {
    const expected = expectedModel(name);
    const { description, tensors } = await inspect(name);
    expect(ModelDescription.parse(description)).toEqual(description);
    expect(description).toMatchObject({
      format: expected.format,
      verdict,
      framework: expected.framework,
      parameterCount: expected.parameters,
      dtypes: ["float32"],
    });
    const plain = tensors.map(({ name: tensor, dtype, shape }) => ({ name: tensor, dtype, shape }));
    expect(plain.sort((a, b) => a.name.localeCompare(b.name))).toEqual(expected.tensors);
  });

  it("names the imports that a whole module needs, and what class it is", async () => {
    const { description } = await inspect("torch-module.pt");
    expect(description.architecture).toBe("Sequential");
    expect(description.imports).toContain("torch.nn.modules.linear.Linear");
  });

  it("keeps the classes of a TorchScript program out of Python's imports", async () => {
    const { description } = await inspect("torch-script.pt");
    expect(description.imports?.filter((name) => name.includes("__torch__"))).toEqual([]);
    expect(description.findings.map(({ code }) => code)).toEqual(["torchscript-code"]);
  });

  it("names the compression of a joblib file", async () => {
    const { description } = await inspect("sklearn-forest-compressed.joblib");
    expect(description.metadata).toMatchObject({ compression: "zlib" });
    expect(description.task).toBe("classification");
  });
});
