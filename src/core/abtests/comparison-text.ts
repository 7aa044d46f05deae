import * as l10n from "@vscode/l10n";
import { formatMetric } from "../metrics/metric-format.ts";
import type { AbComparison, AbMetricResult } from "./ab-results.ts";
import { rangeText } from "./ab-summary.ts";

/** Returns how a variant compares with the first one: `better: 1.2 to 3.4 points higher`. */
export function comparisonText(found: AbComparison, result: Pick<AbMetricResult, "kind">): string {
  switch (found.verdict) {
    case "too-few":
      return l10n.t("too few values");
    case "unclear": {
      const factor = result.kind === "share" ? 100 : 1;
      const [low = "", high = ""] = [found.low, found.high].map((value) =>
        formatMetric(Number((value * factor).toPrecision(2))),
      );
      return factor === 100
        ? l10n.t("no difference ({0} to {1} points)", low, high)
        : l10n.t("no difference ({0} to {1})", low, high);
    }
    case "better":
      return l10n.t("better: {0}", rangeText(found, result));
    case "worse":
      return l10n.t("worse: {0}", rangeText(found, result));
  }
}

/** Returns the probability of a difference as it is shown: `0.013`. */
export function probabilityText(p: number): string {
  return p < 0.0001 ? "< 0.0001" : formatMetric(Number(p.toPrecision(2)));
}
