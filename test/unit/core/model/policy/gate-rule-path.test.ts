import { expect, test } from "vitest";
import { gateCheck, gateRulePath } from "../../../../../src/core/model/policy/gate-check.ts";
import { policyLine } from "../../../../../src/storage/policy/policy-places.ts";

const text = `version: 1
gates:
  Live:
    metrics:
      - metric: f1
      - metric: auc
        min: 0.9
    safe: true
`;

test.each([
  ["metric", "f1", 5],
  ["metric", "test.auc", 6],
  ["safe", "model file", 8],
  // A kind of a newer release, and a rule that is gone: the nearest place that is there.
  ["moon-phase", "moon", 3],
  ["tag", "reviewed", 3],
])("the rule of %s %s is at line %d", (rule, subject, line) => {
  const checks = [
    ["metric", "f1"],
    ["metric", "test.auc"],
    ["safe", "model file"],
    ["moon-phase", "moon"],
    ["tag", "reviewed"],
  ].map(([kind = "", about = ""]) =>
    gateCheck(kind, about, false, { required: "more", actual: "less" }),
  );
  const check = checks.find((each) => each.rule === rule && each.subject === subject);
  expect(check && policyLine(text, gateRulePath("Live", check, checks))).toBe(line);
});
