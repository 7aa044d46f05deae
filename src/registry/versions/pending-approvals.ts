import type { ApprovalRule } from "../../core/model/policy/stage-gates.ts";
import { stageRule, type Policy } from "../../core/model/policy.ts";
import { sameIdentity } from "../../core/model/recipe/identity.ts";
import type { Actor } from "../../core/model/recipe.ts";
import {
  approvalObstacle,
  countedApprovals,
  type Approval,
  type ApprovalRequest,
} from "../../core/state/approval.ts";
import type { RegistryState } from "../../core/state/registry-state.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

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
  const [{ policy }, viewer] = await Promise.all([registry.policy(), findViewer(registry)]);
  return registry.read((state) =>
    state
      .openRequests(mostListed)
      .flatMap((request) => pendingApproval(state, policy, request, viewer) ?? []),
  );
}

/** Person who looks at requests, and the ledger file of the clone in which they do. */
export interface Viewer {
  readonly actor: Actor;
  readonly ledgerFile?: string | undefined;
}

/** Returns the current user; undefined in an untrusted workspace, where git is not run. */
export async function findViewer(registry: Registry): Promise<Viewer | undefined> {
  if (!registry.trusted) return undefined;
  const [actor, ledgerFile] = await Promise.all([registry.actor(), registry.ledgerFile()]);
  return { actor, ledgerFile };
}

/** Returns an open request as a person sees it; `undefined` if its version is gone. */
export function pendingApproval(
  state: RegistryState,
  policy: Policy,
  request: ApprovalRequest,
  viewer: Viewer | undefined,
): PendingApproval | undefined {
  const version = state.version(request.version);
  if (!version) return undefined;
  const rule = approvalRule(policy, request);
  const counted = countedHere(policy, request, version);
  return {
    request,
    version,
    counted: counted.length,
    required: rule?.count ?? 0,
    isOwn: viewer !== undefined && sameIdentity(request.requestedBy, viewer.actor),
    awaitsMe:
      viewer !== undefined &&
      rule !== undefined &&
      counted.length < rule.count &&
      approvalObstacle(rule, request, viewer.actor, viewer.ledgerFile) === undefined &&
      !counted.some((approval) => sameIdentity(approval.actor, viewer.actor)),
  };
}

/** Returns the approvals of a request that count now. */
export function countedHere(
  policy: Policy,
  request: ApprovalRequest,
  { digest }: Pick<Version, "digest">,
): readonly Approval[] {
  const rule = approvalRule(policy, request);
  return rule ? countedApprovals(rule, request, policy, digest) : [];
}

/** Returns the policy's rule for approvals of the requested stage. */
export function approvalRule(policy: Policy, { to }: ApprovalRequest): ApprovalRule | undefined {
  return stageRule(policy, to)?.gates?.approvals;
}
