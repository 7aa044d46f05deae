import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import {
  isBetter,
  mainMetric,
  metricDirection,
  type MetricDirection,
} from "../../src/core/metrics/metric-direction.ts";
import { rowFormat } from "../../src/core/metrics/metric-format.ts";
import type { MetricGroup } from "../../src/core/metrics/metric-groups.ts";
import type { RecordedHistory } from "../../src/core/model/data/metric-history.ts";
import type { Metrics } from "../../src/core/model/recipe.ts";
import { versionTitle, type Version } from "../../src/core/state/version.ts";
import { firstFew } from "../../src/core/text/format.ts";
import { formatRelativeChange, signedChange } from "../ui/change.ts";
import { directionSign } from "../ui/direction.ts";
import { versionLink } from "../ui/links.ts";
import { richText } from "../ui/rich-text.ts";
import { emptyNote, section } from "../ui/section.ts";
import { mainFirst, metricGrid } from "./metric-splits.ts";
import type { VersionSnapshot } from "./protocol.ts";

/** The version's metrics, with their change against the version in Production. */
export function metricSection({ version, production, recipe }: VersionSnapshot): TemplateResult {
  const keys = Object.keys(version.metrics);
  if (keys.length === 0) {
    return section(
      l10n.t("Metrics"),
      emptyNote(l10n.t("No metrics were recorded at registration.")),
    );
  }
  const { splits, rows, groups } = metricGrid(keys);
  const main = mainMetric(keys);
  const cell = metricCells(version.metrics, production);
  // The main metric is what one looks for first.
  const ordered = main === undefined ? rows : mainFirst(rows, main);
  return section(
    l10n.t("Metrics"),
    html`<div
        class="table-scroll"
        tabindex="0"
        role="group"
        aria-label=${l10n.t("Table of metrics")}
      >
        <table class="metrics">
          <thead>
            <tr>
              <th scope="col">${l10n.t("Metric")}</th>
              ${splits.map(
                (split) =>
                  html`<th scope="col" class="number">
                      ${split || (splits.length > 1 ? l10n.t("overall") : l10n.t("Value"))}
                    </th>
                    ${production ? changeHead() : nothing}`,
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
    production ? html`<p class="muted">${changeNote(version, production)}</p>` : nothing,
  );
}

function changeHead(): TemplateResult {
  return html`<th scope="col" class="change-head">${l10n.t("Change")}</th>`;
}

function historyText({ metrics }: RecordedHistory): string {
  return l10n.t("Recorded by step: {0}", firstFew(Object.keys(metrics)));
}

/** Says what changes are measured against, and what a bar means, where there is one. */
function changeNote(version: Version, production: Version): readonly unknown[] {
  const longest = longestChange(version.metrics, production.metrics);
  const [against, stage] = [versionLink(production), production.stage];
  if (longest === 0) return richText(l10n.t("Change against {0} in {1}"), against, stage);
  return richText(
    l10n.t("Change against {0} in {1}; a whole bar is {2} %, filled is better, hollow is worse"),
    against,
    stage,
    Number((longest * 100).toPrecision(2)),
  );
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
  production: Version | undefined,
  cell: ReturnType<typeof metricCells>,
): TemplateResult {
  const columns = production ? 3 : 2;
  return html`<div
    class="table-scroll"
    tabindex="0"
    role="group"
    aria-label=${l10n.t("Metrics of slices")}
  >
    <table class="metrics metric-groups">
      <thead>
        <tr>
          <th scope="col">${l10n.t("Slice")}</th>
          <th scope="col" class="number">${l10n.t("Value")}</th>
          ${production ? changeHead() : nothing}
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
  production: Version | undefined,
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
  readonly production: Version;
  /** The largest relative change of the table. */
  readonly longest: number;
  readonly format: (value: number) => string;
}

function changeCell({ key, value, production, longest, format }: ChangedMetric): TemplateResult {
  const base = production.metrics[key];
  if (base === undefined) return html`<span class="muted">${l10n.t("new")}</span>`;
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
