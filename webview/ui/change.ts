import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { formatChange } from "../../src/core/metrics/metric-format.ts";

/** A change of a metric and how to show it. */
export interface ShownChange {
  readonly change: number;
  /** True if the change is an improvement; absent when nothing changed. */
  readonly better?: boolean | undefined;
  /** Length of the bar: this change's size as a share of the largest it is shown with, 0…1. */
  readonly share: number;
  /** Text that names the baseline of the change; the verdict is added. */
  readonly title: string;
  /** Format of the numbers in the row; by default, each number is formatted by itself. */
  readonly format?: (value: number) => string;
}

const half = 20;

/**
 * A change as a signed number with a bar: to the right of the middle for more, to the left for
 * less, filled when that is better and hollow when it is worse.
 */
export function signedChange({
  change,
  better,
  share,
  title,
  format,
}: ShownChange): TemplateResult {
  const verdict = better === undefined ? "same" : better ? "better" : "worse";
  const spoken = { same: l10n.t("same"), better: l10n.t("better"), worse: l10n.t("worse") }[
    verdict
  ];
  const length = change === 0 ? 0 : Math.max(1.5, Math.min(1, share) * (half - 1));
  return html`<span class="change change-${verdict}" title="${title}, ${spoken}">
    <span class="change-text">${formatChange(change, format)}</span>
    <svg class="change-bar" width=${2 * half} height="10" aria-hidden="true">
      <line x1=${half} x2=${half} y1="0" y2="10"></line>
      <rect x=${change > 0 ? half : half - length} y="1.5" width=${length} height="7"></rect>
    </svg>
    ${better === undefined ? nothing : html`<span class="visually-hidden">${spoken}</span>`}
  </span>`;
}

/** `+1.3 %`: a change relative to what it is measured against; nothing where that is zero. */
export function formatRelativeChange(change: number, base: number): string | undefined {
  if (base === 0) return undefined;
  const percent = (change / Math.abs(base)) * 100;
  const rounded = Number(percent.toPrecision(2));
  // 99.97 % of something is not all of it.
  return `${formatChange(Math.abs(rounded) === 100 ? percent : rounded)} %`;
}
