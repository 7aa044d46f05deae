import { expect, test } from "vitest";
import {
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../../../src/core/model/ids.ts";
import {
  missingTransitionText,
  missingTransitionWayOut,
} from "../../../../src/core/model/policy/missing-transition.ts";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import { missingTransitions } from "../../../../src/core/retention/missing-transition.ts";
import { retentionPlan } from "../../../../src/core/retention/retention.ts";
import type { Version } from "../../../../src/core/state/version.ts";
import { eventId } from "../../support/events.ts";

const at = Timestamp.parse("2026-01-01T00:00:00Z");

function version(index: number, stage: string): Version {
  return {
    id: VersionId.parse(eventId(index)),
    model: ModelName.parse("fraud"),
    number: VersionNumber.parse(index),
    stage: Stage.parse(stage),
    stageSince: at,
    registeredAt: at,
    registeredBy: { name: "Ada" },
    digest: Sha256.parse("a".repeat(64)),
    size: 1,
    metrics: {},
  };
}

/** The default lifecycle, but only Production leads to Archived. */
const strict = defaultPolicy.stages.map((rule) =>
  rule.name === "Production"
    ? rule
    : { ...rule, next: rule.next.filter((stage) => stage !== "Archived") },
);

function missing(...stages: readonly string[]): ReturnType<typeof missingTransitions> {
  const policy = { ...defaultPolicy, stages: strict, retention: { keepLast: 0 } };
  const facts = {
    versions: stages.map((stage, index) => version(index + 1, stage)),
    children: new Map(),
    requested: new Map(),
    tested: new Map(),
    rollbackTargets: new Map(),
    retentionDays: new Map(),
  };
  return missingTransitions(policy, retentionPlan(policy, facts, Date.parse(at)));
}

test("where only Production leads to Archived, that is said with the way out", () => {
  const found = missing("None", "Rejected", "Rejected", "Staging", "Production", "Archived");
  expect(found).toEqual([
    { from: "Rejected", to: "Archived", versions: 2 },
    { from: "Staging", to: "Archived", versions: 1 },
    { from: "None", to: "Archived", versions: 1 },
  ]);
  expect(missingTransitionText(found)).toBe(
    "4 versions would be archived but stay: no transition leads from Rejected, Staging or None to Archived.",
  );
  expect(missingTransitionWayOut(found)).toBe(
    "Add Archived to the transitions from Rejected, Staging and None in .model-registry/policy.yaml.",
  );
  expect(missingTransitionText(missing("None"))).toBe(
    "1 version would be archived but stays: no transition leads from None to Archived.",
  );
});

test("a stage that the policy does not have any more can't have a transition", () => {
  expect(missing("Retired long ago")).toEqual([]);
  expect(missing()).toEqual([]);
});
