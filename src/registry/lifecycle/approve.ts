import type { ApprovalApproved } from "../../core/events/approval-events.ts";
import { decideApproval, type ApprovalAnswer } from "../../core/lifecycle/decide-approval.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import type { ApprovalRequest } from "../../core/state/approval.ts";
import { commitWithHooks, subjectOf, type WithHooks } from "../hooks/request-hooks.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { transition, type Transition } from "./transition.ts";

export interface ApprovalOutcome {
  readonly approval: WithHooks<ApprovalApproved>;
  /** The promotion that the request asked for, if it took place. */
  readonly promotion?: Transition;
  /**
   * Reason why the promotion that the request asked for did not take place; the approval stands.
   */
  readonly notPromoted?: Refusal;
}

/**
 * Approves a request. If that was asked for, the version is promoted in the name of who asked, as
 * soon as all gates pass.
 *
 * @throws RegistryError what is refused, `hooks-not-allowed`
 */
export async function approve(
  registry: Registry,
  answer: ApprovalAnswer,
  task: Task = {},
): Promise<ApprovalOutcome> {
  const { event, hooks } = await commitWithHooks(
    registry,
    "approve",
    await subjectOf(registry, answer.request),
    (state, policy, actor, file) => decideApproval(state, policy, answer, actor, file),
    task,
  );
  const approval = { ...event, ...hooks };
  const request = await registry.read((state) => state.approvalRequest(answer.request));
  if (request?.promote !== true) return { approval };
  try {
    return { approval, promotion: await promoteAsAsked(registry, request, task) };
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return { approval, notPromoted: error.refusal };
  }
}

function promoteAsAsked(
  registry: Registry,
  { id, version, to, reason }: ApprovalRequest,
  task: Task,
): Promise<Transition> {
  return transition(registry, { version, to, reason, request: id }, task);
}
