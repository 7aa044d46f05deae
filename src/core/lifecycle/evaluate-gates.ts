import * as l10n from "@vscode/l10n";
import { checkAbTest } from "../abtests/ab-test-gate.ts";
import type { AbTestConcluded } from "../events/abtest-events.ts";
import type { VersionRegistered } from "../events/event.ts";
import { findBothSplits, findMetric, similarMetrics } from "../metrics/find-metric.ts";
import { directionByName } from "../metrics/metric-direction.ts";
import { formatMetric } from "../metrics/metric-format.ts";
import type { Stage } from "../model/ids.ts";
import type { ModelDescription } from "../model/inspection.ts";
import { gateCheck, recordAndRegister, type GateCheck } from "../model/policy/gate-check.ts";
import type {
  GapRule,
  MetricRule,
  RegressionRule,
  StageGates,
  TagRule,
} from "../model/policy/stage-gates.ts";
import type { Policy } from "../model/policy.ts";
import { uncommittedText } from "../model/recipe/git-state-text.ts";
import type { Actor, GitState, Metrics } from "../model/recipe.ts";
import { checkReproduced } from "../reproduction/reproduced-gate.ts";
import type { ReproductionData } from "../reproduction/reproduction-events.ts";
import type { ApprovalRequest } from "../state/approval.ts";
import { versionTitle, type Version } from "../state/version.ts";
import { alternatives } from "../text/alternatives.ts";
import { inputCount, outputCount } from "../text/counts.ts";
import { evaluateMetadataGates, type GateMetadata } from "./evaluate-metadata-gates.ts";
import { checkApprovals, checkPromoter } from "./people-gates.ts";

/** Facts about a version that the gates of a stage are evaluated with. */
export interface Candidacy {
  readonly version: Pick<Version, "metrics" | "digest">;
  readonly git: VersionRegistered["data"]["recipe"]["git"];
  readonly tags: ReadonlyMap<string, string>;
  readonly metadata: GateMetadata;
  /** Description read from the model file; absent if it was not inspected. */
  readonly inspection?: Pick<ModelDescription, "signature" | "verdict" | "calls"> | undefined;
  /** The stage that the version would enter, and the version that is in it. */
  readonly to: Stage;
  readonly holder: Version | undefined;
  /** Reproductions of the version, newest first. */
  readonly reproductions: readonly Pick<ReproductionData, "files">[];
  /** Conclusions of the A/B tests that the version has won, newest first. */
  readonly wins: readonly Pick<AbTestConcluded["data"], "name" | "significant" | "variants">[];
  /** The person who would move the version. */
  readonly actor: Actor;
  /** The open request for approval of this move. */
  readonly request: ApprovalRequest | undefined;
}

/**
 * Returns for each rule, in the order of the policy, what it requires of a version that enters a
 * stage and what the version has. Returns an empty list if the stage has no rules.
 */
export function evaluateGates(
  policy: Policy,
  gates: StageGates,
  candidacy: Candidacy,
): readonly GateCheck[] {
  const { version, holder } = candidacy;
  const checks = [
    ...gates.metrics.map((rule) => checkMetric(rule, version.metrics)),
    ...gates.maxGap.map((rule) => checkGap(rule, version.metrics)),
    ...gates.noRegression.map((rule) =>
      checkRegression(rule, version.metrics, holder, candidacy.to),
    ),
    ...gates.tags.map((rule) => checkTag(rule, candidacy.tags)),
  ];
  checks.push(...evaluateMetadataGates(gates, candidacy.metadata));
  if (gates.signature) checks.push(checkSignature(candidacy));
  if (gates.cleanGit) checks.push(checkCleanGit(candidacy));
  if (gates.reproduced) checks.push(checkReproduced(gates.reproduced, candidacy));
  if (gates.abTest) checks.push(checkAbTest(gates.abTest, candidacy));
  if (gates.safe) checks.push(checkSafe(candidacy));
  if (gates.promoters) checks.push(checkPromoter(gates.promoters, candidacy.actor));
  if (gates.approvals)
    checks.push(checkApprovals(gates.approvals, candidacy.request, policy, version.digest));
  return checks;
}

function checkMetric({ metric, split, min, max }: MetricRule, metrics: Metrics): GateCheck {
  const found = findMetric(metrics, metric, split);
  const passed =
    found !== undefined &&
    (min === undefined || found.value >= min) &&
    (max === undefined || found.value <= max);
  return gateCheck("metric", found?.key ?? nameOf(metric, split), passed, {
    required: boundsText(min, max),
    actual: found ? formatMetric(found.value, boundsOf(min, max)) : l10n.t("not recorded"),
    wayOut: found
      ? l10n.t("Train a better version, or change the bounds in the policy.")
      : recordMetric(metric, split, metrics),
  });
}

function boundsText(min: number | undefined, max: number | undefined): string {
  if (min !== undefined) {
    return max === undefined
      ? l10n.t("at least {0}", min)
      : l10n.t("at least {0} and at most {1}", min, max);
  }
  return max === undefined ? l10n.t("a value") : l10n.t("at most {0}", max);
}

/** Returns the bounds that are given, which a value is shown beside. */
function boundsOf(...bounds: readonly (number | undefined)[]): readonly number[] {
  return bounds.filter((bound) => bound !== undefined);
}

function checkGap({ metric, max, better }: GapRule, metrics: Metrics): GateCheck {
  const { train, test } = findBothSplits(metrics, metric);
  const subject = l10n.t("{0}, train and test", metric);
  const required = l10n.t("a gap of at most {0}", max);
  if (!train || !test) {
    const lacking = train ? "test" : "train";
    return gateCheck("gap", subject, false, {
      required,
      actual: l10n.t("not recorded on {0}", lacking),
      wayOut: recordMetric(metric, lacking, metrics),
    });
  }
  const direction = better ?? usualDirection(metric);
  if (!direction) return gateCheck("gap", subject, false, { required, ...sayBetter(metric) });
  const gap = worseBy(direction, train.value, test.value);
  return gateCheck("gap", subject, gap <= max, {
    required,
    actual: l10n.t(
      "a gap of {0} ({1} and {2})",
      formatMetric(gap, [max]),
      formatMetric(train.value, [test.value]),
      formatMetric(test.value, [train.value]),
    ),
    wayOut: l10n.t("It overfits: train with more data or more regularization."),
  });
}

function checkRegression(
  { metric, split, tolerance, better = usualDirection(metric) }: RegressionRule,
  metrics: Metrics,
  holder: Version | undefined,
  stage: Stage,
): GateCheck {
  const mine = findMetric(metrics, metric, split);
  const theirs = holder && findMetric(holder.metrics, metric, split);
  const required =
    holder && theirs
      ? noWorseText(
          better ?? "higher",
          formatMetric(theirs.value, mine && [mine.value]),
          versionTitle(holder),
          tolerance,
        )
      : l10n.t("no worse than the version that is there");
  const subject = mine?.key ?? nameOf(metric, split);
  if (!mine) {
    const wayOut = recordMetric(metric, split, metrics);
    return gateCheck("regression", subject, false, {
      required,
      actual: l10n.t("not recorded"),
      wayOut,
    });
  }
  if (!holder || !theirs) {
    const value = formatMetric(mine.value);
    return gateCheck("regression", subject, true, {
      required,
      actual: holder
        ? l10n.t("{0}; {1} has no such metric", value, versionTitle(holder))
        : l10n.t("{0}; nothing is in {1}", value, stage),
    });
  }
  if (!better) {
    const required = l10n.t("no worse than the version that is there");
    return gateCheck("regression", subject, false, { required, ...sayBetter(metric) });
  }
  return gateCheck("regression", subject, worseBy(better, theirs.value, mine.value) <= tolerance, {
    required,
    actual: formatMetric(mine.value, [theirs.value]),
    wayOut: l10n.t("Train a version that is no worse than {0}.", versionTitle(holder)),
  });
}

function noWorseText(
  better: "higher" | "lower",
  value: string,
  title: string,
  tolerance: number,
): string {
  if (tolerance === 0) {
    return better === "higher"
      ? l10n.t("no less than {0} of {1}", value, title)
      : l10n.t("no more than {0} of {1}", value, title);
  }
  return better === "higher"
    ? l10n.t("no less than {0} of {1}, give or take {2}", value, title, tolerance)
    : l10n.t("no more than {0} of {1}, give or take {2}", value, title, tolerance);
}

/**
 * Returns the direction by the metric's name, if it is known; of a required count, more is better.
 */
function usualDirection(metric: string): "higher" | "lower" | undefined {
  const direction = directionByName(metric);
  return direction === "unknown" ? undefined : direction === "lower" ? "lower" : "higher";
}

/** Returns the texts of a check whose metric has no known direction: it must not pass. */
function sayBetter(metric: string): { readonly actual: string; readonly wayOut: string } {
  return {
    actual: l10n.t("not known whether higher or lower is better"),
    wayOut: l10n.t(
      "Add “better: higher” or “better: lower” to the rule of {0} in the policy.",
      metric,
    ),
  };
}

/** Returns by how much `value` is worse than `reference`; negative if it is better. */
function worseBy(better: "higher" | "lower", reference: number, value: number): number {
  const loss = better === "higher" ? reference - value : value - reference;
  // 0.8 − 0.7 is a little more than 0.1 in binary: no gate shall fail by that.
  return Number(loss.toPrecision(12));
}

function checkTag({ tag, value }: TagRule, tags: ReadonlyMap<string, string>): GateCheck {
  const actual = tags.get(tag);
  return gateCheck("tag", tag, actual !== undefined && (value === undefined || actual === value), {
    required: value === undefined ? l10n.t("to be set") : `“${value}”`,
    actual: actual === undefined ? l10n.t("not set") : `“${actual}”`,
    wayOut:
      value === undefined
        ? l10n.t("Set the tag {0} when it is true.", tag)
        : l10n.t("Set the tag {0} to “{1}” when it is true.", tag, value),
  });
}

function checkSignature({ inspection, metadata }: Candidacy): GateCheck {
  const declared = metadata.registration?.recipe.metadata?.signature;
  const signature = inspection?.signature ?? declared;
  const sizes = signature && [
    inputCount(signature.inputs.length),
    outputCount(signature.outputs.length),
    ...(inspection?.signature ? [] : [l10n.t("declared")]),
  ];
  return gateCheck("signature", l10n.t("signature"), signature !== undefined, {
    required: l10n.t("known inputs and outputs"),
    actual: sizes?.join(", ") ?? l10n.t("not known"),
    wayOut: l10n.t(
      "Register the model in a format that says what it takes and gives, such as ONNX, or declare its inputs and outputs in a metadata file.",
    ),
  });
}

function checkCleanGit({ git }: Candidacy): GateCheck {
  return gateCheck("clean-git", "git", git?.state === "clean", {
    required: l10n.t("a commit without other changes"),
    actual: git ? cleanlinessText(git) : l10n.t("no commit recorded"),
    wayOut:
      git?.state === "unknown"
        ? l10n.t(
            "Run “git status” to see what keeps git from comparing, mend that, commit everything and register the model again (as a new version, if its bytes are the same).",
          )
        : l10n.t(
            "Commit everything and register the model again (as a new version, if its bytes are the same).",
          ),
  });
}

function cleanlinessText(git: GitState): string {
  const commit = git.commit.slice(0, 7);
  if (git.state === "clean") return commit;
  if (git.state === "changed") {
    return l10n.t("{0} and changes in {1}", commit, uncommittedText(git));
  }
  const reason = git.unknownReason ?? l10n.t("git could not tell");
  return l10n.t("{0}, changes unknown ({1})", commit, reason);
}

function checkSafe({ inspection }: Candidacy): GateCheck {
  const verdict = inspection?.verdict;
  const [call] = inspection?.calls ?? [];
  const isSafe = verdict === "weights-only" || (verdict === "needs-code" && call === undefined);
  return gateCheck("safe", l10n.t("model file"), isSafe, {
    required: l10n.t("nothing dangerous in it"),
    actual:
      call === undefined
        ? (verdict ?? l10n.t("not inspected"))
        : l10n.t("loading it calls {0}", call),
    wayOut: l10n.t("Save the model in a format without code, such as safetensors or ONNX."),
  });
}

function nameOf(metric: string, split: string | undefined): string {
  return split === undefined ? metric : `${split}.${metric}`;
}

/**
 * Returns the remedy for a metric that is missing: it was not recorded, or the policy has another
 * name for it.
 */
function recordMetric(metric: string, split: string | undefined, metrics: Metrics): string {
  const similar = similarMetrics(metrics, metric);
  const name = nameOf(metric, split);
  return similar.length > 0
    ? l10n.t(
        "Record {0} and register the model again (as a new version, if its bytes are the same), or correct the policy if it means {1}.",
        name,
        alternatives(similar),
      )
    : recordAndRegister(name);
}
