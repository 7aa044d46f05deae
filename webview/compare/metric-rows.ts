import { html, nothing, type TemplateResult } from "lit";
import { sectionTitles } from "../../src/core/comparison-export.ts";
import { measuredValues, type MetricCell, type MetricRow } from "../../src/core/comparison.ts";
import { formatMetric } from "../../src/core/format.ts";
import { versionTitle } from "../../src/core/version.ts";
import { iconButton } from "../ui/button.ts";
import { formatRelativeChange, signedChange } from "../ui/change.ts";
import { directionIcon, directionText } from "../ui/direction.ts";
import { icon } from "../ui/icon.ts";
import type { Arrangement, ComparedVersion } from "./arrange.ts";
import type { Section } from "./section-rows.ts";
import type { ChangeState, ComparePageState } from "./state.ts";

/** The metrics, each with its direction and the order of the columns in its header. */
export function metricRows(
  { sections, versions, baseline }: Arrangement,
  state: ComparePageState,
  change: ChangeState,
): Section {
  const against = versions[baseline];
  const row = (metric: MetricRow): TemplateResult => {
    const base = metric.cells[baseline]?.value;
    const others = measuredValues(metric.cells);
    const largest = Math.max(...metric.cells.map((cell) => Math.abs(cell.change ?? 0)));
    return html`<tr>
      ${rowHeader(metric, state, change)}
      ${metric.cells.map(
        (cell, index) =>
          html`<td class=${index === baseline ? "baseline" : ""}>
            ${metricCell(cell, { base, largest, against, others })}
          </td>`,
      )}
    </tr>`;
  };
  return {
    title: sectionTitles.metrics,
    shown: sections.metrics.shown.map(row),
    folded: sections.metrics.folded.map((metric) => () => row(metric)),
  };
}

/** What a press of the direction's button leads to. */
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
  /** The largest change of the row. */
  readonly largest: number;
  readonly against: ComparedVersion | undefined;
  /** The values of the row. */
  readonly others: readonly number[];
}

function metricCell(
  { value, change, better, best }: MetricCell,
  { base, largest, against, others }: MetricScale,
): TemplateResult {
  if (value === undefined) {
    return html`<div class="metric-cell">
      <span class="metric-value muted">–</span><span class="change"></span>
    </div>`;
  }
  const text = html`<span class="metric-value ${best ? "best" : ""}" title=${value}>
    ${formatMetric(value, others)}${best ? html`<span class="visually-hidden">best</span>` : nothing}
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
      share: largest === 0 ? 0 : Math.abs(change) / largest,
      title: `${versionTitle(against)}: ${formatMetric(base, others)}${relative ? ` (${relative})` : ""}`,
    })}
  </div>`;
}
