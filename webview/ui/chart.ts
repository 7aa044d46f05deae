import "./chart.css";
import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { chartSummary } from "../../src/core/charts/chart-points.ts";
import { chartTable, type ChartTable } from "../../src/core/charts/chart-table.ts";
import { isEmptyChart, type Chart } from "../../src/core/charts/chart.ts";
import { renderChart } from "../../src/core/charts/render-chart.ts";
import { iconButton } from "./button.ts";
import { chartPlot, type OpenVersion } from "./chart-plot.ts";
import { copy } from "./copy-button.ts";
import type { ChartRanges } from "./range-brush.ts";
import { fold } from "./section.ts";
import { windowedRows } from "./windowed-rows.ts";

/** Size of a chart that is copied, in pixels. */
const copied = { width: 880, height: 380 };

export interface ChartFigure {
  /** The same object where nothing changed: it is drawn once. */
  readonly chart: Chart;
  /** Choices beside the title. */
  readonly controls?: TemplateResult;
  /** Opens the version of a value that is clicked, or on which Enter is pressed. */
  readonly open: OpenVersion;
  /** Ranges on the axes of parallel coordinates, where they can be chosen. */
  readonly ranges?: ChartRanges;
  /** Stands below the chart. */
  readonly below?: TemplateResult;
  /** Said where there is nothing to draw. */
  readonly empty: string;
}

/**
 * Renders a chart with its title, what is missing in it, and its values as a table. With the focus
 * on it, the arrow keys go from value to value, and each is shown and spoken.
 */
export function chartFigure({
  chart,
  controls,
  open,
  ranges,
  below,
  empty,
}: ChartFigure): TemplateResult {
  const isEmpty = isEmptyChart(chart);
  return html`<figure class="chart">
    <figcaption>
      <h3>${chart.title}</h3>
      ${controls ?? nothing}
      ${
        isEmpty
          ? nothing
          : iconButton("copy", l10n.t("Copy the chart “{0}” as SVG", chart.title), () => {
              copy(renderChart(chart, copied), l10n.t("Chart copied as SVG"));
            })
      }
    </figcaption>
    ${
      isEmpty
        ? html`<p class="muted">${empty}</p>`
        : html`<div
              class="chart-plot chart-${chart.kind}"
              tabindex="0"
              role="application"
              aria-roledescription=${l10n.t("chart")}
              aria-label=${`${chartSummary(chart)}. ${
                chart.kind !== "parallel" && chart.of === "runs"
                  ? l10n.t("The arrow keys read the values, Enter opens the run.")
                  : l10n.t("The arrow keys read the values, Enter opens the version.")
              }`}
              ${chartPlot(chart, open, ranges)}
            ></div>
            ${below ?? nothing} ${notes(chart)} ${valuesAsTable(chart)}`
    }
  </figure>`;
}

/** More notes than this are folded. */
const notesShown = 2;

/** Notes on what is missing in a chart. */
function notes({ notes: all }: Chart): TemplateResult {
  const list = all.map((note) => html`<p class="chart-note muted">${note}</p>`);
  return all.length > notesShown
    ? fold(
        l10n.t("{0} metrics or hyperparameters are not recorded for all versions", all.length),
        list,
      )
    : html`${list}`;
}

const tables = new WeakMap<Chart, ChartTable>();

/** Returns the values of a chart as a table, which is made once: a page renders often. */
function tableOf(chart: Chart): ChartTable {
  const known = tables.get(chart) ?? chartTable(chart);
  tables.set(chart, known);
  return known;
}

function valuesAsTable(chart: Chart): TemplateResult {
  const { columns, rows } = tableOf(chart);
  return html`<details class="fold">
    <summary>${l10n.t("Values as a table")}</summary>
    ${windowedRows({
      label: l10n.t("“{0}” as a table", chart.title),
      head: html`<tr>
        ${columns.map((column) => html`<th scope="col">${column}</th>`)}
      </tr>`,
      rows,
      columns: columns.length,
      row: ([head, ...cells]) =>
        html`<th scope="row">${head}</th>
          ${cells.map((cell) => html`<td>${cell}</td>`)}`,
    })}
  </details>`;
}
