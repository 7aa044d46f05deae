import type { Canary } from "../events/abtest-events.ts";
import { inEnglish } from "../text/language.ts";
import type { AbResults } from "./ab-results.ts";
import { abSummary } from "./ab-summary.ts";
import type { AbTest } from "./ab-test.ts";
import { fewestValues } from "./always-valid.ts";
import { bucketCount, splitText, type Shares } from "./routing.ts";

/** Next action on a canary: an A/B test whose second variant gets more by steps. */
export type CanaryAction =
  /** It has not lasted long enough, or too little was observed in this step. */
  | { readonly kind: "wait"; readonly why: "time" | "values" }
  | { readonly kind: "grow"; readonly shares: Shares; readonly reason: string }
  /** Something got worse: the test ends, and all requests go to the first variant again. */
  | { readonly kind: "stop"; readonly reason: string }
  /** The last step has held: what now is for a person to decide. */
  | { readonly kind: "complete" }
  /** The test has ended, is no canary, or a person has split it otherwise. */
  | { readonly kind: "none" };

/** Returns the shares of a step. */
export function canaryShares(step: number): Shares {
  return [bucketCount - step, step];
}

/** Returns true if steps grow, and none is more than all requests. */
export function areCanarySteps(steps: readonly number[]): boolean {
  return (
    steps.length > 0 &&
    steps.every((step, index) => step > (steps[index - 1] ?? 0) && step <= bucketCount)
  );
}

/**
 * Decides what a canary does next. It grows at most by one step at a time, never shrinks, and never goes
 * on once it has stopped: that ends the test.
 *
 * @param results of the test up to now
 * @param valuesInStep values of the main metric of each variant since the last change of the split
 * @param titles of the variants: `fraud 5`
 * @param now milliseconds since the epoch
 */
export function nextCanaryAction(
  test: AbTest,
  results: AbResults,
  valuesInStep: readonly number[],
  titles: readonly string[],
  now: number,
): CanaryAction {
  const { canary } = test.definition;
  const step = currentStep(test);
  if (!canary || test.conclusion || step === undefined) return { kind: "none" };
  const harm = harmOf(results);
  if (harm) {
    const found = inEnglish(() => abSummary(results, titles, () => ""));
    const reason = `The canary stopped at ${splitText(sharesOf(test))}: ${found}`;
    return { kind: "stop", reason };
  }
  const since = test.splits.at(-1)?.since ?? now;
  if (now - since < canary.every) return { kind: "wait", why: "time" };
  const [first = 0, second = 0] = sharesOf(test);
  // A variant without requests can have no values.
  const needed = [first, second].map((share) => (share === 0 ? 0 : fewestValues));
  const isEnough = needed.every((count, variant) => (valuesInStep[variant] ?? 0) >= count);
  if (!isEnough) return { kind: "wait", why: "values" };
  const next = canary.steps[step + 1];
  if (next === undefined) return { kind: "complete" };
  const reason = `The canary held at ${splitText(sharesOf(test))}`;
  return { kind: "grow", shares: canaryShares(next), reason };
}

/** Returns the position of the step that a canary is at; undefined if its split is of no step. */
export function currentStep(test: AbTest): number | undefined {
  return canaryStep(test.definition.canary, sharesOf(test));
}

/** Returns the position of the step of a canary that shares are; undefined if they are none. */
export function canaryStep(canary: Canary | undefined, [, second]: Shares): number | undefined {
  const step = canary?.steps.findIndex((each) => each === second);
  return step === undefined || step < 0 ? undefined : step;
}

function sharesOf({ splits }: AbTest): Shares {
  return splits.at(-1)?.shares ?? [];
}

/** Requests that get lost, a guardrail, or the metric itself says that the second variant is worse. */
function harmOf({ state }: AbResults): boolean {
  return state.kind === "broken-split" || state.kind === "harmful" || state.kind === "worse";
}
