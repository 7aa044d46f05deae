import type { ApprovalDenied, ApprovalWithdrawn } from "../core/approval-events.ts";
import { decideDenial, decideWithdrawal, type ApprovalAnswer } from "../core/decide-approval.ts";
import type { Stamped } from "../core/event.ts";
import type { Registry } from "./registry.ts";

/** Refuses a request for approval, for a reason. */
export function denyApproval(
  registry: Registry,
  answer: ApprovalAnswer,
): Promise<Stamped<ApprovalDenied>> {
  return registry.commit((state, { policy, actor }) =>
    decideDenial(state, policy(), answer, actor),
  );
}

/** Takes one's own request for approval back. */
export function withdrawApproval(
  registry: Registry,
  answer: ApprovalAnswer,
): Promise<Stamped<ApprovalWithdrawn>> {
  return registry.commit((state, { actor }) => decideWithdrawal(state, answer, actor));
}
