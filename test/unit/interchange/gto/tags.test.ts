import fc from "fast-check";
import { expect, test } from "vitest";
import { gtoAnnotations } from "../../../../src/interchange/gto/annotations.ts";
import { gtoArtifacts, parseGtoTag, type GitTag } from "../../../../src/interchange/gto/tags.ts";

test.each([
  ["churn@v1.2.3", { kind: "register", artifact: "churn", version: "1.2.3" }],
  ["churn@v1.2.3!", { kind: "deregister", artifact: "churn", version: "1.2.3" }],
  ["churn#prod#7", { kind: "assign", artifact: "churn", stage: "prod", counter: 7 }],
  ["churn#prod!#8", { kind: "unassign", artifact: "churn", stage: "prod", counter: 8 }],
  ["churn@deprecated", { kind: "deprecate", artifact: "churn" }],
  ["models=churn@v0.0.1", { kind: "register", artifact: "models/churn", version: "0.0.1" }],
  ["team/churn#dev#1", { kind: "assign", artifact: "team/churn", stage: "dev", counter: 1 }],
  ["v1.2.3", undefined],
  ["churn@1.2.3", undefined],
  ["churn@vnext", undefined],
  ["churn#prod", undefined],
  ["-churn@v1.0.0", undefined],
  ["churn@v1.0.0@v2.0.0", undefined],
])("the tag %s is read", (tag, expected) => {
  expect(parseGtoTag(tag)).toEqual(expected);
});

test("any text is read or passed over", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const read = parseGtoTag(text);
      expect(read?.artifact).not.toBe("");
    }),
  );
});

const [one, two] = ["1".repeat(40), "2".repeat(40)];

function tags(...names: readonly (readonly [string, string])[]): readonly GitTag[] {
  return names.map(([name, commit], at) => ({ name, commit, at, message: "" }));
}

test("what was deregistered does not count, and the highest counter of a stage does", () => {
  const artifacts = gtoArtifacts(
    tags(
      ["churn@v1.10.0", two],
      ["churn@v1.9.0", one],
      ["churn@v2.0.0", two],
      ["churn@v2.0.0!", two],
      ["churn#prod#2", two],
      ["churn#prod#1", one],
      ["churn#dev#3", one],
      ["churn#test#4", one],
      ["churn#test!#5", one],
      ["other@deprecated", one],
      ["release-7", one],
    ),
  );
  expect(artifacts).toMatchObject([
    {
      name: "churn",
      versions: [
        { version: "1.9.0", commit: one, stages: ["dev"] },
        { version: "1.10.0", commit: two, stages: ["prod"] },
      ],
    },
    { name: "other", isDeprecated: true, versions: [] },
  ]);
});

test("annotations of both files are read; what has another form is passed over", () => {
  expect(
    gtoAnnotations("artifacts.yaml", "churn: { path: m.pkl, type: model, labels: [a] }\nbad: 7\n"),
  ).toEqual(new Map([["churn", { path: "m.pkl", type: "model", labels: ["a"] }]]));
  expect(
    gtoAnnotations("dvc.yaml", "stages: {}\nartifacts: { churn: { path: m.pkl, desc: Who } }"),
  ).toEqual(new Map([["churn", { path: "m.pkl", description: "Who", labels: [] }]]));
  for (const text of ["", "[", "7", "artifacts: [1]", "&a [*a]"]) {
    expect(gtoAnnotations("dvc.yaml", text)).toEqual(new Map());
  }
});
