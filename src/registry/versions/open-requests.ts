import { moveObstacle } from "../../core/lifecycle/decide-transition.ts";
import { checkStageGates } from "../../core/lifecycle/stage-gate.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { GateCheck } from "../../core/model/policy/gate-check.ts";
import type { ApprovalRule } from "../../core/model/policy/stage-gates.ts";
import { isNamedBy } from "../../core/model/recipe/identity.ts";
import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import {
  approvalObstacle,
  type Approval,
  type ApprovalRequest,
} from "../../core/state/approval.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import {
  approvalRule,
  countedHere,
  pendingApproval,
  type PendingApproval,
  type Viewer,
} from "./pending-approvals.ts";

/** An open request with all that who decides needs to see. */
export interface OpenRequest extends PendingApproval {
  readonly approvals: readonly (Approval & { readonly counts: boolean })[];
  /** People who may still approve, by the policy; absent if it names nobody. */
  readonly approvers?: readonly string[];
  /** True if people may approve what they have asked for themselves. */
  readonly selfApproval: boolean;
  /** This person may close it by a denial. */
  readonly mayDeny: boolean;
  /** Gate results for the person who requested it, as of now. */
  readonly checks: readonly GateCheck[];
  /** Reason why the version can't enter the stage, whatever the results of its checks. */
  readonly obstacle?: Refusal;
}

/** There is at most one for each stage. */
const mostShown = 100;

/** Returns the open requests of a version, oldest first. */
export function openRequests(
  state: IndexQueries,
  { policy, problem }: PolicyInForce,
  version: VersionId,
  viewer: Viewer | undefined,
): readonly OpenRequest[] {
  const actor = viewer?.actor;
  return state.openRequests(mostShown, version).flatMap((request): OpenRequest[] => {
    const pending = pendingApproval(state, policy, request, viewer);
    if (!pending) return [];
    const rule = approvalRule(policy, request);
    const counted = countedHere(policy, request, pending.version);
    const obstacle = problem ?? moveObstacle(state, policy, pending.version, request.to, actor);
    return [
      {
        ...pending,
        approvals: request.approvals.map((approval) => ({
          ...approval,
          counts: counted.includes(approval),
        })),
        ...(rule?.by && {
          approvers: rule.by.filter((entry) => !isUsedUp(entry, rule, request, counted)),
        }),
        selfApproval: rule?.self === true,
        awaitsMe: pending.awaitsMe && !problem,
        // As the decision: who may not approve it may not deny it either.
        mayDeny:
          viewer !== undefined &&
          !problem &&
          (!rule || approvalObstacle(rule, request, viewer.actor, viewer.ledgerFile) === undefined),
        checks: obstacle
          ? []
          : checkStageGates(state, policy, pending.version, request.to, request.requestedBy),
        ...(obstacle && { obstacle }),
      },
    ];
  });
}

/**
 * Returns true if the person whom an entry of the policy names has approved, or may not approve
 * because the request is their own.
 */
function isUsedUp(
  entry: string,
  rule: ApprovalRule,
  request: ApprovalRequest,
  counted: readonly Approval[],
): boolean {
  return (
    counted.some(({ actor }) => isNamedBy(entry, actor)) ||
    (!rule.self && isNamedBy(entry, request.requestedBy))
  );
}
