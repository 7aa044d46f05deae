import * as z from "zod";
import { metadataRules } from "./metadata-rules.ts";

/**
 * Gates of a stage, a part of `policy.yaml`: what a version must have and who must agree before it
 * enters the stage.
 */

const maxRules = 1000;

const MetricName = z
  .string()
  .min(1)
  .max(250)
  .meta({ description: "Name of a metric: auc, or test.auc." });
const Split = z.string().min(1).max(64).meta({
  description:
    "Data that it was measured on: train, val, test… If absent, the metric's name decides.",
});

const Better = z.enum(["higher", "lower"]).optional().meta({
  description:
    "Direction in which the metric is better. If absent, its name decides (a loss is better low).",
});

/** Rule that a metric must be recorded, and within bounds. */
export const MetricRule = z
  .strictObject({
    metric: MetricName,
    split: Split.optional(),
    min: z.number().optional().meta({ description: "Minimum value." }),
    max: z.number().optional().meta({ description: "Maximum value." }),
  })
  .readonly()
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    message: "min is more than max",
  });
export type MetricRule = z.infer<typeof MetricRule>;

/** Largest allowed difference by which a metric is better on training data than on test data. */
export const GapRule = z
  .strictObject({
    metric: MetricName,
    max: z.number().min(0).meta({ description: "Largest gap between train and test." }),
    better: Better,
  })
  .readonly();
export type GapRule = z.infer<typeof GapRule>;

/** Rule that a metric must not be worse than that of the version in the stage. */
export const RegressionRule = z
  .strictObject({
    metric: MetricName,
    split: Split.optional(),
    tolerance: z
      .number()
      .min(0)
      .default(0)
      .meta({ description: "Tolerated loss against the version in the stage." }),
    better: Better,
  })
  .readonly();
export type RegressionRule = z.infer<typeof RegressionRule>;

const TagRule = z
  .strictObject({
    tag: z.string().min(1).max(250).meta({ description: "Name of a tag." }),
    value: z.string().max(5000).optional().meta({ description: "Absent: any value will do." }),
  })
  .readonly();
export type TagRule = z.infer<typeof TagRule>;

/** An e-mail address (with `@`, compared without regard to case) or a name. */
const Identity = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .meta({ description: "An e-mail address, or a name where git knows no address." });

const Identities = z.array(Identity).min(1).max(maxRules).readonly();

const ApprovalRule = z
  .strictObject({
    count: z
      .int()
      .min(1)
      .max(100)
      .default(1)
      .meta({ description: "How many people must approve." }),
    by: Identities.optional().meta({ description: "Who may approve. Absent: anyone." }),
    self: z
      .boolean()
      .default(false)
      .meta({ description: "Whether people may approve what they have asked for themselves." }),
  })
  .readonly();
export type ApprovalRule = z.infer<typeof ApprovalRule> & {
  /**
   * Set in a shared registry, where an identity alone is a claim: an approval from the ledger file of
   * the request, which is from the same clone, does not count.
   */
  readonly otherClone?: true;
};

/** No system takes an argument with a NUL in it. */
const Word = z
  .string()
  .max(4096)
  .regex(/^[^\0]*$/, "must not have a NUL");

/** A program of the workspace that runs in a phase of the stage. */
export const Hook = z
  .strictObject({
    command: Word.min(1).meta({ description: "The program; no shell is involved." }),
    args: z
      .array(Word)
      .max(256)
      .readonly()
      .default([])
      .meta({ description: "Its arguments, passed on as they are." }),
    timeout: z.int().min(1).max(3600).default(60).meta({ description: "Seconds." }),
  })
  .readonly();
export type Hook = z.infer<typeof Hook>;

const HookList = z.array(Hook).max(20).readonly().default([]);

const Hooks = z
  .strictObject({
    pre: HookList.meta({ description: "Run before; one that fails stops the promotion." }),
    post: HookList.meta({ description: "Run afterwards." }),
    request: HookList.meta({
      description: "Run after somebody has requested approval for the stage.",
    }),
    approve: HookList.meta({ description: "Run after each approval of a request." }),
    deny: HookList.meta({ description: "Run after a request was denied." }),
  })
  .readonly();
export type Hooks = z.infer<typeof Hooks>;

/** Rules for entering one stage. */
export const StageGates = z
  .strictObject({
    metrics: z
      .array(MetricRule)
      .max(maxRules)
      .readonly()
      .default([])
      .meta({ description: "Metrics that must be recorded, and within bounds." }),
    maxGap: z
      .array(GapRule)
      .max(maxRules)
      .readonly()
      .default([])
      .meta({ description: "Largest lead of the metric on training data over test data." }),
    noRegression: z
      .array(RegressionRule)
      .max(maxRules)
      .readonly()
      .default([])
      .meta({ description: "Metrics that must not be worse than those of the stage's holder." }),
    tags: z
      .array(TagRule)
      .max(maxRules)
      .readonly()
      .default([])
      .meta({ description: "Tags that the version must have." }),
    ...metadataRules,
    signature: z
      .boolean()
      .default(false)
      .meta({ description: "Inputs and outputs must be known." }),
    cleanGit: z
      .boolean()
      .default(false)
      .meta({ description: "It must have been registered from a commit, without other changes." }),
    reproduced: z
      .union([z.boolean(), z.literal("tensors")])
      .default(false)
      .meta({
        description:
          "It must have been reproduced: true for bit by bit, tensors for equal tensors at least.",
      }),
    abTest: z
      .strictObject({
        minSamples: z.int().min(0).max(1_000_000_000).optional().meta({
          description: "The least number of observed values of each version in the test.",
        }),
        significant: z.boolean().default(true).meta({
          description: "Whether the difference must be significant, without harm to guardrails.",
        }),
      })
      .readonly()
      .optional()
      .meta({ description: "It must have won an A/B test." }),
    safe: z
      .boolean()
      .default(false)
      .meta({ description: "Nothing dangerous may have been found in the model file." }),
    approvals: ApprovalRule.optional().meta({
      description: "Number of people who must approve, and who may.",
    }),
    promoters: Identities.optional().meta({
      description: "Who may promote to this stage. Absent: anyone.",
    }),
    force: z
      .union([z.literal("anyone"), Identities])
      .optional()
      .meta({ description: "Who may promote although a gate fails. Absent: nobody." }),
    auto: z
      .boolean()
      .default(false)
      .meta({ description: "Promote a version as soon as it is registered, if all gates pass." }),
    hooks: Hooks.optional().meta({
      description: "Programs that run before, afterwards, and on requests for approval.",
    }),
  })
  .readonly();
export type StageGates = Omit<z.infer<typeof StageGates>, "approvals"> & {
  readonly approvals?: ApprovalRule | undefined;
};
