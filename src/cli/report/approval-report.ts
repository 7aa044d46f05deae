import { markedIdentity } from "../../core/model/identity.ts";
import { versionReference, versionTitle } from "../../core/state/version.ts";
import { formatAge } from "../../core/text/format.ts";
import type { PendingApproval } from "../../registry/versions/pending-approvals.ts";
import { tableLines } from "../terminal/table.ts";

/** Returns a request that waits for approval, for programs. */
export function pendingDocument(pending: PendingApproval): unknown {
  const { request, version, counted, required, isOwn, awaitsMe } = pending;
  return {
    request: request.id,
    at: request.at,
    requestedBy: request.requestedBy,
    version: versionReference(version),
    id: version.id,
    to: request.to,
    reason: request.reason,
    promote: request.promote,
    approvals: request.approvals.map(({ id, at, actor, reason }) => ({
      id,
      at,
      actor,
      ...(reason !== undefined && { reason }),
    })),
    counted,
    required,
    isOwn,
    awaitsMe,
  };
}

/** Returns the requests as lines, for people. */
export function pendingLines(all: readonly PendingApproval[], now: number): readonly string[] {
  return tableLines(
    [
      { title: "VERSION" },
      { title: "TO" },
      { title: "APPROVED", align: "right" },
      { title: "BY" },
      { title: "AGE", align: "right" },
      { title: "REASON" },
      { title: "REQUEST" },
    ],
    all.map(({ request, version, counted, required, awaitsMe }) => [
      versionTitle(version),
      request.to,
      `${counted} of ${required}`,
      markedIdentity(request.requestedBy),
      formatAge(request.at, now),
      `${request.reason}${awaitsMe ? " (waits for you)" : ""}`,
      request.id,
    ]),
  );
}
