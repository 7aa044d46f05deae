import { html, nothing, type TemplateResult } from "lit";
import { mainMetric } from "../../src/core/metrics/metric-direction.ts";
import { rowFormat } from "../../src/core/metrics/metric-format.ts";
import { sectionTitles } from "../../src/core/reports/comparison-export.ts";
import {
  measuredValues,
  type MetricCell,
  type MetricRow,
} from "../../src/core/reports/comparison.ts";
import { versionTitle } from "../../src/core/state/version.ts";
import { iconButton } from "../ui/button.ts";
import { formatRelativeChange, signedChange } from "../ui/change.ts";
import { directionIcon, directionText } from "../ui/direction.ts";
import { icon } from "../ui/icon.ts";
import {
  largestRelativeChange,
  relativeChange,
  type Arrangement,
  type ComparedVersion,
} from "./arrange.ts";
import { metricGroups } from "./metric-groups.ts";
import type { Section } from "./section-rows.ts";
import type { ChangeState, ComparePageState } from "./state.ts";

/** The metrics, each with its direction and the order of the columns in its header. */
export function metricRows(
  { sections, versions, baseline }: Arrangement,
  state: ComparePageState,
  change: ChangeState,
): Section {
  const against = versions[baseline];
  const longest = Math.max(
    0,
    ...[...sections.metrics.shown, ...sections.metrics.folded].map((metric) =>
      largestRelativeChange(metric, baseline),
    ),
  );
  const row = (metric: MetricRow): TemplateResult => {
    const base = metric.cells[baseline]?.value;
    const format = rowFormat(measuredValues(metric.cells));
    return html`<tr>
      ${rowHeader(metric, state, change)}
      ${metric.cells.map(
        (cell, index) =>
          html`<td class=${index === baseline ? "baseline" : ""}>
            ${metricCell(cell, { base, longest, against, format })}
          </td>`,
      )}
    </tr>`;
  };
  return {
    title: sectionTitles.metrics,
    ...(longest > 0 && { note: `The longest bar is a change of ${percent(longest)}.` }),
    shown: shownRows(sections.metrics.shown, versions.length, state, row),
    folded: sections.metrics.folded.map((metric) => () => row(metric)),
  };
}

/** Rows under the headings of their groups; sorted by change they stand for themselves. */
function shownRows(
  metrics: readonly MetricRow[],
  columns: number,
  { sort }: ComparePageState,
  row: (metric: MetricRow) => TemplateResult,
): readonly TemplateResult[] {
  if (sort === "change") return metrics.map(row);
  const main = mainMetric(metrics.map(({ key }) => key));
  return metricGroups(metrics, main).flatMap(({ name, rows }) => [
    ...(name === ""
      ? []
      : [
          html`<tr class="group-row">
            <th scope="rowgroup" colspan=${columns + 1}>
              <span class="group-title">${name}</span>
            </th>
          </tr>`,
        ]),
    ...rows.map(row),
  ]);
}

/** Direction that a press of the button switches to, by the current one. */
const nextDirection = {
  higher: "lower",
  lower: "neutral",
  neutral: "higher",
  unknown: "higher",
} as const;

function rowHeader(
  { key, direction }: MetricRow,
  { order, directions }: ComparePageState,
  change: ChangeState,
): TemplateResult {
  const active = order?.key === key ? order : undefined;
  const reorder = (): void => {
    if (active && !active.bestFirst) change({ order: undefined });
    else change({ order: { key, bestFirst: !active } });
  };
  const turn = (): void => {
    change({ directions: { ...directions, [key]: nextDirection[direction] } });
  };
  return html`<th scope="row" aria-sort=${columnOrder(active?.bestFirst, direction)}>
    <div class="row-header">
      <button
        type="button"
        class="sort"
        title="Order versions by ${key}, ${active?.bestFirst ? "worst first" : "best first"}"
        @click=${reorder}
      >
        ${key}${active ? icon(active.bestFirst ? "arrow-left" : "arrow-right") : nothing}
      </button>
      ${iconButton(
        directionIcon(direction),
        `${directionText(direction)} for ${key}. Switch.`,
        turn,
      )}
    </div>
  </th>`;
}

function columnOrder(
  bestFirst: boolean | undefined,
  direction: MetricRow["direction"],
): "none" | "ascending" | "descending" {
  if (bestFirst === undefined) return "none";
  return bestFirst === (direction !== "lower") ? "descending" : "ascending";
}

/** Values with which a cell of a row is compared. */
interface MetricScale {
  readonly base: number | undefined;
  /** The largest relative change of the page: a bar means the same in each row. */
  readonly longest: number;
  readonly against: ComparedVersion | undefined;
  readonly format: (value: number) => string;
}

function metricCell(
  { value, change, better, best }: MetricCell,
  { base, longest, against, format }: MetricScale,
): TemplateResult {
  if (value === undefined) {
    return html`<div class="metric-cell">
      <span class="metric-value muted">–</span><span class="change"></span>
    </div>`;
  }
  const text = html`<span class="metric-value ${best ? "best" : ""}" title=${value}>
    ${format(value)}${best ? html`<span class="visually-hidden">best</span>` : nothing}
  </span>`;
  if (change === undefined || base === undefined || !against) {
    return html`<div class="metric-cell">${text}</div>`;
  }
  const relative = formatRelativeChange(change, base);
  return html`<div class="metric-cell">
    ${text}
    ${signedChange({
      change,
      better,
      share: longest === 0 ? 0 : relativeChange(value, base) / longest,
      format,
      title: `${versionTitle(against)}: ${format(base)}${relative ? ` (${relative})` : ""}`,
    })}
  </div>`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
