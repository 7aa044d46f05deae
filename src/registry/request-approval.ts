import type { ApprovalRequested } from "../core/approval-events.ts";
import { decideApprovalRequest, type ApprovalWish } from "../core/decide-approval.ts";
import type { Stamped } from "../core/event.ts";
import type { Registry } from "./registry.ts";

/** Asks that a version may enter a stage. The event's id is the request's. */
export function requestApproval(
  registry: Registry,
  wish: ApprovalWish,
): Promise<Stamped<ApprovalRequested>> {
  return registry.commit((state, { policy }) => decideApprovalRequest(state, policy(), wish));
}
