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

/** Half the width of a bar, in pixels, as the style sheet has it. */
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
  const start = change > 0 ? half : half - length;
  // Plain boxes: a page may have hundreds of them, and each SVG image costs as much as a few.
  return html`<span class="change change-${verdict}" title="${title}, ${spoken}"
    ><span class="change-text">${formatChange(change, format)}</span
    ><span
      class="change-bar"
      role=${better === undefined ? "none" : "img"}
      aria-label=${better === undefined ? nothing : spoken}
      ><span
        class="change-fill"
        .style=${`margin-left: ${start}px; width: ${length}px`}
      ></span></span
  ></span>`;
}

/** `+1.3 %`: a change relative to what it is measured against; nothing where that is zero. */
export function formatRelativeChange(change: number, base: number): string | undefined {
  if (base === 0) return undefined;
  const percent = (change / Math.abs(base)) * 100;
  const rounded = Number(percent.toPrecision(2));
  // 99.97 % of something is not all of it.
  return `${formatChange(Math.abs(rounded) === 100 ? percent : rounded)} %`;
}
