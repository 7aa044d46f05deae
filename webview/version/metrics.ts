import { html, nothing, type TemplateResult } from "lit";
import {
  isBetter,
  mainMetric,
  metricDirection,
  type MetricDirection,
} from "../../src/core/metrics/metric-direction.ts";
import { rowFormat } from "../../src/core/metrics/metric-format.ts";
import type { MetricGroup } from "../../src/core/metrics/metric-groups.ts";
import type { RecordedHistory } from "../../src/core/model/metric-history.ts";
import type { Metrics } from "../../src/core/model/recipe.ts";
import { versionTitle } from "../../src/core/state/version.ts";
import { firstFew } from "../../src/core/text/format.ts";
import type { VersionHead } from "../protocol.ts";
import { formatRelativeChange, signedChange } from "../ui/change.ts";
import { directionSign } from "../ui/direction.ts";
import { versionLink } from "../ui/links.ts";
import { emptyNote, section } from "../ui/section.ts";
import { mainFirst, metricGrid } from "./metric-splits.ts";
import type { VersionSnapshot } from "./protocol.ts";

/** The version's metrics, with their change against the version in Production. */
export function metricSection({ version, production, recipe }: VersionSnapshot): TemplateResult {
  const keys = Object.keys(version.metrics);
  if (keys.length === 0) {
    return section("Metrics", emptyNote("No metrics were recorded at registration."));
  }
  const { splits, rows, groups } = metricGrid(keys);
  const main = mainMetric(keys);
  const cell = metricCells(version.metrics, production);
  // The main metric is what one looks for first.
  const ordered = main === undefined ? rows : mainFirst(rows, main);
  return section(
    "Metrics",
    html`<div class="table-scroll" tabindex="0" role="group" aria-label="Table of metrics">
        <table class="metrics">
          <thead>
            <tr>
              <th scope="col">Metric</th>
              ${splits.map(
                (split) =>
                  html`<th scope="col" class="number">
                      ${split || (splits.length > 1 ? "overall" : "Value")}
                    </th>
                    ${production ? html`<th scope="col" class="change-head">Change</th>` : nothing}`,
              )}
            </tr>
          </thead>
          <tbody>
            ${ordered.map(
              ({ name, keys: row }) =>
                html`<tr class=${main !== undefined && row.includes(main) ? "main-metric" : ""}>
                  <th scope="row">${name}${directionSign(rowDirection(name, row))}</th>
                  ${row.map(cell(row))}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      ${groups.length > 0 ? groupTable(groups, production, cell) : nothing}
      ${recipe.history ? html`<p class="muted">${historyText(recipe.history)}</p>` : nothing}`,
    production
      ? html`<p class="muted">
          Change against ${versionLink(production)} in
          ${production.stage}${scaleText(version.metrics, production.metrics)}
        </p>`
      : nothing,
  );
}

function historyText({ metrics }: RecordedHistory): string {
  return `Recorded by step: ${firstFew(Object.keys(metrics))}`;
}

/** Says what a bar means, where there is one. */
function scaleText(metrics: Metrics, production: Metrics): string {
  const longest = longestChange(metrics, production);
  if (longest === 0) return "";
  return `; a whole bar is ${Number((longest * 100).toPrecision(2))} %, filled is better, hollow is worse`;
}

/** The largest relative change of all metrics: a bar means the same in each table. */
function longestChange(metrics: Metrics, production: Metrics): number {
  const changes = Object.entries(metrics).map(([key, value]) =>
    relativeSize(value, production[key] ?? value),
  );
  return Math.max(0, ...changes);
}

/** Slices, classes and the like: too many for columns, each with its metrics below its name. */
function groupTable(
  groups: readonly MetricGroup[],
  production: VersionHead | undefined,
  cell: ReturnType<typeof metricCells>,
): TemplateResult {
  const columns = production ? 3 : 2;
  return html`<div class="table-scroll" tabindex="0" role="group" aria-label="Metrics of slices">
    <table class="metrics metric-groups">
      <thead>
        <tr>
          <th scope="col">Slice</th>
          <th scope="col" class="number">Value</th>
          ${production ? html`<th scope="col" class="change-head">Change</th>` : nothing}
        </tr>
      </thead>
      ${groups.map(
        ({ name, metrics }) =>
          html`<tbody>
            ${
              metrics.length > 1
                ? html`<tr class="group-row">
                    <th scope="rowgroup" colspan=${columns}>${name}</th>
                  </tr>`
                : nothing
            }
            ${metrics.map(
              (metric) =>
                html`<tr>
                  <th scope="row">
                    ${metrics.length > 1 ? metric.name : metric.key}${directionSign(
                      metricDirection(metric.key),
                    )}
                  </th>
                  ${cell([metric.key])(metric.key)}
                </tr>`,
            )}
          </tbody>`,
      )}
    </table>
  </div>`;
}

/** Of the whole key: how much data a split has is neither good nor bad, what a model weighs is. */
function rowDirection(name: string, keys: readonly (string | undefined)[]): MetricDirection {
  return metricDirection(keys.find((key) => key !== undefined) ?? name);
}

/** Renders the cells of a metric: its value and, where something is in Production, its change. */
function metricCells(
  metrics: Metrics,
  production: VersionHead | undefined,
): (row: readonly (string | undefined)[]) => (key: string | undefined) => TemplateResult {
  const longest = longestChange(metrics, production?.metrics ?? {});
  const inRow = (row: readonly (string | undefined)[]): ReturnType<typeof rowFormat> =>
    rowFormat(
      row.flatMap((key) =>
        key === undefined ? [] : [metrics[key] ?? [], production?.metrics[key] ?? []].flat(),
      ),
    );
  const cell = (key: string | undefined, format: ReturnType<typeof rowFormat>): TemplateResult => {
    const value = key === undefined ? undefined : metrics[key];
    if (key === undefined || value === undefined) {
      return html`<td></td>
        ${production ? html`<td></td>` : nothing}`;
    }
    return html`<td class="number">${format(value)}</td>
      ${production ? html`<td>${changeCell({ key, value, production, longest, format })}</td>` : nothing}`;
  };
  return (row) => {
    const format = inRow(row);
    return (key) => cell(key, format);
  };
}

interface ChangedMetric {
  readonly key: string;
  readonly value: number;
  readonly production: VersionHead;
  /** The largest relative change of the table. */
  readonly longest: number;
  readonly format: (value: number) => string;
}

function changeCell({ key, value, production, longest, format }: ChangedMetric): TemplateResult {
  const base = production.metrics[key];
  if (base === undefined) return html`<span class="muted">new</span>`;
  const change = value - base;
  const relative = formatRelativeChange(change, base);
  return signedChange({
    change,
    better: isBetter(change, metricDirection(key)),
    share: relativeSize(value, base) / (longest || 1),
    format,
    title: `${versionTitle(production)}: ${format(base)}${relative ? ` (${relative})` : ""}`,
  });
}

/** Returns a change relative to the larger value, so that metrics of any unit share a scale. */
function relativeSize(value: number, base: number): number {
  return value === base ? 0 : Math.abs(value - base) / Math.max(Math.abs(value), Math.abs(base));
}
