import * as z from "zod";

const Text = z.string().max(5000);

/** What one rule of the policy demanded, what was there, and whether that was enough. */
export const GateCheck = z
  .object({
    /** Kind of rule; newer releases may have more: `metric`, `gap`, `regression`, `tag`, … */
    rule: z
      .string()
      .regex(/^[a-z-]+$/)
      .max(64),
    /** What the rule is about: a metric, a tag. */
    subject: Text,
    required: Text,
    actual: Text,
    passed: z.boolean(),
    /** What to do about a failure, one sentence. */
    wayOut: Text.optional(),
  })
  .readonly();
export type GateCheck = z.infer<typeof GateCheck>;

/** `test.auc: 0.87, required at least 0.9` */
export function gateCheckText({ subject, required, actual }: GateCheck): string {
  return `${subject}: ${actual}, required ${required}`;
}
