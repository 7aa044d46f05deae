import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { EventId, ModelName, Sha256, Stage, VersionId } from "../model/ids.ts";

const Reason = z.string().min(1).max(5000);

const about = {
  model: ModelName,
  version: VersionId,
  /** The stage that the version shall enter. */
  to: Stage,
};

/** Basis of a decision: the bytes that were reviewed, and the policy in force. */
const basis = {
  /** The version's digest. */
  digest: Sha256,
  policy: Sha256,
};

/** Request that a version may enter a stage. The request's id is the event's id. */
export const ApprovalRequested = eventBody("approval.requested", 1, () =>
  z
    .object({
      ...about,
      ...basis,
      reason: Reason,
      /** Promote it as soon as it has all approvals and passes the other gates. */
      promote: z.boolean(),
    })
    .readonly(),
);
export type ApprovalRequested = z.infer<typeof ApprovalRequested>;

export const ApprovalApproved = eventBody("approval.approved", 1, () =>
  z.object({ ...about, request: EventId, ...basis, reason: Reason.optional() }).readonly(),
);
export type ApprovalApproved = z.infer<typeof ApprovalApproved>;

/** Closes the request, whoever has approved it. */
export const ApprovalDenied = eventBody("approval.denied", 1, () =>
  z.object({ ...about, request: EventId, policy: Sha256, reason: Reason }).readonly(),
);
export type ApprovalDenied = z.infer<typeof ApprovalDenied>;

/** The requester withdrew the request. */
export const ApprovalWithdrawn = eventBody("approval.withdrawn", 1, () =>
  z.object({ ...about, request: EventId, reason: Reason.optional() }).readonly(),
);
export type ApprovalWithdrawn = z.infer<typeof ApprovalWithdrawn>;
