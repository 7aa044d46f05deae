import { ModelName, Stage, VersionId } from "../../../../src/core/model/ids.ts";
import type { EntryAdvice } from "../../../../src/core/model/policy/entry-advice.ts";
import type { NextMoves } from "../../../../src/core/model/policy/next-move.ts";
import type { RefusalOf, RefusalReason } from "../../../../src/core/refusals/refusal-data.ts";
import type { RefusedAction } from "../../../../src/core/refusals/refused-action.ts";

/** Examples of refusals: at least one for each reason. */
export type Samples<R extends RefusalReason> = {
  readonly [Each in R]: readonly [RefusalOf<Each>, ...RefusalOf<Each>[]];
};

export const version = VersionId.parse("0".repeat(26));
export const [title, reference] = ["fraud 5", "fraud@5"];
export const model = ModelName.parse("fraud");
export const move = { kind: "move", title, to: "Live" } as const;
export const checks = [
  {
    rule: "metric",
    subject: "auc",
    required: "at least 0.9",
    actual: "0.8",
    passed: false,
    wayOut: "Train a better version, or change the bounds in the policy.",
  },
] as const;
export const gates = { action: move, to: "Live", version, checks } as const;
export const alias = { code: "invalid-request", alias: "champion", title } as const;
export const tag = { code: "invalid-request", key: "team", title } as const;
export const creation = { kind: "create-model", model } as const;
export const approval = { kind: "approve", title, to: "Live" } as const;
export const period = {
  code: "retention-period",
  reason: "retention-period",
  title,
  version,
  reference,
  days: "30",
  passed: 3,
} as const;
/** Each action once. */
export const actions: readonly [RefusedAction, ...RefusedAction[]] = [
  move,
  { kind: "force-move", title, to: "Live" },
  { kind: "register", model },
  { kind: "register-version", model },
  { kind: "force-registration", model },
  creation,
  { kind: "rename-model", model, to: "scoring" },
  { kind: "delete-model", model },
  { kind: "roll-back", model },
  { kind: "roll-back-stage", model, stage: "Live" },
  { kind: "delete", title },
  { kind: "delete-by-retention" },
  { kind: "request-approval", title, to: "Live" },
  approval,
  { kind: "deny", title, to: "Live" },
  { kind: "withdraw", title, to: "Live" },
];
export const [firstAction, ...otherActions] = actions;
const stage = (name: string): Stage => Stage.parse(name);
/** Moves in each condition. */
export const moves: NextMoves = {
  from: stage("None"),
  moves: [
    { to: stage("Trial") },
    { to: stage("Shadow") },
    { to: stage("A"), needs: { approval: true } },
    { to: stage("B"), needs: { by: ["Ada", "Bob"] } },
    { to: stage("C"), needs: { approval: true, by: ["Ada"] } },
    { to: stage("D"), needs: { checks: ["auc"] } },
    { to: stage("E"), needs: { checks: ["auc"], by: ["Ada"] } },
    { to: stage("F"), needs: { checks: ["auc", "safe"], approval: true } },
    { to: stage("G"), needs: { checks: ["auc"], approval: true, by: ["Ada"] } },
  ],
};
const rights = [{ people: ["Ada", "Bob"], stage: stage("Live") }] as const;
/** Each way into a stage once. */
export const [advice, ...otherAdvice]: readonly [EntryAdvice, ...EntryAdvice[]] = [
  {
    kind: "promote",
    reference,
    through: [stage("Trial"), stage("Shadow")],
    approvals: [stage("Live")],
    rights,
  },
  { kind: "promote", reference, through: [], approvals: [], rights: [] },
  { kind: "roll-back", reference, stage: stage("Live"), rights },
  { kind: "fails", reference, to: stage("Live"), checks: ["auc"] },
  { kind: "register" },
  { kind: "register-and-promote" },
  { kind: "no-transition", stage: stage("Live") },
];
