import * as z from "zod";
import { EventId, ModelName, Stage, VersionId } from "../../src/core/model/ids.ts";
import { Milliseconds } from "../../src/core/model/run.ts";
import { Version } from "../../src/core/state/version.ts";
import { commonActions, noQuestions } from "../protocol.ts";

const Count = z.int().min(0);

/** Times that charts show, up to now. */
export const spans = ["hour", "day", "week", "month", "all"] as const;
const Span = z.enum(spans);
export type Span = z.infer<typeof Span>;

/** State of a rule for a version in the stage that it watches. */
const RuleRow = z
  .object({
    rule: z.string(),
    version: VersionId,
    title: z.string(),
    model: ModelName,
    stage: Stage,
    state: z.enum(["holds", "broken", "unknown"]),
    /** The finding, in a sentence. */
    text: z.string(),
    /** Open alert, and since when. */
    alert: EventId.optional(),
    since: Milliseconds.optional(),
  })
  .readonly();
export type RuleRow = z.infer<typeof RuleRow>;

const AlertRow = z
  .object({
    id: EventId,
    rule: z.string(),
    version: VersionId,
    model: ModelName,
    title: z.string(),
    text: z.string(),
    at: Milliseconds,
    /** Time and reason of its end; absent while it is open. */
    ended: Milliseconds.optional(),
    cause: z.enum(["holds", "left", "unwatched"]).optional(),
    /** Reason why the rollback that the policy asks for was refused. */
    problem: z.string().optional(),
  })
  .readonly();
export type AlertRow = z.infer<typeof AlertRow>;

const Watch = z
  .object({
    version: VersionId,
    title: z.string(),
    model: ModelName,
    state: z.enum(["watching", "alert", "unobserved", "complete"]),
    from: Milliseconds,
    until: Milliseconds,
    count: Count,
    figures: z
      .array(
        z.object({
          metric: z.string(),
          before: z.number().optional(),
          after: z.number().optional(),
        }),
      )
      .readonly(),
  })
  .readonly();
export type Watch = z.infer<typeof Watch>;

const MetricChart = z
  .object({
    model: ModelName,
    metric: z.string(),
    series: z
      .array(
        z.object({
          version: Version,
          points: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly(),
        }),
      )
      .readonly(),
    moves: z
      .array(
        z.object({
          at: Milliseconds,
          kind: z.enum(["promotion", "rollback"]),
          title: z.string(),
        }),
      )
      .readonly(),
  })
  .readonly();
export type MetricChart = z.infer<typeof MetricChart>;

/** Everything that the page of monitoring shows. */
export const MonitoringSnapshot = z.object({
  folder: z.string(),
  at: Milliseconds,
  hasRules: z.boolean(),
  hasObservations: z.boolean(),
  rules: z.array(RuleRow).readonly(),
  alerts: z.array(AlertRow).readonly(),
  watches: z.array(Watch).readonly(),
  metrics: z.array(MetricChart).readonly(),
  shown: Span,
  /** False in Restricted Mode, in which nothing is recorded. */
  canAct: z.boolean(),
});
export type MonitoringSnapshot = z.infer<typeof MonitoringSnapshot>;

export const monitoringProtocol = {
  snapshot: MonitoringSnapshot,
  action: z.discriminatedUnion("type", [
    ...commonActions,
    z.object({ type: z.literal("check-now") }),
    z.object({ type: z.literal("open-policy") }),
    z.object({ type: z.literal("roll-back"), version: VersionId }),
    z.object({
      type: z.literal("write-report"),
      model: ModelName,
      /** The alert; the last rollback if absent. */
      alert: EventId.optional(),
    }),
    z.object({ type: z.literal("show-time"), shown: Span }),
  ]),
  ...noQuestions,
} as const;
