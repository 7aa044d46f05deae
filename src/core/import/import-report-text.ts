import * as l10n from "@vscode/l10n";
import { formatNumber } from "../text/language.ts";

/** Outcomes of the versions of an import. */
export interface ImportOutcomes {
  readonly results: readonly { readonly kind: "registered" | "restored" | "skipped" | "failed" }[];
  /** Versions that were not chosen for the import. */
  readonly leftOut: readonly unknown[];
  readonly stopped?: { readonly message: string; readonly wayOut: string } | undefined;
}

/**
 * Describes the outcomes: `3 versions registered · 1 was there already · 1 failed · 2 left out`.
 * The reason why the import stopped comes first.
 */
export function importReportText({ results, leftOut, stopped }: ImportOutcomes): string {
  const number = (kind: string): number => results.filter((each) => each.kind === kind).length;
  const [restored, skipped, failed] = [number("restored"), number("skipped"), number("failed")];
  const facts = [
    registeredText(number("registered")),
    restored > 0 && restoredText(restored),
    skipped > 0 && skippedText(skipped),
    failed > 0 && l10n.t("{0} failed", formatNumber(failed)),
    leftOut.length > 0 && l10n.t("{0} left out", formatNumber(leftOut.length)),
  ].filter((fact) => fact !== false);
  return stopped ? `${stopped.message} ${stopped.wayOut}` : facts.join(" · ");
}

function registeredText(versions: number): string {
  return versions === 1
    ? l10n.t("1 version registered")
    : l10n.t("{0} versions registered", formatNumber(versions));
}

function restoredText(versions: number): string {
  return versions === 1
    ? l10n.t("bytes of 1 version restored")
    : l10n.t("bytes of {0} versions restored", formatNumber(versions));
}

function skippedText(versions: number): string {
  return versions === 1
    ? l10n.t("1 was there already")
    : l10n.t("{0} were there already", formatNumber(versions));
}
