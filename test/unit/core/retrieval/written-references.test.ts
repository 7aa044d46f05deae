import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  findReferenceBegun,
  findWrittenReferences,
} from "../../../../src/core/retrieval/written-references.ts";

/** `claim text`, e.g. `registry fraud@3`. */
function found(text: string): readonly string[] {
  return findWrittenReferences(text).map(({ start, length, model, selector, claim }) => {
    expect(text.slice(start, start + length)).toContain(model);
    return `${claim} ${model}@${selector}`;
  });
}

describe("references that are written", () => {
  it.each([
    // MLflow's forms
    ['mlflow.pyfunc.load_model("models:/fraud/Production")', ["mlflow fraud@Production"]],
    ["MODEL=models:/fraud@champion", ["mlflow fraud@champion"]],
    ["uri: models:/fraud/3  # pinned", ["mlflow fraud@3"]],
    ["see models:/fraud/latest.", ["mlflow fraud@latest"]],
    // command lines, in scripts and in lists of words
    ["RUN model-registry export fraud@Production --out /srv", ["registry fraud@Production"]],
    ['run(["model-registry", "resolve", "fraud@v1.4.0"])', ["registry fraud@v1.4.0"]],
    ["path=$(npx model-registry resolve fraud@best:test.auc)", ["registry fraud@best:test.auc"]],
    // only a form
    ["model: fraud@Production", ["possible fraud@Production"]],
    ['SERVED = "credit risk@In Use"', ["possible credit risk@In Use"]],
    ["fraud@3, team/churn@Staging", ["possible fraud@3", "possible team/churn@Staging"]],
    // none
    ["@property", []],
    ["git@github.com:owner/name.git", []],
    ["npm i @types/node@22", []],
    ["fraud@", []],
    ["FROM python@sha256:4f6e", ["possible python@sha256:4f6e"]],
    ["models:/m-0123abcd", []],
    [`x = "${"a".repeat(3000)}@3"`, []],
  ])("%s", (text, references) => {
    expect(found(text)).toEqual(references);
  });

  it("are those of the Python package where it is imported", () => {
    const call = 'model = registry.load("fraud@Production")';
    expect(found(call)).toEqual(["possible fraud@Production"]);
    expect(found(`import local_model_registry as registry\n${call}`)).toEqual([
      "registry fraud@Production",
    ]);
  });

  test("lie where they are said to be, in order and apart, in any text", () => {
    const part = fc.constantFrom(
      "fraud@3",
      "models:/a/b",
      '"x@y"',
      " ",
      "\n",
      "@",
      ":",
      "model-registry ",
      "é@é",
      "'",
      "(",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const text = parts.join("");
        let end = 0;
        for (const each of findWrittenReferences(text)) {
          expect(each.start).toBeGreaterThanOrEqual(end);
          end = each.start + each.length;
          expect(end).toBeLessThanOrEqual(text.length);
          expect(text.slice(each.selectorStart, end)).toBe(each.selector);
        }
      }),
    );
  });
});

describe("a reference that is being typed", () => {
  it.each([
    ['load_model("models:/fra', false, { claim: "mlflow", model: "fra" }],
    ['load_model("models:/fraud/Pro', false, { claim: "mlflow", model: "fraud", selector: "Pro" }],
    ["models:/fraud@", false, { claim: "mlflow", model: "fraud", selector: "" }],
    ['load("fra', true, { claim: "registry", model: "fra" }],
    ['load("fra', false, undefined],
    ['load("credit risk@In U', true, { claim: "registry", model: "credit risk", selector: "In U" }],
    ["model: fraud@Sta", false, { claim: "possible", model: "fraud", selector: "Sta" }],
    ["model-registry resolve fra", false, { claim: "registry", model: "fra" }],
    ["model-registry resolve fraud@", false, { claim: "registry", model: "fraud", selector: "" }],
    ["a name alone", false, undefined],
    ["@prop", false, undefined],
  ] as const)("%s", (before, hasModule, expected) => {
    expect(findReferenceBegun(before, hasModule)).toEqual(expected);
  });
});
