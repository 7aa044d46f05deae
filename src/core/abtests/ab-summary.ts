import * as l10n from "@vscode/l10n";
import { formatMetric } from "../metrics/metric-format.ts";
import { formatNumber } from "../text/language.ts";
import type { AbComparison, AbMetricResult, AbResults } from "./ab-results.ts";

/**
 * Returns the state of a test in one or two sentences: `fraud 5 is better: conversion is 1.2 to 3.4
 * points higher.`
 *
 * @param titles of the variants: `fraud 5`
 * @param day writes a moment (milliseconds since the epoch) as a day
 */
export function abSummary(
  results: AbResults,
  titles: readonly string[],
  day: (at: number) => string,
): string {
  const { main, state } = results;
  const titleOf = (variant: number): string => titles[variant] ?? String(variant + 1);
  switch (state.kind) {
    case "broken-split":
      return l10n.t(
        "Requests were not split as they should have been, so the figures say nothing: look for requests that get lost.",
      );
    case "harmful":
      return l10n.t(
        "{0} is worse than {1} in {2}: stop the test.",
        titleOf(state.variant),
        titleOf(0),
        state.key,
      );
    case "better": {
      const found = main.comparisons.find(({ variant }) => variant === state.variant);
      return l10n.t(
        "{0} is better: {1} is {2}.",
        titleOf(state.variant),
        main.metric.key,
        found ? rangeText(found, main) : "",
      );
    }
    case "worse":
      return l10n.t("{0} is better than all others.", titleOf(0));
    case "no-difference":
      return l10n.t("No difference was found with as many values as were planned.");
    case "running":
      return runningText(results, day);
  }
}

function runningText(
  { values, needed, expectedEnd, main }: AbResults,
  day: (at: number) => string,
): string {
  if (values === 0) return l10n.t("Nothing was observed yet.");
  if (needed === undefined) {
    return l10n.t("{0} values of {1}: too few to say more.", formatNumber(values), main.metric.key);
  }
  const soFar = l10n.t(
    "{0} of about {1} values, and no difference so far.",
    formatNumber(values),
    formatNumber(rounded(needed)),
  );
  return expectedEnd === undefined
    ? l10n.t("{0} Keep going.", soFar)
    : l10n.t("{0} Keep going until about {1}.", soFar, day(expectedEnd));
}

function rounded(value: number): number {
  return Number(value.toPrecision(2));
}

/** Returns the interval of a difference: `1.2 to 3.4 points higher`, `3 % to 8 % lower`. */
export function rangeText(
  { low, high }: Pick<AbComparison, "low" | "high">,
  { kind }: Pick<AbMetricResult, "kind">,
): string {
  const isHigher = low >= 0;
  const [least, most] = isHigher ? [low, high] : [-high, -low];
  if (kind === "share") {
    const [from, to] = [points(least), points(most)];
    return isHigher
      ? l10n.t("{0} to {1} points higher", from, to)
      : l10n.t("{0} to {1} points lower", from, to);
  }
  const [from, to] = [short(least), short(most)];
  return isHigher ? l10n.t("{0} to {1} higher", from, to) : l10n.t("{0} to {1} lower", from, to);
}

function points(share: number): string {
  return short(share * 100);
}

function short(value: number): string {
  return formatMetric(Number(value.toPrecision(2)));
}
