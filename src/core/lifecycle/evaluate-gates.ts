import type { VersionRegistered } from "../events/event.ts";
import { findBothSplits, findMetric, similarMetrics } from "../metrics/find-metric.ts";
import { metricDirection } from "../metrics/metric-direction.ts";
import { formatMetric } from "../metrics/metric-format.ts";
import { gateCheck, registerAgain, type GateCheck } from "../model/gate-check.ts";
import { uncommittedText } from "../model/git-state-text.ts";
import { addressHint, isNamedBy, markedIdentity, markedName } from "../model/identity.ts";
import type { Sha256, Stage } from "../model/ids.ts";
import type { ModelDescription } from "../model/inspection.ts";
import type { Policy } from "../model/policy.ts";
import type { Actor, GitState, Metrics } from "../model/recipe.ts";
import type {
  ApprovalRule,
  GapRule,
  MetricRule,
  RegressionRule,
  StageGates,
  TagRule,
} from "../model/stage-gates.ts";
import { checkReproduced } from "../reproduction/reproduced-gate.ts";
import type { ReproductionData } from "../reproduction/reproduction-events.ts";
import { countedApprovals, type ApprovalRequest } from "../state/approval.ts";
import { versionTitle, type Version } from "../state/version.ts";
import { count } from "../text/format.ts";
import { inEnglish } from "../text/language.ts";
import { evaluateMetadataGates, type GateMetadata } from "./evaluate-metadata-gates.ts";

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
  /** The person who would move the version. */
  readonly actor: Actor;
  /** The open request for approval of this move. */
  readonly request: ApprovalRequest | undefined;
}

/**
 * Returns for each rule, in the order of the policy, what it requires of a version that enters a
 * stage and what the version has. Returns an empty list if the stage has no rules. In English, as
 * the checks are recorded with the move.
 */
export function evaluateGates(
  policy: Policy,
  gates: StageGates,
  candidacy: Candidacy,
): readonly GateCheck[] {
  return inEnglish(() => checksOf(policy, gates, candidacy));
}

function checksOf(policy: Policy, gates: StageGates, candidacy: Candidacy): readonly GateCheck[] {
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
  if (gates.safe) checks.push(checkSafe(candidacy));
  if (gates.promoters) checks.push(checkPromoter(gates.promoters, candidacy.actor));
  if (gates.approvals)
    checks.push(checkApprovals(gates.approvals, candidacy, policy, version.digest));
  return checks;
}

function checkMetric({ metric, split, min, max }: MetricRule, metrics: Metrics): GateCheck {
  const found = findMetric(metrics, metric, split);
  const bounds = [
    ...(min === undefined ? [] : [`at least ${min}`]),
    ...(max === undefined ? [] : [`at most ${max}`]),
  ];
  const passed =
    found !== undefined &&
    (min === undefined || found.value >= min) &&
    (max === undefined || found.value <= max);
  return gateCheck("metric", found?.key ?? nameOf(metric, split), passed, {
    required: bounds.length > 0 ? bounds.join(" and ") : "a value",
    actual: found ? formatMetric(found.value, boundsOf(min, max)) : "not recorded",
    wayOut: found
      ? "Train a better version, or change the bounds in the policy."
      : recordMetric(metric, split, metrics),
  });
}

/** Returns the bounds that are given, which a value is shown beside. */
function boundsOf(...bounds: readonly (number | undefined)[]): readonly number[] {
  return bounds.filter((bound) => bound !== undefined);
}

function checkGap({ metric, max, better }: GapRule, metrics: Metrics): GateCheck {
  const { train, test } = findBothSplits(metrics, metric);
  const subject = `${metric}, train and test`;
  const required = `a gap of at most ${max}`;
  if (!train || !test) {
    const lacking = train ? "test" : "train";
    return gateCheck("gap", subject, false, {
      required,
      actual: `not recorded on ${lacking}`,
      wayOut: recordMetric(metric, lacking, metrics),
    });
  }
  const direction = better ?? usualDirection(metric);
  if (!direction) return gateCheck("gap", subject, false, { required, ...sayBetter(metric) });
  const gap = worseBy(direction, train.value, test.value);
  return gateCheck("gap", subject, gap <= max, {
    required,
    actual: `a gap of ${formatMetric(gap, [max])} (${formatMetric(train.value, [test.value])} and ${formatMetric(test.value, [train.value])})`,
    wayOut: "It overfits: train with more data or more regularization.",
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
  const noWorse = { higher: "no less", lower: "no more" }[better ?? "higher"];
  const margin = tolerance === 0 ? "" : `, give or take ${tolerance}`;
  const required =
    holder && theirs
      ? `${noWorse} than ${formatMetric(theirs.value, mine && [mine.value])} of ${versionTitle(holder)}${margin}`
      : "no worse than the version that is there";
  const subject = mine?.key ?? nameOf(metric, split);
  if (!mine) {
    const wayOut = recordMetric(metric, split, metrics);
    return gateCheck("regression", subject, false, { required, actual: "not recorded", wayOut });
  }
  if (!holder || !theirs) {
    const why = holder ? `${versionTitle(holder)} has no such metric` : `nothing is in ${stage}`;
    return gateCheck("regression", subject, true, {
      required,
      actual: `${formatMetric(mine.value)}; ${why}`,
    });
  }
  if (!better) {
    const required = "no worse than the version that is there";
    return gateCheck("regression", subject, false, { required, ...sayBetter(metric) });
  }
  return gateCheck("regression", subject, worseBy(better, theirs.value, mine.value) <= tolerance, {
    required,
    actual: formatMetric(mine.value, [theirs.value]),
    wayOut: `Train a version that is no worse than ${versionTitle(holder)}.`,
  });
}

/**
 * Returns the direction by the metric's name, if it is known; of a required count, more is better.
 */
function usualDirection(metric: string): "higher" | "lower" | undefined {
  const direction = metricDirection(metric);
  return direction === "unknown" ? undefined : direction === "lower" ? "lower" : "higher";
}

/** Returns the texts of a check whose metric has no known direction: it must not pass. */
function sayBetter(metric: string): { readonly actual: string; readonly wayOut: string } {
  return {
    actual: "not known whether higher or lower is better",
    wayOut: `Add “better: higher” or “better: lower” to the rule of ${metric} in the policy.`,
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
    required: value === undefined ? "to be set" : `“${value}”`,
    actual: actual === undefined ? "not set" : `“${actual}”`,
    wayOut: `Set the tag ${tag}${value === undefined ? "" : ` to “${value}”`} when it is true.`,
  });
}

function checkSignature({ inspection, metadata }: Candidacy): GateCheck {
  const declared = metadata.registration?.recipe.metadata?.signature;
  const signature = inspection?.signature ?? declared;
  return gateCheck("signature", "signature", signature !== undefined, {
    required: "known inputs and outputs",
    actual: signature
      ? `${count(signature.inputs.length, "input")}, ${count(signature.outputs.length, "output")}${inspection?.signature ? "" : ", declared"}`
      : "not known",
    wayOut:
      "Register the model in a format that says what it takes and gives, such as ONNX, or declare its inputs and outputs in a metadata file.",
  });
}

function checkCleanGit({ git }: Candidacy): GateCheck {
  return gateCheck("clean-git", "git", git?.state === "clean", {
    required: "a commit without other changes",
    actual: git ? cleanlinessText(git) : "no commit recorded",
    wayOut:
      git?.state === "unknown"
        ? `Run “git status” to see what keeps git from comparing, mend that, commit everything and ${registerAgain}.`
        : `Commit everything and ${registerAgain}.`,
  });
}

function cleanlinessText(git: GitState): string {
  const commit = git.commit.slice(0, 7);
  if (git.state === "clean") return commit;
  if (git.state === "changed") return `${commit} and changes in ${uncommittedText(git)}`;
  return `${commit}, changes unknown (${git.unknownReason ?? "git could not tell"})`;
}

function checkSafe({ inspection }: Candidacy): GateCheck {
  const verdict = inspection?.verdict;
  const [call] = inspection?.calls ?? [];
  const isSafe = verdict === "weights-only" || (verdict === "needs-code" && call === undefined);
  return gateCheck("safe", "model file", isSafe, {
    required: "nothing dangerous in it",
    actual: call === undefined ? (verdict ?? "not inspected") : `loading it calls ${call}`,
    wayOut: "Save the model in a format without code, such as safetensors or ONNX.",
  });
}

function checkPromoter(promoters: readonly string[], actor: Actor): GateCheck {
  return gateCheck(
    "promoter",
    "who promotes",
    promoters.some((entry) => isNamedBy(entry, actor)),
    {
      required: promoters.join(" or "),
      actual: markedIdentity(actor),
      wayOut: `Ask ${promoters.join(" or ")} to promote it.${addressHint(promoters, actor)}`,
    },
  );
}

function checkApprovals(
  rule: ApprovalRule,
  { request }: Candidacy,
  policy: Policy,
  digest: Sha256,
): GateCheck {
  const counted = request ? countedApprovals(rule, request, policy, digest) : [];
  const given = request?.approvals ?? [];
  // Bytes never change; a policy does, and nobody has agreed to what it says now.
  const outdated = given.filter((approval) => approval.policy !== policy.digest).length;
  const discounted = given.length - counted.length - outdated;
  const by = rule.by ? ` by ${rule.by.join(" or ")}` : "";
  return gateCheck("approvals", "approvals", counted.length >= rule.count, {
    required: `${rule.count}${by}`,
    actual: [
      counted.length > 0
        ? `${counted.length} (${counted.map(({ actor }) => markedName(actor)).join(", ")})`
        : "none",
      ...(outdated > 0 ? [`${outdated} given under another policy`] : []),
      ...(discounted > 0 ? [`${discounted} not counted`] : []),
      ...(request ? [] : ["not requested"]),
    ].join(", "),
    wayOut: request
      ? `Ask ${rule.by ? rule.by.join(" or ") : "somebody else"} to approve the request${outdated > 0 ? " again, as the policy has changed since" : ""}.`
      : "Request approval.",
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
  const correction =
    similar.length > 0 ? `, or correct the policy if it means ${similar.join(" or ")}` : "";
  return `Record ${nameOf(metric, split)} and ${registerAgain}${correction}.`;
}
