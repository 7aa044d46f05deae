import * as l10n from "@vscode/l10n";
import { gateCheck, type GateCheck } from "../model/policy/gate-check.ts";
import type { StageGates } from "../model/policy/stage-gates.ts";
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
  return gateCheck("reproduced", l10n.t("reproduction"), isEnough, {
    required:
      rule === "tensors" ? l10n.t("reproduced, with equal tensors at least") : l10n.t("bit by bit"),
    actual: best ? reproductionTitle(best.reproduction) : l10n.t("not reproduced yet"),
    wayOut: l10n.t("Reproduce the version; the outcome is recorded."),
  });
}
