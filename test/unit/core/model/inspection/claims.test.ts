import { expect, test } from "vitest";
import { Sha256 } from "../../../../../src/core/model/ids.ts";
import {
  contradictedClaims,
  type KnownFacts,
} from "../../../../../src/core/model/inspection/claims.ts";
import type { ModelMetadata } from "../../../../../src/core/model/inspection/model-metadata.ts";
import type { ModelDescription } from "../../../../../src/core/model/inspection.ts";

const digest = Sha256.parse("a".repeat(64));
const known: KnownFacts = { model: "fraud", number: 4, label: "1.2.0", digest, artifacts: [] };
const description: ModelDescription = {
  format: "pickle",
  framework: "scikit-learn",
  frameworkVersion: "1.9.1",
  task: "classification",
  parameterCount: 10,
  signature: { inputs: [{ name: "age", dtype: "float32" }], outputs: [] },
  verdict: "needs-code",
  findings: [],
};

function said(metadata: Omit<ModelMetadata, "source">): string {
  const given = { source: "m.json", ...metadata };
  const declared = { frameworkVersion: "m.json: framework_version" };
  const found = contradictedClaims({ declared }, given, { ...known, description });
  return found.map(({ about, reason }) => `${about} ${reason}`).join("; ");
}

test.each([
  ["4", true],
  ["v4", true],
  ["4.0.0", true],
  ["1.2.0", true],
  ["V1.2.0", true],
  ["3", false],
  ["1.2", false],
  ["4.1", false],
])("version %s is this one: %s", (says, isThis) => {
  const claims = { version: { field: "m.json: version", says } };
  expect(contradictedClaims(claims, undefined, known)).toHaveLength(isThis ? 0 : 1);
});

test.each([
  [{ framework: "sklearn" }, ""],
  [{ framework: "PyTorch" }, "framework says PyTorch; the model file says scikit-learn"],
  [{ frameworkVersion: "1.9" }, ""],
  [{ frameworkVersion: "1.9.1+cpu" }, ""],
  [
    { frameworkVersion: "1.3.0" },
    "m.json: framework_version says 1.3.0; the model file says 1.9.1",
  ],
  [{ task: "binary-classification" }, ""],
  [{ task: "regression" }, "task says regression; the model file says classification"],
  [{ parameterCount: 11 }, "parameterCount says 11; the model file says 10"],
  [
    { signature: { inputs: [{ name: "income", dtype: "any" }], outputs: [] } },
    "m.json: inputs says income; the model file says age",
  ],
  [{ signature: { inputs: [{ name: "age", dtype: "float" }], outputs: [] } }, ""],
  // The model file has no names for what it gives.
  [{ signature: { inputs: [], outputs: [{ name: "price", dtype: "float" }] } }, ""],
])("%j beside what the model file says", (metadata, expected) => {
  expect(said(metadata)).toBe(expected && `${expected}, which counts`);
});

test("a digest is that of the version or of one of its files", () => {
  const says = (text: string): number => {
    const claims = { digest: { field: "m.json: sha256", says: text } };
    return contradictedClaims(claims, undefined, known).length;
  };
  expect([says(`sha256:${"A".repeat(64)}`), says("b".repeat(64))]).toEqual([0, 1]);
});
