import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { mainMetric } from "../../src/core/metrics/metric-direction.ts";
import { rowFormat } from "../../src/core/metrics/metric-format.ts";
import { groupMetrics, type GroupedMetric } from "../../src/core/metrics/metric-groups.ts";
import { columnTitle } from "../../src/core/reports/column-title.ts";
import { factSections } from "../../src/core/reports/comparison-export.ts";
import {
  measuredValues,
  type Comparison,
  type MetricRow,
} from "../../src/core/reports/comparison.ts";
import { icon } from "../ui/icon.ts";
import type { Arrangement, ArrangedRows } from "./arrange.ts";
import { factField } from "./fact-field.ts";
import type { Field } from "./field.ts";
import type { Grid, GridColumn, GridRow } from "./grid-parts.ts";
import { metricField } from "./metric-field.ts";
import { sectionTitle } from "./section-title.ts";
import type { ChangeState, ComparePageState } from "./state.ts";
import { onVersionKey, versionActions, versionHead } from "./version-head.ts";

/** Fields below a heading, and those that are equal in all versions. */
interface Part {
  readonly id: keyof Comparison;
  readonly title: string;
  readonly groups: readonly { readonly name: string; readonly fields: readonly Field[] }[];
  readonly folded: readonly Field[];
}

/** Returns the table of a comparison: versions as columns or, transposed, as rows. */
export function gridOf(
  arrangement: Arrangement,
  state: ComparePageState,
  change: ChangeState,
  windowWidth: number,
): Grid {
  const parts = [metricPart(arrangement, state, change), ...factParts(arrangement)].filter(
    ({ groups, folded }) => folded.length + groups.flatMap(({ fields }) => fields).length > 0,
  );
  const { versions } = arrangement;
  const sizes = state.compact
    ? { columnWidth: 136, row: 24, heading: 34, group: 26 }
    : { columnWidth: 208, row: 30, heading: 52, group: 34 };
  const namesWidth = Math.round(
    Math.max(84, Math.min(state.compact ? 220 : 270, windowWidth * 0.36)),
  );
  const numbers = state.compact ? 36 : 104;
  const columnWidth = Math.min(
    Math.max(sizes.columnWidth, Math.min(300, numbers + charactersOf(arrangement) * 7.5)),
    Math.max(96, windowWidth - namesWidth - 48),
  );
  // At least one column beside those that are pinned.
  const fitting = Math.max(0, Math.floor((windowWidth - 48 - namesWidth) / columnWidth) - 1);
  const key = (event: KeyboardEvent, version: number): number | undefined | false =>
    onVersionKey(event, versionActions(arrangement, version, state, change));
  const shared = { namesWidth, columnWidth, label: labelOf(arrangement) };
  if (state.transposed) {
    const columns = parts.flatMap((part) => fieldColumns(part, state));
    return {
      ...shared,
      columns: columns.map(({ column }) => column),
      pinnedColumns: 0,
      pinnedRows: Math.min(arrangement.pinned, 3),
      rows: versions.map((version, index) => ({
        key: version.id,
        height: state.compact ? sizes.row : 56,
        classes: index === 0 ? "baseline version-row" : "version-row",
        head: versionHead(arrangement, index, state, change),
        cell: (column) => columns[column]?.field.cell(index) ?? { content: "" },
      })),
      headHeight: 64,
      stuckHeight: 64,
      onKey: (event, { row, column }) => {
        const to = key(event, row);
        return typeof to === "number" ? { row: to, column } : to;
      },
    };
  }
  return {
    ...shared,
    columns: versions.map((version, index): GridColumn => ({
      key: version.id,
      classes: index === 0 ? "baseline" : index < arrangement.pinned ? "pinned" : "",
      head: versionHead(arrangement, index, state, change),
    })),
    pinnedColumns: Math.min(arrangement.pinned, fitting),
    pinnedRows: 0,
    rows: parts.flatMap((part) => partRows(part, state, change, sizes)),
    headHeight: state.compact ? 78 : 86,
    stuckHeight: 28,
    onKey: (event, { row, column }) => {
      const to = key(event, column);
      return typeof to === "number" ? { row, column: to } : to;
    },
  };
}

/** Rows that are looked at for the width of the columns. */
const measuredRows = 100;

/** Returns the length of the longest value with its change, of the first metrics. */
function charactersOf({ sections }: Arrangement): number {
  const lengths = sections.metrics.shown.slice(0, measuredRows).map(({ cells }) => {
    const values = measuredValues(cells);
    const format = rowFormat(values);
    const longest = [Math.max(...values), Math.min(...values)].map((value) => format(value).length);
    return values.length > 0 ? 2 * Math.max(...longest) + 1 : 0;
  });
  return Math.max(0, ...lengths);
}

function labelOf({ versions }: Arrangement): string {
  const [baseline] = versions;
  if (!baseline) return "";
  const others = versions.length - 1;
  return others === 1
    ? l10n.t("1 version compared with {0}", columnTitle(baseline))
    : l10n.t("{0} versions compared with {1}", others, columnTitle(baseline));
}

function metricPart(arrangement: Arrangement, state: ComparePageState, change: ChangeState): Part {
  const { shown, folded } = arrangement.sections.metrics;
  const field = (row: MetricRow, named: GroupedMetric): Field =>
    metricField(row, named, arrangement, state, change);
  const whole = (row: MetricRow): Field => field(row, { key: row.key, name: row.key });
  return {
    id: "metrics",
    title: sectionTitle("metrics"),
    groups:
      state.sort === "change"
        ? [{ name: "", fields: shown.map(whole) }]
        : metricGroups(shown).map(({ name, rows }) => ({
            name,
            fields: rows.map(([row, named]) => field(row, named)),
          })),
    folded: folded.map(whole),
  };
}

/** The main metric before all, then the groups, each in the order of its rows. */
function metricGroups(rows: readonly MetricRow[]): readonly {
  readonly name: string;
  readonly rows: readonly (readonly [MetricRow, GroupedMetric])[];
}[] {
  const keys = rows.map(({ key }) => key);
  const main = mainMetric(keys);
  const [first] = rows;
  const leading = first && first.key === main ? [[first, { key: main, name: main }] as const] : [];
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const groups = groupMetrics(keys).map(({ name, metrics }) => ({
    name,
    rows: metrics.flatMap((metric) => {
      const row = metric.key === main && leading.length > 0 ? undefined : byKey.get(metric.key);
      return row ? [[row, metric] as const] : [];
    }),
  }));
  return [{ name: "", rows: leading }, ...groups].filter((group) => group.rows.length > 0);
}

function factParts(arrangement: Arrangement): readonly Part[] {
  return factSections.map((section) => {
    const { shown, folded }: ArrangedRows<Parameters<typeof factField>[1]> =
      arrangement.sections[section];
    const field = (row: Parameters<typeof factField>[1]): Field =>
      factField(section, row, arrangement);
    return {
      id: section,
      title: sectionTitle(section),
      groups: [{ name: "", fields: shown.map(field) }],
      folded: folded.map(field),
    };
  });
}

interface Heights {
  readonly row: number;
  readonly heading: number;
  readonly group: number;
}

function partRows(
  { id, title, groups, folded }: Part,
  state: ComparePageState,
  change: ChangeState,
  heights: Heights,
): readonly GridRow[] {
  const open = state.unfolded.includes(id);
  const row = ({ key, head, cell, sorted }: Field): GridRow => ({
    key,
    height: heights.row,
    head,
    cell,
    ...(sorted && { sorted }),
  });
  return [
    {
      key: `section ${id}`,
      height: heights.heading,
      classes: "section-row",
      head: html`<h2>${title}</h2>`,
    },
    ...groups.flatMap(({ name, fields }) => [
      ...(name === ""
        ? []
        : [
            {
              key: `group ${id} ${name}`,
              height: heights.group,
              classes: "group-row",
              head: html`<span>${name}</span>`,
            },
          ]),
      ...fields.map(row),
    ]),
    ...(folded.length > 0
      ? [
          {
            key: `fold ${id}`,
            height: heights.group,
            classes: "fold-row",
            head: foldButton(title, folded.length, open, () => {
              const others = state.unfolded.filter((other) => other !== id);
              change({ unfolded: open ? others : [...others, id] });
            }),
          },
        ]
      : []),
    ...(open ? folded.map(row) : []),
  ];
}

function foldButton(
  title: string,
  equal: number,
  open: boolean,
  toggle: () => void,
): TemplateResult {
  return html`<button
    type="button"
    class="link"
    tabindex="-1"
    aria-expanded=${open}
    aria-label=${l10n.t("{0}: {1} equal", title, equal)}
    @click=${toggle}
  >
    ${icon(open ? "chevron-down" : "chevron-right")}${l10n.t("{0} equal", equal)}
  </button>`;
}

/** The fields of a part as columns; what it belongs to stands above its name. */
function fieldColumns(
  { id, title, groups, folded }: Part,
  state: ComparePageState,
): readonly { readonly field: Field; readonly column: GridColumn }[] {
  const column = (field: Field, group: string): { field: Field; column: GridColumn } => ({
    field,
    column: {
      key: field.key,
      head: html`<div class="field-head">
        <span class="muted">${group === "" ? title : group}</span>
        ${field.head}
      </div>`,
      ...(field.sorted && { sorted: field.sorted }),
    },
  });
  return [
    ...groups.flatMap(({ name, fields }) => fields.map((field) => column(field, name))),
    ...(state.unfolded.includes(id) ? folded.map((field) => column(field, "")) : []),
  ];
}
