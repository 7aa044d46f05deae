import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { rowFormat, type NumberFormat } from "../../src/core/metrics/metric-format.ts";
import type { GroupedMetric } from "../../src/core/metrics/metric-groups.ts";
import { columnTitle } from "../../src/core/reports/column-title.ts";
import { measuredValues, type MetricRow } from "../../src/core/reports/comparison.ts";
import { iconButton } from "../ui/button.ts";
import { formatRelativeChange, signedChange } from "../ui/change.ts";
import { directionIcon, directionText } from "../ui/direction.ts";
import { icon } from "../ui/icon.ts";
import { relativeChange, type Arrangement, type ComparedVersion } from "./arrange.ts";
import { once, type Field } from "./field.ts";
import type { GridCell } from "./grid-parts.ts";
import type { ChangeState, ComparePageState } from "./state.ts";

/** Direction that a press of the button switches to, by the current one. */
const nextDirection = {
  higher: "lower",
  lower: "neutral",
  neutral: "higher",
  unknown: "higher",
} as const;

/**
 * Returns a metric, with its direction and the order of the versions in its header.
 *
 * @param named the metric below the heading of its group
 */
export function metricField(
  row: MetricRow,
  named: GroupedMetric,
  { versions, longest }: Arrangement,
  state: ComparePageState,
  change: ChangeState,
): Field {
  const [against] = versions;
  const base = row.cells[0]?.value;
  let format: NumberFormat | undefined;
  const cell = once((index: number): GridCell => {
    format ??= rowFormat(measuredValues(row.cells));
    const compared = row.cells[index] ?? { value: undefined, best: false };
    const { value, change: by, better, best } = compared;
    // Without a change a value still stands below the others.
    const room = index === 0 ? nothing : html`<span class="change change-room"></span>`;
    if (value === undefined) return absentCell(compared.notFinite === true, room);
    const changed =
      by === undefined || base === undefined || !against
        ? room
        : changeAgainst(against, base, { value, by, better }, longest, format);
    return {
      classes: "number",
      text: String(value),
      content: html`<span class="metric-value ${best ? "best" : ""}" title=${value}
          >${format(value)}${best ? bestSign() : nothing}</span
        >${changed}`,
    };
  });
  return { key: `metrics ${row.key}`, cell, ...metricHead(row, named, state, change) };
}

function absentCell(notFinite: boolean, room: TemplateResult | typeof nothing): GridCell {
  const text = notFinite
    ? html`<span title=${l10n.t("It was NaN or infinite, which is not recorded")}
        >${l10n.t("not finite")}</span
      >`
    : "–";
  return { content: html`${text}${room}`, classes: "absent number" };
}

/** Said, not shown: the value is bold. */
function bestSign(): TemplateResult {
  return html`<span role="img" aria-label=${l10n.t("best")}></span>`;
}

interface Measured {
  readonly value: number;
  readonly by: number;
  readonly better: boolean | undefined;
}

function changeAgainst(
  against: ComparedVersion,
  base: number,
  { value, by, better }: Measured,
  longest: number,
  format: NumberFormat,
): TemplateResult {
  const relative = formatRelativeChange(by, base);
  return signedChange({
    change: by,
    better,
    share: longest === 0 ? 0 : relativeChange(value, base) / longest,
    format,
    title: `${columnTitle(against)}: ${format(base)}${relative ? ` (${relative})` : ""}`,
  });
}

function metricHead(
  { key, direction }: MetricRow,
  { name }: GroupedMetric,
  { order, directions }: ComparePageState,
  change: ChangeState,
): Pick<Field, "head" | "sorted"> {
  const active = order?.key === key ? order : undefined;
  const reorder = (): void => {
    if (active && !active.bestFirst) change({ order: undefined });
    else change({ order: { key, bestFirst: !active } });
  };
  const turn = (): void => {
    change({ directions: { ...directions, [key]: nextDirection[direction] } });
  };
  return {
    sorted: sortOrder(active?.bestFirst, direction),
    head: html`<div class="row-header">
      <button
        type="button"
        class="sort"
        tabindex="-1"
        aria-label=${key}
        title=${
          active?.bestFirst
            ? l10n.t("{0}: order versions worst first", key)
            : l10n.t("{0}: order versions best first", key)
        }
        @click=${reorder}
      >
        <span class="row-name">${name}</span>${
          active ? icon(active.bestFirst ? "arrow-left" : "arrow-right") : nothing
        }
      </button>
      ${iconButton(
        directionIcon(direction),
        l10n.t("{0}: {1}. Switch the direction.", key, directionText(direction)),
        turn,
      )}
    </div>`,
  };
}

function sortOrder(
  bestFirst: boolean | undefined,
  direction: MetricRow["direction"],
): "none" | "ascending" | "descending" {
  if (bestFirst === undefined) return "none";
  return bestFirst === (direction !== "lower") ? "descending" : "ascending";
}
