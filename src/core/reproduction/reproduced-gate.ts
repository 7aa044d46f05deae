import { gateCheck, type GateCheck } from "../model/gate-check.ts";
import type { StageGates } from "../model/stage-gates.ts";
import { bestReproduction } from "./judge-reproduction.ts";
import type { ReproductionData } from "./reproduction-events.ts";
import { reproductionTitle } from "./reproduction-text.ts";

/**
 * Evaluates the gate that a version must have been reproduced. The best reproduction counts: that
 * the version could be made again isn't undone by another machine that gives other digits.
 */
export function checkReproduced(
  rule: Exclude<StageGates["reproduced"], false>,
  { reproductions }: { readonly reproductions: readonly Pick<ReproductionData, "files">[] },
): GateCheck {
  const best = bestReproduction(reproductions);
  const isEnough =
    best !== undefined &&
    (best.result === "identical" || (best.result === "equal-tensors" && rule === "tensors"));
  return gateCheck("reproduced", "reproduction", isEnough, {
    required: rule === "tensors" ? "reproduced, with equal tensors at least" : "bit by bit",
    actual: best ? reproductionTitle(best.reproduction) : "not reproduced yet",
    wayOut: "Reproduce the version; the outcome is recorded.",
  });
}
