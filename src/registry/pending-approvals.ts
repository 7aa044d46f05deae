import { approvalObstacle, countedApprovals, type ApprovalRequest } from "../core/approval.ts";
import { sameIdentity } from "../core/identity.ts";
import { stageRule } from "../core/policy.ts";
import type { Version } from "../core/version.ts";
import type { Registry } from "./registry.ts";
import type { NoRequest } from "./task.ts";

/** A request that waits, as the person who looks sees it. */
export interface PendingApproval {
  readonly request: ApprovalRequest;
  readonly version: Version;
  /** Approvals that count under the policy as it is now, and how many it takes. */
  readonly counted: number;
  readonly required: number;
  /** It is this person's own. */
  readonly isOwn: boolean;
  /** This person may approve it and has not done so. */
  readonly awaitsMe: boolean;
}

const mostListed = 1000;

/**
 * Requests for approval that are open, oldest first. In an untrusted workspace none waits for anybody
 * who looks: who that is git would have to be asked.
 */
export async function pendingApprovals(
  registry: Registry,
  _request: NoRequest,
): Promise<readonly PendingApproval[]> {
  const [{ policy }, actor] = await Promise.all([
    registry.policy(),
    registry.trusted ? registry.actor() : undefined,
  ]);
  return registry.read((state) =>
    state.openRequests(mostListed).flatMap((request) => {
      const version = state.version(request.version);
      if (!version) return [];
      const rule = stageRule(policy, request.to)?.gates?.approvals;
      const counted = rule ? countedApprovals(rule, request, policy, version.digest) : [];
      return {
        request,
        version,
        counted: counted.length,
        required: rule?.count ?? 0,
        isOwn: actor !== undefined && sameIdentity(request.requestedBy, actor),
        awaitsMe:
          actor !== undefined &&
          rule !== undefined &&
          counted.length < rule.count &&
          approvalObstacle(rule, request, actor) === undefined &&
          !counted.some((approval) => sameIdentity(approval.actor, actor)),
      };
    }),
  );
}
