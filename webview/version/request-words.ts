import { count } from "../../src/core/text/format.ts";
import type { OpenRequest } from "./protocol.ts";

/**
 * Describes the open conditions of a request: `Waits for 1 approval by ada@example.org, and for 2
 * checks to pass.`
 */
export function waitsFor(request: OpenRequest): string {
  if (request.obstacle !== undefined) return request.obstacle;
  const missing = missingApprovals(request);
  const failing = request.checks.filter(({ rule, passed }) => rule !== "approvals" && !passed);
  const parts = [
    ...(missing > 0 ? [`for ${count(missing, "approval")}${approvers(request)}`] : []),
    ...(failing.length > 0 ? [`for ${count(failing.length, "check")} to pass`] : []),
  ];
  if (parts.length > 0) return `Waits ${parts.join(", and ")}.`;
  return `Approved, and all checks pass: it can be promoted to ${request.to}.`;
}

/** Describes the step that follows the last approval; `undefined` if that has been given. */
export function afterApproval(request: OpenRequest): string | undefined {
  const { promote, to, requestedBy, isOwn } = request;
  if (missingApprovals(request) === 0) return undefined;
  if (promote) {
    return `The last approval promotes it to ${to}, if all checks pass then.`;
  }
  return `After that, ${isOwn ? "you promote" : `${requestedBy.name} promotes`} it to ${to}.`;
}

/** Returns the reason why the current user can't decide about it; `undefined` if they can. */
export function whyNotYours(request: OpenRequest): string | undefined {
  const { mayApprove, mayDeny, isOwn, selfApproval, obstacle } = request;
  if (mayApprove || mayDeny || obstacle !== undefined) return undefined;
  if (missingApprovals(request) === 0) return undefined;
  if (isOwn && !selfApproval) return "It is your own request: somebody else has to approve it.";
  if (request.approvers) return "The policy does not name you among those who may approve it.";
  return undefined;
}

/** Returns the text that screen readers announce: `Request for Production: 1 of 2 approvals. …`. */
export function spokenRequest(request: OpenRequest): string {
  const { to, counted, required } = request;
  return `Request for ${to}: ${counted} of ${count(required, "approval")}. ${waitsFor(request)}`;
}

function missingApprovals({ required, counted }: OpenRequest): number {
  return Math.max(0, required - counted);
}

function approvers({ approvers: named, selfApproval, isOwn, requestedBy }: OpenRequest): string {
  if (named?.length === 0) return "";
  if (named) return ` by ${new Intl.ListFormat("en", { type: "disjunction" }).format(named)}`;
  if (selfApproval) return "";
  return ` by somebody other than ${isOwn ? "you" : requestedBy.name}`;
}
