import { markedIdentity } from "../../core/model/recipe/identity.ts";
import { versionReference, versionTitle } from "../../core/state/version.ts";
import { count, formatAge } from "../../core/text/format.ts";
import type { RequestAnswer } from "../../registry/lifecycle/wait-for-answer.ts";
import type { PendingApproval } from "../../registry/versions/pending-approvals.ts";
import { tableLines } from "../terminal/table.ts";

/** Returns a request that waits for approval, for programs. */
export function pendingDocument(pending: PendingApproval): unknown {
  const { isOwn, awaitsMe } = pending;
  return { ...requestDocument(pending), isOwn, awaitsMe };
}

function requestDocument({
  request,
  version,
  counted,
  required,
}: Pick<PendingApproval, "request" | "version" | "counted" | "required">): object {
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

/** Returns how a request was answered, for programs. */
export function answerDocument(answer: RequestAnswer): unknown {
  const { state, closed = null } = answer;
  return { state, ...requestDocument(answer), closed };
}

/** Returns what a request waits for: `fraud 5 waits for approval for Production: 1 of 2`. */
export function waitingLine({ request, version, counted, required }: RequestAnswer): string {
  const others = request.approvals.length - counted;
  return (
    `${versionTitle(version)} waits for approval for ${request.to}: ${counted} of ${required}` +
    (others > 0
      ? `. ${count(others, "more approval")} can't count here: for other bytes or another policy, or by who may not give it.`
      : "")
  );
}

/** Returns how a request was answered, for people. */
export function answerLines(answer: RequestAnswer): readonly string[] {
  const { state, request, version, counted, required, closed } = answer;
  const title = versionTitle(version);
  const by = closed ? ` by ${markedIdentity(closed.actor)}` : "";
  const why = closed?.reason === undefined ? "" : `: ${closed.reason}`;
  switch (state) {
    case "approved":
      return [`${title} approved for ${request.to} (${counted} of ${required})`];
    case "fulfilled":
      return [`${title} entered ${request.to}`];
    case "denied":
    case "withdrawn":
      return [`${title} for ${request.to}: ${state}${by}${why}`];
    case "obsolete":
      return [`${title} for ${request.to}: the request is obsolete`];
    case "open":
      return ["The time is over.", waitingLine(answer)];
  }
}
