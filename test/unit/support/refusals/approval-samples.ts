import { Stage } from "../../../../src/core/model/ids.ts";
import type { ApprovalRefusals } from "../../../../src/core/refusals/lifecycle/approval-refusals.ts";
import { version, title, approval, type Samples } from "./sample-data.ts";

export const approvalSamples: Samples<keyof ApprovalRefusals> = {
  "approval-not-asked": [
    {
      code: "invalid-request",
      reason: "approval-not-asked",
      action: approval,
      advice: { kind: "promote" },
    },
  ],
  "approval-no-longer-asked": [
    {
      code: "invalid-request",
      reason: "approval-no-longer-asked",
      action: approval,
      advice: { kind: "needs", move: { to: Stage.parse("Live"), needs: { approval: true } } },
    },
  ],
  "approval-requested": [
    {
      code: "invalid-request",
      reason: "approval-requested",
      action: approval,
      request: version,
      by: "Ada",
    },
  ],
  "approved-already": [{ code: "invalid-request", reason: "approved-already", action: approval }],
  "request-of-another": [
    {
      code: "invalid-request",
      reason: "request-of-another",
      action: approval,
      by: "Ada",
      mayDeny: true,
    },
    {
      code: "invalid-request",
      reason: "request-of-another",
      action: approval,
      by: "Ada",
      mayDeny: false,
    },
  ],
  "request-unknown": [{ code: "unknown-request", reason: "request-unknown", request: version }],
  "request-closed": [
    { code: "invalid-request", reason: "request-closed", title, to: "Live", state: "denied" },
  ],
  "own-clone": [{ code: "not-permitted", reason: "own-clone", action: approval, by: "Ada" }],
  "own-request": [{ code: "not-permitted", reason: "own-request", action: approval, by: "Ada" }],
  "not-an-approver": [
    {
      code: "not-permitted",
      reason: "not-an-approver",
      action: approval,
      actor: "Ada",
      lacksAddress: false,
    },
    {
      code: "not-permitted",
      reason: "not-an-approver",
      action: approval,
      actor: "Ada",
      people: ["bob@example.org"],
      lacksAddress: true,
    },
  ],
};
