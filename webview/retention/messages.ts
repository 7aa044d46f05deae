import * as z from "zod";
import { ModelName, Stage, Timestamp, VersionId, VersionNumber } from "../../src/core/ids.ts";
import { VersionLabel } from "../../src/core/version-label.ts";

/** What the page of a policy's retention shows and asks; part of the protocol (`protocol.ts`). */

/** The most versions that the page lists. */
export const retentionLimit = 20_000;

/** What retention would do with a version. */
export const retentionActions = ["delete", "archive", "keep"] as const;

const Count = z.int().min(0);
const Said = z.object({ message: z.string(), wayOut: z.string() });

const RetentionRow = z.object({
  version: VersionId,
  model: ModelName,
  number: VersionNumber,
  label: VersionLabel.optional(),
  stage: Stage,
  /** When it entered the stage. */
  since: Timestamp,
  /** Bytes. */
  size: z.number().min(0),
  action: z.enum(retentionActions),
  /** For what it is kept, as the rules call it. */
  kept: z.string().optional(),
  /** The end of a sentence. */
  why: z.string(),
});
export type RetentionRow = z.infer<typeof RetentionRow>;

/** What the policy's retention would do now, and why. */
export const RetentionSnapshot = z.object({
  type: z.literal("retention"),
  /** The workspace folder's name. */
  folder: z.string(),
  /** The only model that this is about. */
  model: ModelName.optional(),
  /** Whether the workspace has a policy file. */
  hasPolicy: z.boolean(),
  /** Why the policy can't be followed. */
  problem: Said.optional(),
  /** The rule in words; absent if the policy has none. */
  rule: z.string().optional(),
  /** Those to delete, then those to archive, then those that are kept; newest first. */
  rows: z.array(RetentionRow).readonly(),
  /** How many there are, whether they are all in `rows` or not. */
  counts: z.object({ delete: Count, archive: Count, keep: Count }),
  /** Bytes that only versions refer to that would be deleted. */
  freed: z.number().min(0),
  /** Transitions that the policy lacks for versions to be archived, in words. */
  missing: Said.optional(),
  /** Why the person may delete nothing. */
  obstacle: Said.optional(),
  /** False in Restricted Mode, in which nothing is written. */
  canApply: z.boolean(),
});
export type RetentionSnapshot = z.infer<typeof RetentionSnapshot>;

/** What was done of it. */
export const RetentionAnswer = z.object({
  type: z.literal("retention-done"),
  action: z.enum(["archive", "delete"]),
  versions: Count,
  /** Bytes, of deleted versions. */
  freed: z.number().min(0),
  /** What was not done, or went wrong afterwards, a sentence each. */
  notes: z.array(z.string()).readonly(),
});
export type RetentionAnswer = z.infer<typeof RetentionAnswer>;

/** What the person can do with the policy from the page. */
export const policySteps = ["open", "create", "add-retention", "add-transitions"] as const;

/** What only the page of retention asks. */
export const RetentionRequest = z.discriminatedUnion("type", [
  z.object({ type: z.literal("apply-retention"), action: z.enum(["archive", "delete"]) }),
  z.object({ type: z.literal("edit-policy"), step: z.enum(policySteps) }),
]);
export type RetentionRequest = z.infer<typeof RetentionRequest>;
