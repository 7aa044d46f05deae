import * as z from "zod";
import { Artifact } from "../src/core/artifact.ts";
import type { EventFact as RecordedFact } from "../src/core/event-facts.ts";
import { GateCheck } from "../src/core/gate-check.ts";
import { HistoryEntry } from "../src/core/history.ts";
import {
  CommitId,
  EventId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../src/core/ids.ts";
import { LineageGraph } from "../src/core/lineage.ts";
import { LogLine } from "../src/core/log-entry.ts";
import { logFormats } from "../src/core/log-export.ts";
import { Alias, AnnotationField, TagKey } from "../src/core/markings.ts";
import { NamedParent } from "../src/core/parent.ts";
import { Actor, Metrics, Recipe } from "../src/core/recipe.ts";
import { RecordedInspection } from "../src/core/recorded-inspection.ts";
import { moveKinds, stageRoles } from "../src/core/stage-roles.ts";
import { VersionLabel } from "../src/core/version-label.ts";
import { importRequests, ImportSnapshot } from "./import/messages.ts";
import { InspectSnapshot } from "./inspect/messages.ts";
import { RetentionAnswer, RetentionRequest, RetentionSnapshot } from "./retention/messages.ts";

/**
 * The messages between the editor and its pages. Whole snapshots go to the page, requests come
 * back; each side parses what it receives with these schemas.
 */

const VersionHead = z.object({
  id: VersionId,
  model: ModelName,
  number: VersionNumber,
  claimedNumber: VersionNumber.optional(),
  label: VersionLabel.optional(),
  aliases: z.array(Alias).readonly().optional(),
  stage: Stage,
  stageSince: Timestamp,
  registeredAt: Timestamp,
  registeredBy: Actor,
  digest: Sha256,
  size: z.int().min(0),
  metrics: Metrics,
  rolledBackAt: Timestamp.optional(),
});
export type VersionHead = z.infer<typeof VersionHead>;

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
  type: z.literal("version"),
  version: VersionHead,
  description: z.string().optional(),
  source: z.string(),
  tags: z.record(z.string(), z.string()).readonly(),
  /** By their fields, without the description; some may be of a newer release. */
  annotations: z.record(z.string(), z.string()).readonly(),
  artifacts: z.array(Artifact).readonly(),
  /** Files whose bytes are missing from the registry, or have another length. */
  absentFiles: z
    .array(z.object({ path: z.string(), problem: z.enum(["missing", "changed"]) }))
    .readonly(),
  /** Tags and notes of its model. */
  ofModel: z.object({
    tags: z.record(z.string(), z.string()).readonly(),
    annotations: z.record(z.string(), z.string()).readonly(),
  }),
  /** Conflicts that merging the clones' ledger files settled for it. */
  conflicts: z.array(z.object({ text: z.string(), remedy: z.string().optional() })).readonly(),
  recipe: Recipe,
  /** Result of inspecting its files; absent from versions that older releases registered. */
  inspection: RecordedInspection.optional(),
  /** Changes for callers since another version. */
  signatureChange: z
    .object({
      since: VersionHead,
      breaking: z.boolean(),
      changes: z.array(z.string()).readonly(),
    })
    .optional(),
  parents: z.array(VersionHead).readonly(),
  /** All that it was made from, versions or not. */
  madeFrom: z.array(NamedParent).readonly(),
  children: z.array(VersionHead).readonly(),
  /** Versions made from it that were deleted. */
  deletedChildren: z
    .array(z.object({ model: ModelName, number: VersionNumber, reason: z.string() }))
    .readonly(),
  /** Name of the Production stage; absent if the policy has none. */
  productionStage: Stage.optional(),
  /** The version in Production, when that is another one: what metrics are shown against. */
  production: VersionHead.optional(),
  /** Newest first. */
  history: z.array(HistoryEntry).readonly(),
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

/** Everything the comparison page shows: two or more versions, in the order chosen. */
export const CompareSnapshot = z.object({
  type: z.literal("compare"),
  versions: z
    .array(
      VersionHead.extend({
        recipe: Recipe,
        inspection: RecordedInspection.optional(),
        madeFrom: z.array(NamedParent).readonly(),
      }),
    )
    .readonly(),
});
export type CompareSnapshot = z.infer<typeof CompareSnapshot>;

/** Everything the lineage page shows. */
export const LineageSnapshot = z.object({
  type: z.literal("lineage"),
  title: z.string(),
  graph: LineageGraph,
  /** Node that is selected at first. */
  focus: z.string().optional(),
  /** Number of versions that are not shown. */
  omitted: z.int().min(0),
});
export type LineageSnapshot = z.infer<typeof LineageSnapshot>;

/** Criteria for the events that the audit page shows. */
export const AuditFilter = z.object({
  text: z.string().max(500).exactOptional(),
  model: ModelName.exactOptional(),
  /** Of the model's version with this number. */
  number: VersionNumber.exactOptional(),
  actor: z.string().max(500).exactOptional(),
  kind: z.string().max(100).exactOptional(),
  since: Timestamp.exactOptional(),
  until: Timestamp.exactOptional(),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const auditColumns = ["time", "actor", "kind", "subject", "reason"] as const;

/** The most events that the audit page shows at once. */
export const auditLimit = 20_000;

export const AuditQuery = z.object({
  filter: AuditFilter,
  order: z.object({ column: z.enum(auditColumns), descending: z.boolean() }),
  limit: z.int().min(1).max(auditLimit),
});
export type AuditQuery = z.infer<typeof AuditQuery>;

/** The part of the audit trail that was asked for. */
export const AuditSnapshot = z.object({
  type: z.literal("audit"),
  /** The workspace folder's name. */
  folder: z.string(),
  /** Query that this answers. */
  query: AuditQuery,
  /** Number of events that match the filter, whatever the limit. */
  found: z.int().min(0),
  total: z.int().min(0),
  lines: z.array(LogLine).readonly(),
  models: z.array(ModelName).readonly(),
  /** Stages of the policy. */
  stages: z.array(Stage).readonly(),
  /** False in Restricted Mode, in which nothing is written. */
  canExport: z.boolean(),
});
export type AuditSnapshot = z.infer<typeof AuditSnapshot>;

const EventFact: z.ZodType<RecordedFact> = z.lazy(() =>
  z.object({
    name: z.string(),
    text: z.string().optional(),
    version: VersionId.optional(),
    facts: z.array(EventFact).readonly().optional(),
  }),
);

/** All that was recorded of one event: in words, and as JSON. */
export const EventAnswer = z.object({
  type: z.literal("event"),
  event: EventId,
  line: LogLine,
  facts: z.array(EventFact).readonly(),
  json: z.string(),
});
export type EventAnswer = z.infer<typeof EventAnswer>;

/** Versions that were in a stage at a moment. */
export const StagesAnswer = z.object({
  type: z.literal("stages"),
  at: Timestamp,
  stage: Stage,
  placements: z
    .array(
      z.object({ version: VersionId, model: ModelName, number: VersionNumber, since: Timestamp }),
    )
    .readonly(),
  /** Number of versions that are not listed. */
  omitted: z.int().min(0),
});
export type StagesAnswer = z.infer<typeof StagesAnswer>;

/** Result of verifying the registry. */
export const VerificationAnswer = z.object({
  type: z.literal("verification"),
  events: z.int().min(0),
  artifacts: z.int().min(0),
  /** Bytes. */
  bytes: z.number().min(0),
  findings: z.array(z.object({ where: z.string(), problem: z.string() })).readonly(),
  /** Observations that are no damage. */
  notes: z.array(z.object({ where: z.string(), problem: z.string() })).readonly(),
});
export type VerificationAnswer = z.infer<typeof VerificationAnswer>;

/** Progress of long work that the page waits for. */
export const ProgressAnswer = z.object({
  type: z.literal("progress"),
  message: z.string(),
  /** Bytes done and in all; absent while not known. */
  done: z.number().min(0).optional(),
  total: z.number().min(0).optional(),
});
export type ProgressAnswer = z.infer<typeof ProgressAnswer>;

/** Answers to what a page asks beside its snapshot. */
export const PageAnswer = z.discriminatedUnion("type", [
  ProgressAnswer,
  EventAnswer,
  StagesAnswer,
  VerificationAnswer,
  RetentionAnswer,
]);
export type PageAnswer = z.infer<typeof PageAnswer>;

/** Roles of the policy's stages, for their icons and words; sent before each snapshot. */
export const StageRoles = z.object({
  type: z.literal("stage-roles"),
  roles: z.record(z.string(), z.enum(stageRoles)).readonly(),
});
export type StageRoles = z.infer<typeof StageRoles>;

/** The page can't be shown, and what to do. */
export const PageFailure = z.object({
  type: z.literal("failure"),
  message: z.string(),
  wayOut: z.string(),
});
export type PageFailure = z.infer<typeof PageFailure>;

export const ToPage = z.discriminatedUnion("type", [
  VersionSnapshot,
  CompareSnapshot,
  LineageSnapshot,
  InspectSnapshot,
  AuditSnapshot,
  RetentionSnapshot,
  ImportSnapshot,
  PageAnswer,
  StageRoles,
  PageFailure,
]);
export type ToPage = z.infer<typeof ToPage>;

/**
 * Messages from a page to the editor. `ready` asks for a snapshot: at first, to retry, and on the
 * audit page for another part of the events.
 */
export const FromPage = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), query: AuditQuery.optional() }),
  z.object({ type: z.literal("show-version"), version: VersionId }),
  z.object({ type: z.literal("show-lineage"), version: VersionId }),
  z.object({ type: z.literal("show-in-tree"), version: VersionId }),
  z.object({ type: z.literal("compare"), versions: z.array(VersionId).min(2).max(50) }),
  z.object({ type: z.literal("choose-versions"), versions: z.array(VersionId).max(50) }),
  z.object({ type: z.literal("promote"), version: VersionId, to: Stage.optional() }),
  z.object({ type: z.literal("roll-back"), model: ModelName }),
  z.object({ type: z.literal("approve"), version: VersionId, request: EventId }),
  z.object({ type: z.literal("deny"), version: VersionId, request: EventId }),
  z.object({ type: z.literal("withdraw"), version: VersionId, request: EventId }),
  z.object({ type: z.literal("export"), version: VersionId }),
  z.object({ type: z.literal("set-alias"), version: VersionId }),
  z.object({ type: z.literal("remove-alias"), version: VersionId, alias: Alias }),
  z.object({ type: z.literal("set-tag"), version: VersionId }),
  z.object({ type: z.literal("remove-tag"), version: VersionId, key: TagKey }),
  z.object({ type: z.literal("annotate"), version: VersionId, field: AnnotationField.optional() }),
  z.object({ type: z.literal("register") }),
  z.object({ type: z.literal("open-commit"), commit: CommitId }),
  z.object({ type: z.literal("open-file"), path: z.string().max(4096) }),
  z.object({ type: z.literal("open-patch"), version: VersionId }),
  z.object({ type: z.literal("show-event"), event: EventId }),
  z.object({ type: z.literal("show-stages"), at: Timestamp, stage: Stage }),
  z.object({ type: z.literal("export-log"), filter: AuditFilter, format: z.enum(logFormats) }),
  z.object({ type: z.literal("verify") }),
  RetentionRequest,
  ...importRequests,
  z.object({ type: z.literal("copy"), text: z.string().max(5_000_000), what: z.string().max(200) }),
]);
export type FromPage = z.infer<typeof FromPage>;
