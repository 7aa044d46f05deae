import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import {
  allowedTargets,
  defaultPolicy,
  retirementStage,
  stageRule,
} from "../../../../src/core/model/policy.ts";
import { policyJsonSchema } from "../../../../src/core/policy/policy-file.ts";
import { policyPresets } from "../../../../src/core/policy/policy-presets.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { parsePolicy } from "../../../../src/storage/policy/policy-text.ts";
import { policyIn } from "../../support/policy.ts";

function firstMistake(text: string): { line: number; problem: string } {
  const parsed = parsePolicy(text, sha256(text));
  if (parsed.ok) throw new Error("it was accepted");
  return parsed.mistakes[0];
}

describe("presets", () => {
  test("the simple one is the default policy, digest and all", () => {
    expect(policyIn(policyPresets.simple)).toEqual(defaultPolicy);
  });

  test("the guarded one asks for metrics and an approval, the simple one for nothing", () => {
    const { gates } = stageRule(policyIn(policyPresets.guarded), Stage.parse("Production"))!;
    expect(gates).toMatchObject({
      metrics: [{ metric: "auc", split: "test", min: 0.9 }],
      approvals: { count: 1, self: false },
      cleanGit: true,
      auto: false,
    });
    for (const rule of policyIn(policyPresets.simple).stages) expect(rule.gates).toBeUndefined();
  });

  test("that of another team begins in Development", () => {
    const policy = policyIn(policyPresets.development);
    expect(policy.stages.map(({ name }) => name)).toEqual([
      "Development",
      "Staging",
      "Production",
      "Archived",
    ]);
    expect(retirementStage(policy)).toBe("Archived");
    expect(allowedTargets(policy, Stage.parse("Archived"))).toEqual([]);
  });
});

test("a version in a stage that a new policy does not know can go back to the beginning", () => {
  const policy = policyIn(policyPresets.development);
  expect(allowedTargets(policy, Stage.parse("Rejected"))).toEqual(["Development"]);
});

test("a file that only names gates keeps the default lifecycle", () => {
  const policy = policyIn("version: 1\ngates:\n  Production:\n    promoters: [ada@example.org]\n");
  expect(policy.stages.map(({ name, next }) => [name, next])).toEqual(
    defaultPolicy.stages.map(({ name, next }) => [name, next]),
  );
  expect(stageRule(policy, Stage.parse("Production"))?.gates?.promoters).toEqual([
    "ada@example.org",
  ]);
});

test.each([
  ["", 1, "version"],
  ["version: 2\n", 1, "version"],
  ["version: 1\nstagse: []\n", 2, "stagse"],
  ["version: 1\nversioning: calendar\n", 2, "versioning"],
  ["version: 1\nstages:\n  - name: A\n", 2, "no transitions"],
  ["version: 1\ntransitions: {}\n", 2, "no stages"],
  ["version: 1\nstages: [{ name: A }, { name: a }]\ntransitions: {}\n", 2, "a already"],
  ["version: 1\nstages: [{ name: A }]\ntransitions:\n  B: [A]\n", 4, "no stage named B"],
  ["version: 1\nstages: [{ name: A }]\ntransitions:\n  A:\n    - C\n", 5, "no stage named C"],
  ["version: 1\nstages: [{ name: A }]\ntransitions:\n  A: [A]\n", 4, "leads to itself"],
  [
    "version: 1\nstages:\n  - { name: A, terminal: true }\n  - name: B\ntransitions:\n  A: [B]\n",
    6,
    "A is terminal",
  ],
  ["version: 1\ngates:\n  Live: {}\n", 3, "no stage named Live"],
  [
    "version: 1\ngates:\n  Production:\n    metrics:\n      - metric: auc\n        min: high\n",
    6,
    "gates.Production.metrics.0.min",
  ],
  [
    "version: 1\ngates:\n  Production:\n    metrics:\n      - { metric: auc, min: 2, max: 1 }\n",
    5,
    "min is more than max",
  ],
  [
    "version: 1\ngates:\n  Production:\n    metrics:\n      - { metric: auc, min: .nan }\n",
    5,
    "min",
  ],
  ["version: 1\ngates:\n  Production:\n    hooks:\n      pre: [rm -rf]\n", 5, "pre.0"],
  ["version: 1\ngates:\n  Production:\n    unsafe: true\n", 4, "unsafe"],
  ["version: 1\nversion: 1\n", 2, "version is there twice"],
  ["version: 1\ngates: !!js/function x\n", 2, "tag"],
  ["version: 1\n---\nversion: 1\n", 2, "documents"],
  ["version: 1\ngates:\n\tProduction: {}\n", 3, ""],
  ["version: 1\ngates:\n  __proto__: {}\n", 3, "__proto__"],
  ["version: 1\n<<: { versioning: git }\n", 2, "<<"],
  ["version: 1\n? { a: 1 }\n: 2\n", 2, ""],
  ["just text", 1, 'must be a group of keys with values; it is "just text"'],
])("%j is refused with line %d and the reason", (text, line, reason) => {
  const mistake = firstMistake(text);
  expect(mistake.problem).toContain(reason);
  expect(mistake.line).toBe(line);
});

test("every mistake is named, not the first only", () => {
  const text = "version: 1\nversioning: calendar\ngates:\n  Live: {}\n  Production:\n    auto: 1\n";
  const parsed = parsePolicy(text, sha256(text));
  expect(parsed.ok ? [] : parsed.mistakes.map(({ line }) => line)).toEqual([2, 6]);
});

test("aliases that multiply are refused before they are followed", () => {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(", ")}]`,
  );
  const { problem } = firstMistake(`a0: &a0 [x]\n${levels.join("\n")}\n`);
  expect(problem).toMatch(/alias/i);
  const many = `version: 1\nx: &x y\nz: [${Array(200).fill("*x").join(", ")}]\n`;
  expect(firstMistake(many)).toMatchObject({ line: 3, problem: "more than 100 aliases" });
});

test("an alias in its place is as good as what it stands for", () => {
  const text = `version: 1
gates:
  Staging: &base
    tags: [{ tag: validated }]
  Production: *base
`;
  expect(stageRule(policyIn(text), Stage.parse("Production"))?.gates?.tags).toEqual([
    { tag: "validated" },
  ]);
});

test("any text is either a policy or refused with a line that it has", () => {
  const word = fc.constantFrom(
    ...["version: 1", "stages:", "gates:", "  Production:", "    metrics:", "- name: A", "&a *a"],
    ...["transitions:", "  - metric: auc", "<<: *a", "? x", "!!set", "{", "]", "'", "|", "\t", "%"],
  );
  const text = fc.oneof(
    fc.array(word, { maxLength: 12 }).map((lines) => lines.join("\n")),
    fc.string({ unit: "binary", maxLength: 200 }),
  );
  fc.assert(
    fc.property(text, (content) => {
      const parsed = parsePolicy(content, sha256(content));
      if (parsed.ok) return;
      for (const { line, problem } of parsed.mistakes) {
        expect(problem).not.toBe("");
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(content.split(/\r?\n|\r/).length + 1);
      }
    }),
    { numRuns: 500 },
  );
});

test("what the manifest tells editors of the file is made by the build and shipped", () => {
  const read = (name: string): string =>
    readFileSync(new URL(`../../../../${name}`, import.meta.url), "utf8");
  const manifest = JSON.parse(read("package.json")) as {
    contributes: { yamlValidation: readonly { fileMatch: string; url: string }[] };
  };
  expect(manifest.contributes.yamlValidation).toEqual([
    { fileMatch: "**/.model-registry/policy.yaml", url: "./dist/policy.schema.json" },
  ]);
  expect(read("esbuild.mjs")).toContain('"dist/policy.schema.json"');
  expect(read(".vscodeignore")).toContain("!dist/policy.schema.json");
  expect(policyJsonSchema()).toMatchObject({
    title: "Policy of a model registry",
    additionalProperties: false,
    required: ["version"],
    properties: { gates: { additionalProperties: { additionalProperties: false } } },
  });
});
