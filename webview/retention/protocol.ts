import * as z from "zod";
import { ModelName, Stage, Timestamp, VersionId, VersionNumber } from "../../src/core/model/ids.ts";
import { VersionLabel } from "../../src/core/model/version-label.ts";
import { commonActions } from "../protocol.ts";

/** The most versions that the page lists. */
export const retentionLimit = 20_000;

/** Actions that retention can take on a version. */
export const retentionActions = ["delete", "archive", "keep"] as const;

const Count = z.int().min(0);
const Said = z.object({ message: z.string(), wayOut: z.string() });

const RetentionRow = z.object({
  version: VersionId,
  model: ModelName,
  number: VersionNumber,
  label: VersionLabel.optional(),
  stage: Stage,
  /** Time at which it entered the stage. */
  since: Timestamp,
  /** Bytes. */
  size: z.number().min(0),
  action: z.enum(retentionActions),
  /** Reason to keep it, by its identifier in the rules. */
  kept: z.string().optional(),
  /** The end of a sentence. */
  why: z.string(),
});
export type RetentionRow = z.infer<typeof RetentionRow>;

/** Actions that the policy's retention would take now, with the reasons. */
export const RetentionSnapshot = z.object({
  /** The workspace folder's name. */
  folder: z.string(),
  /** The only model that this is about. */
  model: ModelName.optional(),
  /** True if the workspace has a policy file. */
  hasPolicy: z.boolean(),
  /** Reason why the policy can't be followed. */
  problem: Said.optional(),
  /** The rule in words; absent if the policy has none. */
  rule: z.string().optional(),
  /** Versions to delete, then those to archive, then those to keep; newest first in each group. */
  rows: z.array(RetentionRow).readonly(),
  /** Numbers of all versions, including those that `rows` omits. */
  counts: z.object({ delete: Count, archive: Count, keep: Count }),
  /** Bytes that only versions refer to that would be deleted. */
  freed: z.number().min(0),
  /** Transitions that the policy lacks for versions to be archived, in words. */
  missing: Said.optional(),
  /** Reason why the user may not delete versions. */
  obstacle: Said.optional(),
  /** False in Restricted Mode, in which nothing is written. */
  canApply: z.boolean(),
});
export type RetentionSnapshot = z.infer<typeof RetentionSnapshot>;

/** Result of archiving or deleting versions by retention. */
export const RetentionAnswer = z.object({
  action: z.enum(["archive", "delete"]),
  versions: Count,
  /** Bytes, of deleted versions. */
  freed: z.number().min(0),
  /** Steps that were not done, or failed afterwards, a sentence each. */
  notes: z.array(z.string()).readonly(),
});
export type RetentionAnswer = z.infer<typeof RetentionAnswer>;

/** Changes of the policy that the page offers. */
const PolicyStep = z.enum(["open", "create", "add-retention", "add-transitions"]);
export type PolicyStep = z.infer<typeof PolicyStep>;

/** Actions of the retention page. */
const RetentionPageAction = z.discriminatedUnion("type", [
  ...commonActions,
  z.object({ type: z.literal("edit-policy"), step: PolicyStep }),
]);

/** Question of the retention page: applies the rule, once the person has confirmed it. */
const RetentionQuestion = z.discriminatedUnion("type", [
  z.object({ type: z.literal("apply-retention"), action: z.enum(["archive", "delete"]) }),
]);

export const retentionProtocol = {
  snapshot: RetentionSnapshot,
  query: z.undefined(),
  action: RetentionPageAction,
  question: RetentionQuestion,
  replies: { "apply-retention": RetentionAnswer },
} as const;
