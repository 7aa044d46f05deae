import * as z from "zod";
import { HistoryEntry } from "../../src/core/events/history.ts";
import { Artifact } from "../../src/core/model/artifact.ts";
import { NamedParent } from "../../src/core/model/data/parent.ts";
import {
  EventId,
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../src/core/model/ids.ts";
import { RecordedInspection } from "../../src/core/model/inspection/recorded-inspection.ts";
import { Alias, AnnotationField, TagKey } from "../../src/core/model/markings.ts";
import { GateCheck } from "../../src/core/model/policy/gate-check.ts";
import { Actor, Recipe } from "../../src/core/model/recipe.ts";
import { RunId } from "../../src/core/model/run.ts";
import { moveKinds } from "../../src/core/policy/stage-roles.ts";
import { ReproductionData } from "../../src/core/reproduction/reproduction-events.ts";
import { Version } from "../../src/core/state/version.ts";
import { commonActions, noQuestions, Promote } from "../protocol.ts";

/** A request for approval that waits, with what who decides needs to see. */
const OpenRequest = z.object({
  id: EventId,
  to: Stage,
  at: Timestamp,
  requestedBy: Actor,
  reason: z.string(),
  /** True if the version is promoted automatically once it is approved. */
  promote: z.boolean(),
  /** Oldest first; those that do not count are of other bytes or another policy. */
  approvals: z
    .array(
      z.object({
        actor: Actor,
        at: Timestamp,
        reason: z.string().optional(),
        counts: z.boolean(),
      }),
    )
    .readonly(),
  counted: z.int().min(0),
  required: z.int().min(0),
  /** People who may still approve, by the policy; absent if it names nobody. */
  approvers: z.array(z.string()).readonly().optional(),
  selfApproval: z.boolean(),
  /** Gate results, as of now. */
  checks: z.array(GateCheck).readonly(),
  /** Reason why it can't enter the stage, whatever the results of its checks. */
  obstacle: z.string().optional(),
  /** Of the person who looks; all false in Restricted Mode. */
  isOwn: z.boolean(),
  mayApprove: z.boolean(),
  mayDeny: z.boolean(),
});
export type OpenRequest = z.infer<typeof OpenRequest>;

/** Everything the version page shows. */
export const VersionSnapshot = z.object({
  version: Version,
  description: z.string().optional(),
  source: z.string(),
  tags: z.record(z.string(), z.string()).readonly(),
  /** By their fields, without the description; some may be of a newer release. */
  annotations: z.record(z.string(), z.string()).readonly(),
  artifacts: z.array(Artifact).readonly(),
  /** Files whose bytes are missing from the registry, or have another length. */
  absentFiles: z
    .array(
      z.object({
        path: z.string(),
        problem: z.enum(["missing", "changed"]),
        /** Place at which it was registered without a copy. */
        uri: z.string().optional(),
      }),
    )
    .readonly(),
  /** Paths of files that come from the shared registry when they are needed. */
  awayFiles: z.array(z.string()).readonly(),
  /** Tags and notes of its model. */
  ofModel: z.object({
    tags: z.record(z.string(), z.string()).readonly(),
    annotations: z.record(z.string(), z.string()).readonly(),
  }),
  /** Conflicts that merging the clones' ledger files settled for it. */
  conflicts: z.array(z.object({ text: z.string(), remedy: z.string().optional() })).readonly(),
  recipe: Recipe,
  /** The run that made it, if that is one of this registry. */
  run: RunId.optional(),
  /** Result of inspecting its files; absent from versions that older releases registered. */
  inspection: RecordedInspection.optional(),
  /** Changes for callers since another version. */
  signatureChange: z
    .object({
      since: Version,
      breaking: z.boolean(),
      changes: z.array(z.string()).readonly(),
    })
    .optional(),
  parents: z.array(Version).readonly(),
  /** All that it was made from, versions or not. */
  madeFrom: z.array(NamedParent).readonly(),
  children: z.array(Version).readonly(),
  /** Versions made from it that were deleted. */
  deletedChildren: z
    .array(z.object({ model: ModelName, number: VersionNumber, reason: z.string() }))
    .readonly(),
  /** Name of the Production stage; absent if the policy has none. */
  productionStage: Stage.optional(),
  /** The version in Production, when that is another one: what metrics are shown against. */
  production: Version.optional(),
  /** Newest first. */
  history: z.array(HistoryEntry).readonly(),
  /** The last times that it was made again, newest first. */
  reproductions: z
    .array(z.object({ at: Timestamp, actor: Actor, data: ReproductionData }))
    .readonly(),
  /** The model's Production stage, newest first. */
  productionHistory: z.array(HistoryEntry).readonly(),
  /** Requests for approval that wait, oldest first. */
  requests: z.array(OpenRequest).readonly(),
  /** Moves of it that the policy allows; none in Restricted Mode. */
  moves: z.array(z.object({ to: Stage, kind: z.enum(moveKinds) })).readonly(),
  /** It is in Production, and there is a version to go back to; never in Restricted Mode. */
  canRollBack: z.boolean(),
  /** False in Restricted Mode, in which nothing is written. */
  canExport: z.boolean(),
  /** Likewise. */
  canEdit: z.boolean(),
});
export type VersionSnapshot = z.infer<typeof VersionSnapshot>;

/** Actions of the version page. */
const VersionAction = z.discriminatedUnion("type", [
  ...commonActions,
  Promote,
  z.object({ type: z.literal("show-lineage"), version: VersionId }),
  z.object({ type: z.literal("show-run"), run: RunId }),
  z.object({ type: z.literal("show-in-tree"), version: VersionId }),
  z.object({ type: z.literal("compare-with-runs"), version: VersionId }),
  z.object({ type: z.literal("compare"), versions: z.array(VersionId).min(2).max(50) }),
  z.object({ type: z.literal("roll-back"), model: ModelName }),
  z.object({ type: z.literal("approve"), version: VersionId, request: EventId }),
  z.object({ type: z.literal("deny"), version: VersionId, request: EventId }),
  z.object({ type: z.literal("withdraw"), version: VersionId, request: EventId }),
  z.object({ type: z.literal("export"), version: VersionId }),
  z.object({ type: z.literal("fetch-files"), version: VersionId }),
  z.object({
    type: z.literal("save-report"),
    report: z.enum(["comparison", "card", "decision", "incident"]),
    /** The decision or the rollback; the last one if absent. */
    event: EventId.optional(),
  }),
  z.object({ type: z.literal("set-alias"), version: VersionId }),
  z.object({ type: z.literal("remove-alias"), version: VersionId, alias: Alias }),
  z.object({ type: z.literal("set-tag"), version: VersionId }),
  z.object({ type: z.literal("remove-tag"), version: VersionId, key: TagKey }),
  z.object({ type: z.literal("annotate"), version: VersionId, field: AnnotationField.optional() }),
  z.object({ type: z.literal("reproduce"), version: VersionId }),
  z.object({ type: z.literal("open-patch"), version: VersionId }),
]);

export const versionProtocol = {
  ...noQuestions,
  snapshot: VersionSnapshot,
  action: VersionAction,
} as const;
