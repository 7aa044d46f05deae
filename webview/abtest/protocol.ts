import * as z from "zod";
import { Milliseconds } from "../../src/core/model/run.ts";
import { Version } from "../../src/core/state/version.ts";
import { commonActions, noQuestions } from "../protocol.ts";

const Count = z.int().min(0);
const Shares = z.array(z.number()).readonly();

const Variant = z
  .object({
    /** Absent for a version that was deleted. */
    version: Version.optional(),
    title: z.string(),
    /** Share of the requests in hundredths of a percent. */
    share: z.number(),
    observations: Count,
  })
  .readonly();
export type AbVariant = z.infer<typeof Variant>;

/** A figure of a variant by one metric. */
const Figure = z
  .object({
    count: Count,
    value: z.number().optional(),
    deviation: z.number().optional(),
    /** Difference from the first one, in words; absent for the first one. */
    comparison: z.string().optional(),
    verdict: z.enum(["better", "worse", "unclear", "too-few"]).optional(),
    p: z.number().optional(),
  })
  .readonly();

const MetricResult = z
  .object({
    metric: z.string(),
    better: z.enum(["higher", "lower"]),
    kind: z.enum(["mean", "share", "quantile"]),
    isGuardrail: z.boolean(),
    figures: z.array(Figure).readonly(),
  })
  .readonly();
export type AbMetricRow = z.infer<typeof MetricResult>;

const Point = z.tuple([z.number(), z.number()]).readonly();

/** A figure of each variant over time. */
const MetricCurve = z
  .object({
    metric: z.string(),
    variants: z.array(z.array(Point).readonly()).readonly(),
  })
  .readonly();

const DifferencePoint = z.object({
  at: Milliseconds,
  difference: z.number(),
  low: z.number(),
  high: z.number(),
});

/** Everything that the page of an A/B test shows. */
export const AbTestSnapshot = z.object({
  name: z.string(),
  mode: z.enum(["split", "shadow"]),
  state: z.enum(["broken-split", "harmful", "better", "worse", "no-difference", "running"]),
  /** The state in one or two sentences. */
  summary: z.string(),
  /** Why the test was started, if anybody said so. */
  reason: z.string().optional(),
  startedAt: Milliseconds,
  end: z
    .object({ at: Milliseconds, winner: z.string().optional(), reason: z.string().optional() })
    .optional(),
  /** Values of the main metric, and how many are needed; absent if that is not known yet. */
  values: Count,
  needed: Count.optional(),
  /** Shares of the second version in hundredths of a percent, which it gets by itself. */
  canary: z.object({ steps: Shares, every: z.number() }).optional(),
  level: z.number(),
  power: z.number(),
  effect: z.number(),
  /** Probability of so uneven a split, if it is kept. */
  splitP: z.number().optional(),
  variants: z.array(Variant).readonly(),
  metrics: z.array(MetricResult).readonly(),
  splits: z
    .array(z.object({ since: Milliseconds, shares: Shares, reason: z.string().optional() }))
    .readonly(),
  curves: z.array(MetricCurve).readonly(),
  differences: z.array(z.array(DifferencePoint).readonly()).readonly(),
  /** False in Restricted Mode, in which nothing is recorded. */
  canAct: z.boolean(),
});
export type AbTestSnapshot = z.infer<typeof AbTestSnapshot>;

export const abTestProtocol = {
  snapshot: AbTestSnapshot,
  action: z.discriminatedUnion("type", [
    ...commonActions,
    z.object({ type: z.literal("change-split") }),
    z.object({ type: z.literal("conclude") }),
    z.object({ type: z.literal("stop") }),
    z.object({ type: z.literal("copy-routing") }),
  ]),
  ...noQuestions,
} as const;
