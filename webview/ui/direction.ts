import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import type { MetricDirection } from "../../src/core/metrics/metric-direction.ts";
import { icon } from "./icon.ts";

/** Returns the direction in which a metric is better, in words: `Higher is better`. */
export function directionText(direction: MetricDirection): string {
  return {
    higher: l10n.t("Higher is better"),
    lower: l10n.t("Lower is better"),
    neutral: l10n.t("Neither is better"),
    unknown: l10n.t("Not known which is better"),
  }[direction];
}

/** The codicon of a direction. */
export function directionIcon(
  direction: MetricDirection,
): "arrow-up" | "arrow-down" | "dash" | "question" {
  return (
    { higher: "arrow-up", lower: "arrow-down", neutral: "dash", unknown: "question" } as const
  )[direction];
}

/** An arrow for the way in which a metric is better. */
export function directionSign(direction: MetricDirection): TemplateResult {
  const text = directionText(direction);
  return html`<span class="direction" title=${text}
    >${icon(directionIcon(direction))}<span class="visually-hidden">${text}</span></span
  >`;
}
