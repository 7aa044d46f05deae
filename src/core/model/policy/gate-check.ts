import * as l10n from "@vscode/l10n";
import * as z from "zod";

const Text = z.string().max(5000);

/**
 * Result of one rule of the policy: what it required, what the version had, and whether it passed.
 */
export const GateCheck = z.lazy(() =>
  z
    .object({
      /** Kind of rule; newer releases may have more: `metric`, `gap`, `regression`, `tag`, … */
      rule: z
        .string()
        .regex(/^[a-z-]+$/)
        .max(64),
      /** Subject of the rule: a metric, a tag. */
      subject: Text,
      required: Text,
      actual: Text,
      passed: z.boolean(),
      /**
       * Set if the check was evaluated only for the record: a rollback or an import continues
       * although it fails.
       */
      skipped: z.literal(true).optional(),
      /** Remedy for a failure, one sentence. */
      wayOut: Text.optional(),
    })
    .readonly(),
);
export type GateCheck = z.infer<typeof GateCheck>;

/** Returns the suggested step for what was not recorded: a version never changes. */
export function recordAndRegister(what: string): string {
  return l10n.t(
    "Record {0} and register the model again (as a new version, if its bytes are the same).",
    what,
  );
}

/**
 * Returns a check with its outcome; long texts are truncated, and a passed check has no suggested
 * step.
 */
export function gateCheck(
  rule: string,
  subject: string,
  passed: boolean,
  { wayOut, ...said }: { required: string; actual: string; wayOut?: string },
): GateCheck {
  const cut = (text: string): string => (text.length > 1000 ? `${text.slice(0, 999)}…` : text);
  return {
    rule,
    subject: cut(subject),
    required: cut(said.required),
    actual: cut(said.actual),
    passed,
    ...(!passed && wayOut !== undefined && { wayOut: cut(wayOut) }),
  };
}

/** Returns the same checks, all of them marked as skipped. */
export function skipChecks(checks: readonly GateCheck[]): readonly GateCheck[] {
  return checks.map((check) => ({ ...check, skipped: true }));
}

/**
 * Describes the failed checks that were skipped: `skipped: test.auc: 0.87, required at least 0.9`;
 * undefined if there are none.
 */
export function skippedText(checks: readonly GateCheck[] = []): string | undefined {
  const failing = checks.filter(({ passed, skipped }) => skipped === true && !passed);
  return failing.length > 0
    ? l10n.t("skipped: {0}", failing.map(gateCheckText).join("; "))
    : undefined;
}

/**
 * Returns the name of a check for people. A bound and the regression of one metric are two checks,
 * with two names.
 */
export function gateCheckName({ rule, subject }: GateCheck): string {
  if (rule === "regression") return l10n.t("{0}, no regression", subject);
  return rule === "tag" ? l10n.t("tag {0}", subject) : subject;
}

/** Returns a check as text: `test.auc: 0.87, required at least 0.9`. */
export function gateCheckText(check: GateCheck): string {
  return l10n.t("{0}: {1}, required {2}", gateCheckName(check), check.actual, check.required);
}

/** Keys of the policy that the kinds of checks come from. */
const keys: Readonly<Record<string, string>> = {
  metric: "metrics",
  gap: "maxGap",
  regression: "noRegression",
  tag: "tags",
  field: "fields",
  compliance: "compliance",
  "known-issues": "noKnownIssues",
  licence: "licence",
  environment: "environment",
  signature: "signature",
  "clean-git": "cleanGit",
  reproduced: "reproduced",
  "ab-test": "abTest",
  safe: "safe",
  promoter: "promoters",
  approvals: "approvals",
};

/** Kinds of which a policy has a list, evaluated in its order. */
const listed: ReadonlySet<string> = new Set(["metric", "gap", "regression", "tag", "field"]);

/**
 * Returns the place in the policy of the rule that a check comes from: the path of its key, or only
 * of the gates of the stage if the kind of check is not known.
 *
 * @param checks all checks of the stage
 */
export function gateRulePath(
  stage: string,
  check: GateCheck,
  checks: readonly GateCheck[],
): readonly (string | number)[] {
  const path = ["gates", stage];
  const key = keys[check.rule];
  if (key === undefined) return path;
  const place = checks.filter(({ rule }) => rule === check.rule).indexOf(check);
  return listed.has(check.rule) && place >= 0 ? [...path, key, place] : [...path, key];
}
