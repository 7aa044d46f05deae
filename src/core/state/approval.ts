import type { EventId, ModelName, Sha256, Stage, Timestamp, VersionId } from "../model/ids.ts";
import type { ApprovalRule } from "../model/policy/stage-gates.ts";
import type { Policy } from "../model/policy.ts";
import { isNamedBy, sameIdentity } from "../model/recipe/identity.ts";
import type { Actor } from "../model/recipe.ts";

/**
 * - `open`: waiting for approvals;
 * - `denied`, `withdrawn`: closed by a person;
 * - `fulfilled`: the version entered the stage;
 * - `obsolete`: it went to another stage instead.
 */
export type ApprovalState = "open" | "denied" | "withdrawn" | "fulfilled" | "obsolete";

/** Approval of a request by one person. */
export interface Approval {
  readonly id: EventId;
  readonly at: Timestamp;
  readonly actor: Actor;
  /** The bytes and the policy that were agreed to. */
  readonly digest: Sha256;
  readonly policy: Sha256;
  readonly reason?: string;
}

/** Request that a version may enter a stage. */
export interface ApprovalRequest {
  readonly id: EventId;
  readonly at: Timestamp;
  readonly requestedBy: Actor;
  readonly model: ModelName;
  readonly version: VersionId;
  readonly to: Stage;
  readonly reason: string;
  /** Promote the version as soon as it has all approvals and passes the other gates. */
  readonly promote: boolean;
  readonly state: ApprovalState;
  /** Oldest first. */
  readonly approvals: readonly Approval[];
}

/** Returns the reason why somebody may not approve a request; `undefined` if they may. */
export function approvalObstacle(
  rule: ApprovalRule,
  request: ApprovalRequest,
  approver: Actor,
): "own-request" | "not-named" | undefined {
  if (!rule.self && sameIdentity(approver, request.requestedBy)) return "own-request";
  const isNamed = rule.by?.some((entry) => isNamedBy(entry, approver)) ?? true;
  return isNamed ? undefined : "not-named";
}

/**
 * Returns the approvals that count: for exactly these bytes, under exactly this policy, by people
 * who may approve, one a person.
 */
export function countedApprovals(
  rule: ApprovalRule,
  request: ApprovalRequest,
  policy: Policy,
  digest: Sha256,
): readonly Approval[] {
  const counted: Approval[] = [];
  for (const approval of request.approvals) {
    if (approval.digest !== digest || approval.policy !== policy.digest) continue;
    if (approvalObstacle(rule, request, approval.actor) !== undefined) continue;
    if (counted.some(({ actor }) => sameIdentity(actor, approval.actor))) continue;
    counted.push(approval);
  }
  return counted;
}
