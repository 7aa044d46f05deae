import * as l10n from "@vscode/l10n";
import { formatNumber } from "../../src/core/text/language.ts";

/** `1,210`; for many also in words: `6,738,415,616 (6.7 billion)`. */
export function formatCount(value: number): string {
  const whole = formatNumber(Math.round(value));
  const inUnits = (size: number): string => (value / size).toPrecision(2);
  if (value >= 1e12) return l10n.t("{0} ({1} trillion)", whole, inUnits(1e12));
  if (value >= 1e9) return l10n.t("{0} ({1} billion)", whole, inUnits(1e9));
  if (value >= 1e6) return l10n.t("{0} ({1} million)", whole, inUnits(1e6));
  return whole;
}
