import * as l10n from "@vscode/l10n";
import { formatNumber, listOfAlternatives } from "../../src/core/text/language.ts";
import type { OpenRequest } from "./protocol.ts";

/**
 * Describes the open conditions of a request: `Waits for 1 approval by ada@example.org, and for 2
 * checks to pass.`
 */
export function waitsFor(request: OpenRequest): string {
  if (request.obstacle !== undefined) return request.obstacle;
  const missing = missingApprovals(request);
  const failing = request.checks.filter(({ rule, passed }) => rule !== "approvals" && !passed);
  if (missing > 0) {
    const approvals = approvalsText(missing, request);
    if (failing.length === 0) return l10n.t("Waits for {0}.", approvals);
    return failing.length === 1
      ? l10n.t("Waits for {0}, and for 1 check to pass.", approvals)
      : l10n.t(
          "Waits for {0}, and for {1} checks to pass.",
          approvals,
          formatNumber(failing.length),
        );
  }
  if (failing.length === 1) return l10n.t("Waits for 1 check to pass.");
  if (failing.length > 1) {
    return l10n.t("Waits for {0} checks to pass.", formatNumber(failing.length));
  }
  return l10n.t("Approved, and all checks pass: it can be promoted to {0}.", request.to);
}

/** Describes the step that follows the last approval; `undefined` if that has been given. */
export function afterApproval(request: OpenRequest): string | undefined {
  const { promote, to, requestedBy, isOwn } = request;
  if (missingApprovals(request) === 0) return undefined;
  if (promote) {
    return l10n.t("The last approval promotes it to {0}, if all checks pass then.", to);
  }
  return isOwn
    ? l10n.t("After that, you promote it to {0}.", to)
    : l10n.t("After that, {0} promotes it to {1}.", requestedBy.name, to);
}

/** Returns the reason why the current user can't decide about it; `undefined` if they can. */
export function whyNotYours(request: OpenRequest): string | undefined {
  const { mayApprove, mayDeny, isOwn, selfApproval, obstacle } = request;
  if (mayApprove || mayDeny || obstacle !== undefined) return undefined;
  if (missingApprovals(request) === 0) return undefined;
  if (isOwn && !selfApproval)
    return l10n.t("It is your own request: somebody else has to approve it.");
  if (request.approvers)
    return l10n.t("The policy does not name you among those who may approve it.");
  return undefined;
}

/** Returns the text that screen readers announce: `Request for Production: 1 of 2 approvals. …`. */
export function spokenRequest(request: OpenRequest): string {
  return l10n.t("Request for {0}: {1}. {2}", request.to, countedText(request), waitsFor(request));
}

/** Returns how many of the approvals that are needed have been given: `1 of 2 approvals`. */
export function countedText({ counted, required }: OpenRequest): string {
  return required === 1
    ? l10n.t("{0} of 1 approval", formatNumber(counted))
    : l10n.t("{0} of {1} approvals", formatNumber(counted), formatNumber(required));
}

function missingApprovals({ required, counted }: OpenRequest): number {
  return Math.max(0, required - counted);
}

/** Returns the approvals that are missing, and who may give them. */
function approvalsText(
  missing: number,
  { approvers: named, selfApproval, isOwn, requestedBy }: OpenRequest,
): string {
  const n = formatNumber(missing);
  if (named && named.length > 0) {
    const list = listOfAlternatives(named);
    return missing === 1
      ? l10n.t("1 approval by {0}", list)
      : l10n.t("{0} approvals by {1}", n, list);
  }
  if (named || selfApproval) {
    return missing === 1 ? l10n.t("1 approval") : l10n.t("{0} approvals", n);
  }
  if (isOwn) {
    return missing === 1
      ? l10n.t("1 approval by somebody other than you")
      : l10n.t("{0} approvals by somebody other than you", n);
  }
  return missing === 1
    ? l10n.t("1 approval by somebody other than {0}", requestedBy.name)
    : l10n.t("{0} approvals by somebody other than {1}", n, requestedBy.name);
}
