import * as z from "zod";
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
export const ApprovalRequested = z
  .object({
    type: z.literal("approval.requested"),
    v: z.literal(1),
    data: z
      .object({
        ...about,
        ...basis,
        reason: Reason,
        /** Promote it as soon as it has all approvals and passes the other gates. */
        promote: z.boolean(),
      })
      .readonly(),
  })
  .readonly();
export type ApprovalRequested = z.infer<typeof ApprovalRequested>;

export const ApprovalApproved = z
  .object({
    type: z.literal("approval.approved"),
    v: z.literal(1),
    data: z.object({ ...about, request: EventId, ...basis, reason: Reason.optional() }).readonly(),
  })
  .readonly();
export type ApprovalApproved = z.infer<typeof ApprovalApproved>;

/** Closes the request, whoever has approved it. */
export const ApprovalDenied = z
  .object({
    type: z.literal("approval.denied"),
    v: z.literal(1),
    data: z.object({ ...about, request: EventId, policy: Sha256, reason: Reason }).readonly(),
  })
  .readonly();
export type ApprovalDenied = z.infer<typeof ApprovalDenied>;

/** The requester withdrew the request. */
export const ApprovalWithdrawn = z
  .object({
    type: z.literal("approval.withdrawn"),
    v: z.literal(1),
    data: z.object({ ...about, request: EventId, reason: Reason.optional() }).readonly(),
  })
  .readonly();
export type ApprovalWithdrawn = z.infer<typeof ApprovalWithdrawn>;
