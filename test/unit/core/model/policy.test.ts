import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { approvedTargets } from "../../../../src/core/model/policy.ts";
import { policyIn } from "../../support/policy.ts";

const policy = policyIn(`version: 1
gates:
  Staging: { cleanGit: true }
  Production: { approvals: { count: 2 } }
  Rejected: { approvals: {} }
`);

test.each([
  // Staging has gates, but asks nobody.
  ["None", ["Rejected"]],
  ["Staging", ["Production", "Rejected"]],
  // Production can't be entered from where no transition leads to it.
  ["Archived", []],
  ["Rejected", []],
  // A stage that the policy does not know leads to the first one.
  ["Retired", []],
])("from %s, approval can be requested for %j", (from, targets) => {
  expect(approvedTargets(policy, Stage.parse(from))).toEqual(targets);
});
