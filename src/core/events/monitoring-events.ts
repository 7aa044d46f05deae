import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { EventId, ModelName, Sha256, Stage, Timestamp, VersionId } from "../model/ids.ts";

const RuleName = z.string().min(1).max(64);
const about = { model: ModelName, version: VersionId, rule: RuleName };

/** Figures by which a rule of the policy was found to be broken, or to hold again. */
export const RuleEvidence = z.lazy(() =>
  z
    .looseObject({
      /** `threshold`, `drop`, `silence`, `drift`, `health`; others are of newer releases. */
      kind: z.string().min(1).max(64),
      /** Metric as the policy names it: `p95:latency_ms`. */
      metric: z.string().min(1).max(260).optional(),
      /** Value found; of a drift its measure. */
      value: z.number().optional(),
      /** The bound, and on which side of it all is well. */
      limit: z.number().optional(),
      bound: z.enum(["min", "max"]).optional(),
      /** Baseline of the comparison: `registration` or `previous`; of a drift `psi` or `ks`. */
      than: z.string().min(1).max(64).optional(),
      reference: z.number().optional(),
      /** Number of values, or of observations. */
      count: z.int().min(0).optional(),
      /** Time that was looked at. */
      from: Timestamp,
      to: Timestamp,
      /** Reason why a health command failed: `ended with code 1`. */
      problem: z.string().min(1).max(1000).optional(),
    })
    .readonly(),
);
export type RuleEvidence = z.infer<typeof RuleEvidence>;

/** A version in a stage breaks a rule of the policy. The id of the alert is the event's id. */
export const AlertRaised = eventBody("monitoring.alerted", 1, () =>
  z
    .looseObject({
      ...about,
      stage: Stage,
      evidence: RuleEvidence,
      /** Set if the policy says that the stage is rolled back for it. */
      rollback: z.literal(true).optional(),
      /** Digest of the policy that has the rule. */
      policy: Sha256,
    })
    .readonly(),
);
export type AlertRaised = z.infer<typeof AlertRaised>;

/** An alert has ended. */
export const AlertRecovered = eventBody("monitoring.recovered", 1, () =>
  z
    .looseObject({
      ...about,
      alert: EventId,
      /**
       * `holds`: the rule holds again; `left`: the version has left the stage; `unwatched`: the policy
       * has no such rule any more.
       */
      cause: z.enum(["holds", "left", "unwatched"]),
      evidence: RuleEvidence.optional(),
    })
    .readonly(),
);
export type AlertRecovered = z.infer<typeof AlertRecovered>;

/** The rollback that the policy asks for after an alert was refused; it is not tried again. */
export const AutoRollbackFailed = eventBody("monitoring.rollback-failed", 1, () =>
  z.looseObject({ ...about, alert: EventId, problem: z.string().min(1).max(2000) }).readonly(),
);
export type AutoRollbackFailed = z.infer<typeof AutoRollbackFailed>;

/** An observed metric of the version that was rolled back from, and of the one that is back. */
export const RollbackFigure = z.lazy(() =>
  z
    .object({
      metric: z.string().min(1).max(260),
      before: z.number().optional(),
      after: z.number().optional(),
    })
    .readonly(),
);
export type RollbackFigure = z.infer<typeof RollbackFigure>;

/** The version that a rollback has brought back held all rules for as long as the policy asks. */
export const RollbackCompleted = eventBody("monitoring.rollback-completed", 1, () =>
  z
    .looseObject({
      model: ModelName,
      version: VersionId,
      stage: Stage,
      /** The event of the rollback. */
      rollback: EventId,
      from: Timestamp,
      until: Timestamp,
      /** Number of observations in that time. */
      count: z.int().min(0),
      figures: z.array(RollbackFigure).max(50).readonly(),
    })
    .readonly(),
);
export type RollbackCompleted = z.infer<typeof RollbackCompleted>;

/** Maximum number of columns of a sketch. */
export const maxSketchColumns = 64;

/** Distributions of the columns of the data that a version was trained on, to compare with later. */
export const SketchTaken = eventBody("monitoring.sketched", 1, () =>
  z
    .looseObject({
      model: ModelName,
      version: VersionId,
      /** Name of the dataset, and the file that was read. */
      dataset: z.string().min(1).max(4096),
      /** Number of rows that were read. */
      rows: z.int().min(1),
      /** By column: an aggregate as it is stored (`StoredAggregate`). */
      columns: z
        .record(
          z.string().min(1).max(250),
          z
            .array(z.union([z.number(), z.array(z.number()).max(2000).readonly()]))
            .max(16)
            .readonly(),
        )
        .readonly(),
    })
    .readonly(),
);
export type SketchTaken = z.infer<typeof SketchTaken>;

export type MonitoringEvent =
  AlertRaised | AlertRecovered | AutoRollbackFailed | RollbackCompleted | SketchTaken;
