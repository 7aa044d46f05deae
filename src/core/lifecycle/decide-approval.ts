import type {
  ApprovalApproved,
  ApprovalDenied,
  ApprovalRequested,
  ApprovalWithdrawn,
} from "../events/approval-events.ts";
import type { EventId, Stage, VersionId } from "../model/ids.ts";
import type { ApprovalRule } from "../model/policy/stage-gates.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import { addressHint, identityText, sameIdentity } from "../model/recipe/identity.ts";
import type { Actor } from "../model/recipe.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import type { RefusedAction } from "../refusals/refused-action.ts";
import { approvalObstacle, countedApprovals, type ApprovalRequest } from "../state/approval.ts";
import { missingVersion } from "../state/missing-version.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionTitle, type Version } from "../state/version.ts";
import { moveObstacle } from "./decide-transition.ts";
import { promotionAdvice } from "./next-moves.ts";

export interface ApprovalWish {
  readonly version: VersionId;
  readonly to: Stage;
  readonly reason: string;
  /** Promote it as soon as it has all approvals and passes the other gates. */
  readonly promote: boolean;
}

/** Requests that a version may enter a stage: one open request for a version and a stage. */
export function decideApprovalRequest(
  state: RegistryState,
  policy: Policy,
  { version: id, to, reason, promote }: ApprovalWish,
  actor: Actor,
): Decision<ApprovalRequested> {
  const version = state.version(id);
  if (!version) return refuse(missingVersion(state, id));
  const refusal = moveObstacle(state, policy, version, to, actor);
  if (refusal) return refuse(refusal);
  const action = { kind: "request-approval", title: versionTitle(version), to } as const;
  if (!stageRule(policy, to)?.gates?.approvals) {
    return refuse({
      code: "invalid-request",
      reason: "approval-not-asked",
      action,
      advice: promotionAdvice(state, policy, version, to, actor),
    });
  }
  const open = state.openRequest(id, to);
  if (open) {
    return refuse({
      code: "invalid-request",
      reason: "approval-requested",
      action,
      request: open.id,
      by: identityText(open.requestedBy),
    });
  }
  if (reason.trim() === "") return refuse(noReason(action));
  return accept({
    type: "approval.requested",
    v: 1,
    data: {
      model: version.model,
      version: id,
      to,
      digest: version.digest,
      policy: policy.digest,
      reason: reason.trim(),
      promote,
    },
  });
}

export interface ApprovalAnswer {
  readonly request: EventId;
  readonly reason?: string;
}

/**
 * Approves a request: for these bytes, under this policy.
 *
 * @param ledgerFile of the clone in which it is approved
 */
export function decideApproval(
  state: RegistryState,
  policy: Policy,
  answer: ApprovalAnswer,
  actor: Actor,
  ledgerFile?: string,
): Decision<ApprovalApproved> {
  const found = openRequest(state, answer.request);
  if ("code" in found) return refuse(found);
  const { request, version } = found;
  const action = { kind: "approve", title: versionTitle(version), to: request.to } as const;
  const rule = stageRule(policy, request.to)?.gates?.approvals;
  if (!rule) {
    return refuse({
      code: "invalid-request",
      reason: "approval-no-longer-asked",
      action,
      advice: promotionAdvice(state, policy, version, request.to, actor),
    });
  }
  const obstacle = obstacleRefusal(action, rule, request, actor, ledgerFile);
  if (obstacle) return refuse(obstacle);
  // One that does not count, as somebody may have given it in this name, stands in nobody's way.
  const isRepeated = countedApprovals(rule, request, policy, version.digest).some((approval) =>
    sameIdentity(approval.actor, actor),
  );
  if (isRepeated) {
    return refuse({ code: "invalid-request", reason: "approved-already", action });
  }
  const reason = answer.reason?.trim();
  return accept({
    type: "approval.approved",
    v: 1,
    data: {
      ...aboutRequest(request),
      digest: version.digest,
      policy: policy.digest,
      ...(reason && { reason }),
    },
  });
}

/** Denies a request for good. Only people who may approve it may deny it. */
export function decideDenial(
  state: RegistryState,
  policy: Policy,
  answer: ApprovalAnswer,
  actor: Actor,
  ledgerFile?: string,
): Decision<ApprovalDenied> {
  const found = openRequest(state, answer.request);
  if ("code" in found) return refuse(found);
  const { request, version } = found;
  const action = { kind: "deny", title: versionTitle(version), to: request.to } as const;
  const rule = stageRule(policy, request.to)?.gates?.approvals;
  const obstacle = rule && obstacleRefusal(action, rule, request, actor, ledgerFile);
  if (obstacle) return refuse(obstacle);
  const reason = answer.reason?.trim();
  if (!reason) return refuse(noReason(action));
  return accept({
    type: "approval.denied",
    v: 1,
    data: { ...aboutRequest(request), policy: policy.digest, reason },
  });
}

/** Withdraws a request; only the requester can. */
export function decideWithdrawal(
  state: RegistryState,
  policy: Policy,
  answer: ApprovalAnswer,
  actor: Actor,
  ledgerFile?: string,
): Decision<ApprovalWithdrawn> {
  const found = openRequest(state, answer.request);
  if ("code" in found) return refuse(found);
  const { request, version } = found;
  if (!sameIdentity(request.requestedBy, actor)) {
    const rule = stageRule(policy, request.to)?.gates?.approvals;
    const mayDeny = !rule || approvalObstacle(rule, request, actor, ledgerFile) === undefined;
    return refuse({
      code: "invalid-request",
      reason: "request-of-another",
      action: { kind: "withdraw", title: versionTitle(version), to: request.to },
      by: identityText(request.requestedBy),
      mayDeny,
    });
  }
  const reason = answer.reason?.trim();
  return accept({
    type: "approval.withdrawn",
    v: 1,
    data: { ...aboutRequest(request), ...(reason && { reason }) },
  });
}

function openRequest(
  state: RegistryState,
  id: EventId,
): { readonly request: ApprovalRequest; readonly version: Version } | Refusal {
  const request = state.approvalRequest(id);
  const version = request && state.version(request.version);
  if (!version) {
    return { code: "unknown-request", reason: "request-unknown", request: id };
  }
  if (request.state === "open") return { request, version };
  return {
    code: "invalid-request",
    reason: "request-closed",
    title: versionTitle(version),
    to: request.to,
    state: request.state,
  };
}

function obstacleRefusal(
  action: RefusedAction,
  rule: ApprovalRule,
  request: ApprovalRequest,
  actor: Actor,
  ledgerFile: string | undefined,
): Refusal | undefined {
  switch (approvalObstacle(rule, request, actor, ledgerFile)) {
    case undefined:
      return undefined;
    case "own-request":
      return {
        code: "not-permitted",
        reason: "own-request",
        action,
        by: identityText(request.requestedBy),
      };
    case "own-clone":
      return {
        code: "not-permitted",
        reason: "own-clone",
        action,
        by: identityText(request.requestedBy),
      };
    case "not-named":
      return {
        code: "not-permitted",
        reason: "not-an-approver",
        action,
        actor: identityText(actor),
        ...(rule.by && { people: rule.by }),
        lacksAddress: addressHint(rule.by ?? [], actor) !== "",
      };
  }
}

function aboutRequest({
  id,
  model,
  version,
  to,
}: ApprovalRequest): Pick<ApprovalWithdrawn["data"], "request" | "model" | "version" | "to"> {
  return { request: id, model, version, to };
}

function noReason(action: RefusedAction): Refusal {
  return { code: "invalid-request", reason: "reason-missing", action };
}
