import * as l10n from "@vscode/l10n";
import type { AbTestConcluded } from "../events/abtest-events.ts";
import { gateCheck, type GateCheck } from "../model/policy/gate-check.ts";
import type { StageGates } from "../model/policy/stage-gates.ts";
import { formatNumber } from "../text/language.ts";

type Win = Pick<AbTestConcluded["data"], "name" | "significant" | "variants">;

/**
 * Evaluates the gate that a version must have won an A/B test. The best of its tests counts: a later
 * one with fewer values doesn't undo what an earlier one has shown.
 */
export function checkAbTest(
  { minSamples = 0, significant }: NonNullable<StageGates["abTest"]>,
  { wins }: { readonly wins: readonly Win[] },
): GateCheck {
  const isEnough = (win: Win): boolean =>
    fewest(win) >= minSamples && (win.significant || !significant);
  const win = wins.find(isEnough) ?? wins[0];
  return gateCheck("ab-test", l10n.t("A/B test"), win !== undefined && isEnough(win), {
    required: requirement(minSamples, significant),
    actual: win ? outcome(win) : l10n.t("none won"),
    wayOut: l10n.t("Run an A/B test with the version, and conclude it with the version as winner."),
  });
}

function requirement(minSamples: number, significant: boolean): string {
  const won = significant ? l10n.t("won, significantly") : l10n.t("won");
  return minSamples === 0
    ? won
    : l10n.t("{0}, with at least {1} values a version", won, formatNumber(minSamples));
}

function outcome(win: Win): string {
  const values = formatNumber(fewest(win));
  return win.significant
    ? l10n.t("won {0}, significantly, with {1} values a version", win.name, values)
    : l10n.t("won {0}, not significantly, with {1} values a version", win.name, values);
}

/** Number of values of the version that has the fewest. */
function fewest({ variants }: Win): number {
  return variants.length === 0 ? 0 : Math.min(...variants.map(({ count }) => count));
}
