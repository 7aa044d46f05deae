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
  /** The ledger file that it stands in, one for each clone. */
  readonly file: string;
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
  /** The ledger file that it stands in. */
  readonly file: string;
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

/** Reason why somebody may not approve a request. */
export type ApprovalObstacle = "own-request" | "own-clone" | "not-named";

/**
 * Returns the reason why somebody may not approve a request; `undefined` if they may.
 *
 * @param file ledger file of the clone in which they do; undefined if it has none yet
 */
export function approvalObstacle(
  rule: ApprovalRule,
  request: ApprovalRequest,
  approver: Actor,
  file: string | undefined,
): ApprovalObstacle | undefined {
  if (!rule.self && sameIdentity(approver, request.requestedBy)) return "own-request";
  if (rule.otherClone && file === request.file) return "own-clone";
  const isNamed = rule.by?.some((entry) => isNamedBy(entry, approver)) ?? true;
  return isNamed ? undefined : "not-named";
}

/**
 * Returns the approvals that count: for exactly these bytes, under exactly this policy, by people
 * who may approve, one a person; in a shared registry, from other clones than that of the request.
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
    if (approvalObstacle(rule, request, approval.actor, approval.file) !== undefined) continue;
    if (counted.some(({ actor }) => sameIdentity(actor, approval.actor))) continue;
    counted.push(approval);
  }
  return counted;
}
