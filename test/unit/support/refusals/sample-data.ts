import { ModelName, VersionId } from "../../../../src/core/model/ids.ts";
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
