import * as z from "zod";
import { durationForm } from "../../text/duration.ts";
import { Stage } from "../ids.ts";
import { defaultKeeping, ruleKinds } from "./monitoring-defaults.ts";
import { Hook } from "./stage-gates.ts";

/**
 * Rules for versions in use, a part of `policy.yaml`: how long observations are kept, and what is
 * watched of versions in a stage.
 */

const Days = z.int().min(1).max(100_000);

const Keeping = z
  .strictObject({
    rawDays: Days.default(defaultKeeping.rawDays).meta({
      description: "Days for which single observations are kept; their sums by hour stay.",
    }),
    minuteDays: Days.default(defaultKeeping.minuteDays).meta({
      description: "Days for which sums by minute are kept; those by hour stay.",
    }),
  })
  .readonly();
/** A span of time as the policy writes it. */
const Duration = z.string().regex(durationForm, "must be a number and a unit: 30s, 15m, 24h, 7d");

const Window = Duration.default("1h").meta({
  description: "How far back observations count: 15m, 24h, 7d.",
});

const MinCount = z.int().min(1).max(1_000_000_000).default(30).meta({
  description: "With fewer values than this nothing is said.",
});

const Metric = z
  .string()
  .regex(/^(?:p\d{1,2}(?:\.\d+)?:)?[^:\s][^:]{0,249}$/, "must be a metric, or p95:metric")
  .meta({ description: "Observed metric: its mean, or with p95: before it a percentile." });

const Threshold = z
  .strictObject({
    metric: Metric,
    min: z.number().optional().meta({ description: "Minimum value." }),
    max: z.number().optional().meta({ description: "Maximum value." }),
    window: Window,
    minCount: MinCount,
  })
  .readonly()
  .refine(({ min, max }) => min !== undefined || max !== undefined, { error: "say min or max" })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    error: "min is more than max",
  });

const Drop = z
  .strictObject({
    metric: Metric,
    than: z.enum(["registration", "previous"]).default("registration").meta({
      description:
        "registration: the metric that the version was registered with; previous: what was observed of the version before.",
    }),
    recorded: z.string().min(1).max(250).optional().meta({
      description: "Name of the registered metric, if it is another: test.accuracy.",
    }),
    by: z
      .union([
        z.number().min(0),
        z.string().regex(/^\d{1,3}(\.\d+)?\s*%$/, "must be a number, or a percentage such as 5%"),
      ])
      .meta({ description: "Tolerated loss: 0.02, or 5%." }),
    better: z.enum(["higher", "lower"]).optional().meta({
      description: "Direction in which the metric is better. If absent, its name decides.",
    }),
    window: Window,
    minCount: MinCount,
  })
  .readonly();
export type DropRule = z.infer<typeof Drop>;

const Drift = z
  .strictObject({
    metric: z
      .string()
      .min(1)
      .max(250)
      .meta({ description: "Observed metric: an input, or a score." }),
    column: z.string().min(1).max(250).optional().meta({
      description: "Column of the training data, if it is called otherwise.",
    }),
    method: z.enum(["psi", "ks"]).default("psi").meta({
      description: "Population stability index, or the Kolmogorov-Smirnov distance.",
    }),
    max: z.number().gt(0).default(0.2).meta({ description: "Maximum value." }),
    window: Duration.default("24h").meta({
      description: "How far back observations count: 15m, 24h, 7d.",
    }),
    minCount: z.int().min(1).max(1_000_000_000).default(200).meta({
      description: "With fewer values than this nothing is said.",
    }),
  })
  .readonly();
export type DriftRule = z.infer<typeof Drift>;

const Rule = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,63}$/u, "must be letters, digits, spaces, _, . and -")
      .meta({ description: "What alerts of this rule are called." }),
    stage: Stage.optional().meta({
      description: "The stage that is watched. Absent: Production, by the policy's stages.",
    }),
    models: z.array(z.string().min(1).max(250)).min(1).max(1000).readonly().optional().meta({
      description: "The models that are watched. Absent: all.",
    }),
    threshold: Threshold.optional().meta({ description: "Bounds of an observed metric." }),
    drop: Drop.optional().meta({ description: "An observed metric got worse than it was." }),
    silence: Duration.optional().meta({
      description: "Nothing was observed for so long: 30m, 24h.",
    }),
    drift: Drift.optional().meta({
      description: "Inputs or scores are distributed otherwise than in the training data.",
    }),
    health: Hook.optional().meta({
      description:
        "A program that fails while something is wrong. It has to be allowed as hooks have.",
    }),
    rollback: z.boolean().default(false).meta({
      description: "Roll the stage back by itself when an alert is raised, once.",
    }),
  })
  .readonly()
  .refine((rule) => ruleKinds.filter((kind) => rule[kind] !== undefined).length === 1, {
    error: `say one of ${ruleKinds.join(", ")}`,
  });
export type MonitoringRule = z.infer<typeof Rule>;

/** Rules for versions in use. */
export const Monitoring = z
  .strictObject({
    keep: Keeping.optional().meta({ description: "How long observations are kept." }),
    every: Duration.default("5m").meta({
      description: "How often the editor looks, and the command line while it watches.",
    }),
    afterRollback: Duration.default("1h").meta({
      description: "How long a version is watched after a rollback before it counts as complete.",
    }),
    rules: z
      .array(Rule)
      .max(200)
      .readonly()
      .default([])
      .refine((rules) => new Set(rules.map(({ name }) => name)).size === rules.length, {
        error: "two rules have one name",
      })
      .meta({ description: "What is watched of versions in a stage." }),
  })
  .readonly();
export type Monitoring = z.infer<typeof Monitoring>;
