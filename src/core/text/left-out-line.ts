import * as l10n from "@vscode/l10n";
import { formatNumber } from "./language.ts";

/** Part of a selection to which a command does not apply. */
export interface LeftOut {
  /** `fraud 5` */
  readonly title: string;
  /** One sentence. */
  readonly reason: string;
}

/** `Left out: fraud 3 (It is in Archived already.), churn 2 (…) and 4 more.`; empty if nothing is. */
export function leftOutLine(leftOut: readonly LeftOut[]): string {
  if (leftOut.length === 0) return "";
  const named = leftOut.slice(0, 5).map(({ title, reason }) => `${title} (${reason})`);
  const more = leftOut.length - named.length;
  const names = named.join(", ");
  return more > 0
    ? l10n.t("Left out: {0} and {1} more.", names, formatNumber(more))
    : l10n.t("Left out: {0}.", names);
}
