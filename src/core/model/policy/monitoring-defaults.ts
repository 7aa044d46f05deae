/** Facts of monitoring that hold without a policy, apart from the schemas of its file, which are large. */

/** Days for which observations are kept. */
export interface Keeping {
  readonly rawDays: number;
  readonly minuteDays: number;
}

/** Days for which observations are kept if the policy says nothing. */
export const defaultKeeping: Keeping = { rawDays: 30, minuteDays: 180 };

/** Kinds of rules; each rule is of one. */
export const ruleKinds = ["threshold", "drop", "silence", "drift", "health"] as const;
export type RuleKind = (typeof ruleKinds)[number];
