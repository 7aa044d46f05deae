import { expect, test } from "vitest";
import type { GateMetadata } from "../../../../src/core/lifecycle/evaluate-metadata-gates.ts";
import { ModelDescription } from "../../../../src/core/model/inspection.ts";
import type { Annotations } from "../../../../src/core/model/markings.ts";
import { Recipe } from "../../../../src/core/model/recipe.ts";
import { registrationData } from "../../support/events.ts";
import { check, passes } from "../../support/gates.ts";

const recipe = (fields: object = {}): Recipe =>
  Recipe.parse({ ...registrationData("fraud", "x").recipe, ...fields });

function metadata(
  annotations: Annotations,
  fields: object = {},
  description?: object,
): { readonly metadata: GateMetadata } {
  const described = ModelDescription.parse({
    format: "onnx",
    verdict: "weights-only",
    findings: [],
    ...description,
  });
  const inspection = { description: described, files: [] };
  const registration = { recipe: recipe(fields), inspection, parents: [] };
  return { metadata: { annotations, registration } };
}

test("each required field is a check of its own, with what is there and what to do", () => {
  const fields = ["team", "task", "data", "description", "known-issues"];
  const found = metadata(
    { team: "risk", "known-issues": "slow" },
    { metadata: { source: "card.yaml", task: "classification" } },
  );
  expect(check({ fields }, {}, found)).toMatchObject([
    { rule: "field", subject: "Team", passed: true, actual: "“risk”" },
    { rule: "field", subject: "Task", passed: true, actual: "classification" },
    {
      subject: "Data",
      passed: false,
      actual: "not recorded",
      wayOut:
        "Record its data and register the model again (as a new version, if its bytes are the same).",
    },
    { subject: "Description", passed: false, wayOut: "Write the description on the version." },
    { subject: "Known issues", passed: true },
  ]);
});

test.each([
  ["framework", {}, { framework: "pytorch" }],
  ["architecture", { metadata: { source: "c", architecture: "Forest" } }, {}],
  ["metrics", { metrics: { auc: 1 } }, {}],
  ["parameters", { parameters: { depth: 3 } }, {}],
  ["training", { metadata: { source: "c", training: { seconds: 3 } } }, {}],
  ["benchmarks", { metadata: { source: "c", benchmarks: [{ name: "p95", value: 1 }] } }, {}],
  ["feature-importance", { metadata: { source: "c", featureImportance: { age: 1 } } }, {}],
  ["licence", { license: "MIT" }, {}],
  ["licence", {}, { metadata: { license: "mit" } }],
])("%s counts when it was recorded, and only then", (field, fields, description) => {
  expect(passes({ fields: [field] }, {}, metadata({}, fields, description))).toBe(true);
  expect(passes({ fields: [field] }, {}, metadata({}))).toBe(false);
  // Of a version whose registration is gone, nothing is known.
  const nothing = { metadata: { annotations: {}, registration: undefined } };
  expect(passes({ fields: [field] }, {}, nothing)).toBe(false);
});

test.each([
  [{ pii: "no" }, { pii: "no" }, true],
  [{ pii: "no" }, { pii: "yes" }, false],
  [{ pii: "no" }, {}, false],
  [{ gdpr: "compliant" }, { gdpr: "compliant" }, true],
  [{ gdpr: "compliant" }, { gdpr: "not-applicable" }, false],
  [{ gdpr: ["compliant", "not-applicable"] }, { gdpr: "not-applicable" }, true],
  [{ certifications: ["ISO 27001"] }, { certifications: "SOC 2, iso 27001" }, true],
  [{ certifications: ["ISO 27001", "SOC 2"] }, { certifications: "SOC 2" }, false],
  // Part of another name.
  [{ certifications: ["ISO"] }, { certifications: "ISO 27001" }, false],
] as const)("compliance %j with %j: %s", (compliance, annotations, expected) => {
  expect(passes({ compliance }, {}, metadata(annotations))).toBe(expected);
});

test("known issues have to be cleared", () => {
  expect(passes({ noKnownIssues: true }, {}, metadata({}))).toBe(true);
  const [found] = check({ noKnownIssues: true }, {}, metadata({ "known-issues": "slow\non ARM" }));
  expect(found).toMatchObject({ rule: "known-issues", passed: false, actual: "“slow…”" });
});

test.each([
  ["MIT", true],
  ["apache-2.0", true],
  ["GPL-3.0-only", false],
  ["MIT OR GPL-3.0-only", true],
  ["MIT AND GPL-3.0-only", false],
  ["MIT AND Apache-2.0", true],
  ["mit, gpl-3.0", false],
  ["(MIT OR GPL-3.0-only) AND GPL-2.0-only", false],
  ["MIT-0", false],
])("licence %s among MIT and Apache-2.0: %s", (license, expected) => {
  const licence = ["MIT", "Apache-2.0"];
  expect(passes({ licence }, {}, metadata({}, { license }))).toBe(expected);
});

test("a licence that was not recorded is not allowed, and the environment has to be there", () => {
  expect(passes({ licence: ["MIT"] }, {}, metadata({}))).toBe(false);
  expect(passes({ environment: true }, {}, metadata({}))).toBe(false);
  const environment = { source: "requirements.txt", packages: { numpy: "2.4.0" } };
  const [found] = check({ environment: true }, {}, metadata({}, { environment }));
  expect(found).toMatchObject({ passed: true, actual: "1 package of requirements.txt" });
});
