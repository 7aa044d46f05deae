import * as z from "zod";
import { LogLine } from "../../src/core/audit/log-entry.ts";
import { logFormats } from "../../src/core/audit/log-export.ts";
import type { EventFact as RecordedFact } from "../../src/core/events/event-facts.ts";
import {
  EventId,
  ModelName,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../src/core/model/ids.ts";
import { commonActions } from "../protocol.ts";

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
  event: EventId,
  line: LogLine,
  facts: z.array(EventFact).readonly(),
  json: z.string(),
});
export type EventAnswer = z.infer<typeof EventAnswer>;

/** Versions that were in a stage at a moment. */
export const StagesAnswer = z.object({
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
  events: z.int().min(0),
  artifacts: z.int().min(0),
  /** Bytes. */
  bytes: z.number().min(0),
  findings: z.array(z.object({ where: z.string(), problem: z.string() })).readonly(),
  /** Observations that are no damage. */
  notes: z.array(z.object({ where: z.string(), problem: z.string() })).readonly(),
});
export type VerificationAnswer = z.infer<typeof VerificationAnswer>;

/** Questions of the audit page. */
const AuditQuestion = z.discriminatedUnion("type", [
  z.object({ type: z.literal("show-event"), event: EventId }),
  z.object({ type: z.literal("show-stages"), at: Timestamp, stage: Stage }),
  z.object({ type: z.literal("verify") }),
]);

export const auditProtocol = {
  snapshot: AuditSnapshot,
  query: AuditQuery.optional(),
  action: z.discriminatedUnion("type", [
    ...commonActions,
    z.object({
      type: z.literal("save-report"),
      report: z.enum(["decision", "incident"]),
      version: VersionId,
      model: ModelName,
      /** Title of the version. */
      title: z.string().max(500),
      event: EventId,
    }),
    z.object({ type: z.literal("export-log"), filter: AuditFilter, format: z.enum(logFormats) }),
  ]),
  question: AuditQuestion,
  replies: { "show-event": EventAnswer, "show-stages": StagesAnswer, verify: VerificationAnswer },
} as const;
