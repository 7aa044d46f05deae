import type { ApprovalDenied, ApprovalWithdrawn } from "../../core/events/approval-events.ts";
import type { Stamped } from "../../core/events/event.ts";
import {
  decideDenial,
  decideWithdrawal,
  type ApprovalAnswer,
} from "../../core/lifecycle/decide-approval.ts";
import { commitWithHooks, subjectOf, type WithHooks } from "../hooks/request-hooks.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

/** The event of a denial, and how hooks ended if any ran. */
export type Denial = WithHooks<ApprovalDenied>;

/**
 * Refuses a request for approval, for a reason.
 *
 * @throws RegistryError what is refused, `hooks-not-allowed`
 */
export async function denyApproval(
  registry: Registry,
  answer: ApprovalAnswer,
  task: Task = {},
): Promise<Denial> {
  const { event, hooks } = await commitWithHooks(
    registry,
    "deny",
    await subjectOf(registry, answer.request),
    (state, policy, actor, file) => decideDenial(state, policy, answer, actor, file),
    task,
  );
  return { ...event, ...hooks };
}

/** Takes one's own request for approval back. */
export function withdrawApproval(
  registry: Registry,
  answer: ApprovalAnswer,
): Promise<Stamped<ApprovalWithdrawn>> {
  return registry.commit((state, { policy, actor, ledgerFile }) =>
    decideWithdrawal(state, policy(), answer, actor, ledgerFile),
  );
}
