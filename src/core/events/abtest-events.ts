import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { EventId, ModelName, VersionId } from "../model/ids.ts";

const Reason = z.string().min(1).max(5000);

/** Name of an A/B test. */
export const AbTestName = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,99}$/u,
    "must be up to 100 letters, digits, spaces, _, . and -",
  )
  .brand("AbTestName");
export type AbTestName = z.infer<typeof AbTestName>;

/** Figure by which variants are compared: the mean (a share for zeros and ones), or a quantile. */
export const AbMetric = z.lazy(() =>
  z
    .object({
      /** Key of the observed metric. */
      key: z.string().min(1).max(250),
      better: z.enum(["higher", "lower"]),
      /** Absent for the mean: 0.95 for the 95th percentile. */
      quantile: z.number().gt(0).lt(1).optional(),
    })
    .readonly(),
);
export type AbMetric = z.infer<typeof AbMetric>;

/** Steps by which the share of the second variant grows by itself, while nothing gets worse. */
const Canary = z.lazy(() =>
  z
    .object({
      /** Shares of the second variant in hundredths of a percent, each larger than the one before. */
      steps: z.array(z.int().min(1).max(10_000)).min(1).max(20).readonly(),
      /** Milliseconds that a step lasts at least. */
      every: z.int().min(1),
    })
    .readonly(),
);
export type Canary = z.infer<typeof Canary>;

const Shares = z.lazy(() => z.array(z.int().min(0).max(10_000)).min(2).max(4).readonly());

/**
 * Versions answer requests beside each other from now on. The id of the test is the event's id. Fields
 * of newer releases are kept.
 */
export const AbTestCreated = eventBody("abtest.created", 1, () =>
  z
    .looseObject({
      name: AbTestName,
      /** The first is the one that others are compared with. */
      variants: z
        .array(z.object({ model: ModelName, version: VersionId }).readonly())
        .min(2)
        .max(4)
        .readonly(),
      /** Shares of the requests in hundredths of a percent. */
      shares: Shares,
      /** `shadow`: all answer, and the answer of the first is used. */
      mode: z.enum(["split", "shadow"]),
      metric: AbMetric,
      guardrails: z.array(AbMetric).max(20).readonly(),
      /** Level of significance. */
      level: z.number().gt(0).lt(1),
      power: z.number().gt(0).lt(1),
      /** The smallest difference of interest, relative to the first variant. */
      effect: z.number().gt(0),
      /** The metric of the first variant as it was known before. */
      baseline: z.number().optional(),
      canary: Canary.optional(),
      reason: Reason.optional(),
    })
    .readonly(),
);
export type AbTestCreated = z.infer<typeof AbTestCreated>;

const about = { test: EventId, name: AbTestName, reason: Reason.optional() };

/** Requests are split otherwise from now on. */
export const AbTestSplit = eventBody("abtest.split", 1, () =>
  z.looseObject({ ...about, shares: Shares }).readonly(),
);
export type AbTestSplit = z.infer<typeof AbTestSplit>;

/** Figures of a variant when a test was concluded. */
export const AbEvidence = z.lazy(() =>
  z
    .object({
      version: VersionId,
      /** Number of values of the metric. */
      count: z.int().min(0),
      value: z.number().optional(),
      /** Difference from the first variant, with its always-valid interval and p. */
      difference: z.number().optional(),
      low: z.number().optional(),
      high: z.number().optional(),
      p: z.number().min(0).max(1).optional(),
      /** `better`, `worse`, `unclear`; absent for the first variant. */
      verdict: z.string().max(64).optional(),
    })
    .readonly(),
);
export type AbEvidence = z.infer<typeof AbEvidence>;

/** A test has ended, with a winner or without one. Fields of newer releases are kept. */
export const AbTestConcluded = eventBody("abtest.concluded", 1, () =>
  z
    .looseObject({
      ...about,
      winner: VersionId.optional(),
      /** The state in one sentence, in English. */
      summary: z.string().min(1).max(1000),
      /** True if the winner is better than all others, nothing is harmed, and the split was kept. */
      significant: z.boolean(),
      variants: z.array(AbEvidence).max(4).readonly(),
    })
    .readonly(),
);
export type AbTestConcluded = z.infer<typeof AbTestConcluded>;

export type AbTestEvent = AbTestCreated | AbTestSplit | AbTestConcluded;
