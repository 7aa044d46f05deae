import type { ApprovalRequested } from "../../core/events/approval-events.ts";
import { decideApprovalRequest, type ApprovalWish } from "../../core/lifecycle/decide-approval.ts";
import { commitWithHooks, type WithHooks } from "../hooks/request-hooks.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";

/** The event of a request, and how hooks ended if any ran. */
export type RequestedApproval = WithHooks<ApprovalRequested>;

/**
 * Asks that a version may enter a stage. The event's id is the request's.
 *
 * @throws RegistryError what is refused, `hooks-not-allowed`
 */
export async function requestApproval(
  registry: Registry,
  wish: ApprovalWish,
  task: Task = {},
): Promise<RequestedApproval> {
  const { event, hooks } = await commitWithHooks(
    registry,
    "request",
    wish,
    (state, policy, actor) => decideApprovalRequest(state, policy, wish, actor),
    task,
  );
  return { ...event, ...hooks };
}
