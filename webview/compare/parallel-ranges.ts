import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { axisText } from "../../src/core/charts/chart-numbers.ts";
import type { ParallelAxis, ParallelChart } from "../../src/core/charts/chart.ts";
import {
  linesWithin,
  type AxisRange,
  type AxisRanges,
} from "../../src/core/charts/parallel-geometry.ts";
import type { VersionId } from "../../src/core/model/ids.ts";
import { firstFew } from "../../src/core/text/format.ts";
import { announce } from "../ui/announce.ts";
import { actionButton } from "../ui/button.ts";
import { selectField } from "../ui/fields.ts";
import type { ChangeCharts, ChartChoices } from "./chart-state.ts";

/** Shows only these versions in the comparison. */
export type ShowOnly = (versions: readonly VersionId[]) => void;

/** Returns the ranges after one of them was chosen or given up, and says what is within them. */
export function withRange(
  chart: ParallelChart,
  ranges: AxisRanges,
  id: string,
  range: AxisRange | undefined,
): AxisRanges {
  const others = Object.fromEntries(Object.entries(ranges).filter(([axis]) => axis !== id));
  const isOpen = !range || (range.low === undefined && range.high === undefined);
  const next = isOpen ? others : { ...others, [id]: range };
  announce(rangesText(chart, next));
  return next;
}

/**
 * Renders what is within the ranges, and fields that choose one without the pointer.
 */
export function parallelRanges(
  chart: ParallelChart,
  choices: ChartChoices,
  change: ChangeCharts,
  showOnly: ShowOnly,
): TemplateResult {
  const { ranges, rangedAxis } = choices;
  const axis = chart.axes.find(({ id }) => id === rangedAxis) ?? chart.axes.at(-1);
  if (!axis) return html``;
  const within = linesWithin(chart, ranges);
  const choose = (range: AxisRange): void => {
    change({ ranges: withRange(chart, ranges, axis.id, range) });
  };
  return html`<div class="toolbar" role="group" aria-label=${l10n.t("Ranges of the axes")}>
      ${selectField(
        l10n.t("Select by"),
        chart.axes.map(({ id, name }) => [id, name]),
        axis.id,
        (chosen) => {
          change({ rangedAxis: chosen });
        },
      )}
      ${rangeFields(axis, Object.hasOwn(ranges, axis.id) ? (ranges[axis.id] ?? {}) : {}, choose)}
      ${
        within
          ? actionButton({
              label: l10n.t("Clear ranges"),
              icon: "close",
              run: () => {
                change({ ranges: {} });
                announce(rangesText(chart, {}));
              },
            })
          : nothing
      }
      ${
        within && within.size > 0 && within.size < chart.lines.length
          ? actionButton({
              label: l10n.t("Hide the other versions"),
              icon: "eye-closed",
              title: l10n.t("The baseline stays; hidden versions can be shown again."),
              run: () => {
                showOnly([...within].flatMap((line) => chart.lines[line]?.version ?? []));
              },
            })
          : nothing
      }
    </div>
    <p class="muted chart-note">${rangesText(chart, ranges)}</p>`;
}

function rangeFields(
  axis: ParallelAxis,
  { low, high }: AxisRange,
  choose: (range: AxisRange) => void,
): TemplateResult {
  if (axis.kind === "category") {
    const field = (label: string, at: number, take: (index: number) => void): TemplateResult =>
      selectField(
        label,
        axis.categories.map((name, index) => [String(index), name]),
        String(at),
        (index) => {
          take(Number(index));
        },
      );
    const last = axis.categories.length - 1;
    return html`${field(l10n.t("From"), low ?? 0, (from) => {
      choose({ low: from, high: Math.max(from, high ?? last) });
    })}
    ${field(l10n.t("To"), high ?? last, (to) => {
      choose({ low: Math.min(to, low ?? 0), high: to });
    })}`;
  }
  return html`${numberField(l10n.t("From"), low, (from) => {
    choose({ low: from, high });
  })}
  ${numberField(l10n.t("To"), high, (to) => {
    choose({ low, high: to });
  })}`;
}

function numberField(
  label: string,
  value: number | undefined,
  choose: (value: number | undefined) => void,
): TemplateResult {
  return html`<label class="field">
    <span>${label}</span>
    <input
      class="input range-end"
      type="number"
      step="any"
      .value=${value === undefined ? "" : String(value)}
      @change=${({ currentTarget }: Event) => {
        if (!(currentTarget instanceof HTMLInputElement)) return;
        const number = currentTarget.valueAsNumber;
        choose(Number.isFinite(number) ? number : undefined);
      }}
    />
  </label>`;
}

/** Says which versions are within the ranges, or how to choose some. */
function rangesText(chart: ParallelChart, ranges: AxisRanges): string {
  const within = linesWithin(chart, ranges);
  if (!within) {
    return l10n.t("Drag along an axis, or enter a range, to select the versions within it.");
  }
  const limits = chart.axes
    .filter(({ id }) => Object.hasOwn(ranges, id))
    .map((axis) => rangeText(axis, ranges[axis.id] ?? {}))
    .join("; ");
  const names = [...within].map((line) => chart.lines[line]?.name ?? "");
  if (within.size === 0) return l10n.t("No version is within these ranges: {0}.", limits);
  return within.size === 1
    ? l10n.t("1 of {0} versions is within {1}: {2}.", chart.lines.length, limits, firstFew(names))
    : l10n.t(
        "{0} of {1} versions are within {2}: {3}.",
        within.size,
        chart.lines.length,
        limits,
        firstFew(names),
      );
}

function rangeText(axis: ParallelAxis, { low, high }: AxisRange): string {
  const text = (value: number): string =>
    axis.kind === "category" ? axisText(axis, value) : String(value);
  if (low === undefined) return l10n.t("{0} up to {1}", axis.name, text(high ?? 0));
  if (high === undefined) return l10n.t("{0} from {1}", axis.name, text(low));
  return low === high
    ? l10n.t("{0} of {1}", axis.name, text(low))
    : l10n.t("{0} from {1} to {2}", axis.name, text(low), text(high));
}
