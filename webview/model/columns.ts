import * as l10n from "@vscode/l10n";
import type { nothing } from "lit";
import { html, type TemplateResult } from "lit";
import { sameSplitFirst } from "../../src/core/charts/same-split.ts";
import { rowFormat, type NumberFormat } from "../../src/core/metrics/metric-format.ts";
import { parameterFormat } from "../../src/core/metrics/parameter-format.ts";
import type { QueryField } from "../../src/core/query/query.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { age } from "../ui/age.ts";
import { stageIcon } from "../ui/stage-badge.ts";
import type { ModelRow, ModelSnapshot } from "./protocol.ts";

/** A column of the table of versions. */
export interface Column {
  /** `metrics.test.auc`, `stage`: a key of the language of searches. */
  readonly id: string;
  readonly label: string;
  readonly field: QueryField;
  /** Name of the metric or hyperparameter. */
  readonly name?: string;
  /** Numbers stand at the right, and are sorted largest first at first. */
  readonly numeric: boolean;
  readonly sortable: boolean;
  readonly cell: (row: ModelRow, rows: readonly ModelRow[]) => unknown;
}

/** Columns that every version has something for. */
const facts = (): readonly Column[] => [
  {
    ...{ id: "stage", label: l10n.t("Stage"), field: "stage", numeric: false, sortable: true },
    cell: ({ stage }) => html`${stageIcon(stage)} ${stage}`,
  },
  {
    ...{ id: "alias", label: l10n.t("Aliases"), field: "alias", numeric: false, sortable: false },
    cell: ({ aliases = [] }) => aliases.join(", "),
  },
  {
    ...{
      id: "registered",
      label: l10n.t("Registered"),
      field: "registered",
      numeric: false,
      sortable: true,
    },
    cell: ({ registeredAt }) => age(registeredAt),
  },
  {
    ...{
      id: "registered_by",
      label: l10n.t("By"),
      field: "registered_by",
      numeric: false,
      sortable: true,
    },
    cell: ({ registeredBy }) => registeredBy.name,
  },
  {
    ...{ id: "size", label: l10n.t("Size"), field: "size", numeric: true, sortable: true },
    cell: ({ size }) => formatBytes(size),
  },
];

/** Returns all columns that the table of a model can have, in their order. */
export function allColumns({ metrics, parameters }: ModelSnapshot): readonly Column[] {
  const [stage, alias, ...others] = facts();
  return [
    ...(stage && alias ? [stage, alias] : []),
    ...metrics.map(metricColumn),
    ...parameters.map(parameterColumn),
    ...others,
  ];
}

/** Columns of metrics and of hyperparameters that are shown until a person chooses. */
const suggested = { metrics: 3, parameters: 2 };

/**
 * Returns the columns that are shown: those chosen, of which some may be gone, or else the main
 * metrics and the first hyperparameters.
 */
export function shownColumns(
  snapshot: ModelSnapshot,
  chosen: readonly string[] | undefined,
): readonly Column[] {
  const all = allColumns(snapshot);
  const kept = chosen ?? snapshot.columns;
  if (kept) return all.filter(({ id }) => kept.includes(id));
  const { metric, metrics, parameters } = snapshot;
  const ids = new Set([
    ...facts().map(({ id }) => id),
    ...sameSplitFirst(metrics, metric)
      .slice(0, suggested.metrics)
      .map((key) => `metrics.${key}`),
    ...parameters.slice(0, suggested.parameters).map((key) => `params.${key}`),
  ]);
  return all.filter(({ id }) => ids.has(id));
}

/** Returns the names of the hyperparameters among columns. */
export function parametersOf(columns: readonly Column[]): readonly string[] {
  return columns.flatMap(({ field, name }) => (field === "params" && name ? [name] : []));
}

function metricColumn(key: string): Column {
  return {
    ...{ id: `metrics.${key}`, label: key, field: "metrics", name: key },
    ...{ numeric: true, sortable: true },
    cell: ({ metrics }, rows) => metricCell(own(metrics, key), key, rows),
  };
}

function parameterColumn(key: string): Column {
  return {
    ...{ id: `params.${key}`, label: key, field: "params", name: key },
    ...{ numeric: true, sortable: true },
    cell: ({ parameters }, rows) => {
      const value = own(parameters, key);
      if (typeof value !== "number") return value ?? missing;
      return html`<span title=${value}>${columnFormat(rows, parameterNumbers, key)(value)}</span>`;
    },
  };
}

const missing = html`<span class="muted">–</span>`;

function metricCell(
  value: number | undefined,
  key: string,
  rows: readonly ModelRow[],
): TemplateResult | typeof nothing {
  if (value === undefined) return missing;
  return html`<span title=${value}>${columnFormat(rows, metricNumbers, key)(value)}</span>`;
}

/** Numbers that stand in columns: how they are read from a row, and written in a column. */
interface ColumnNumbers {
  readonly id: string;
  readonly of: (row: ModelRow, key: string) => unknown;
  readonly format: (values: readonly number[]) => NumberFormat;
}

const metricNumbers: ColumnNumbers = {
  id: "metrics",
  of: ({ metrics }, key) => own(metrics, key),
  format: rowFormat,
};
const parameterNumbers: ColumnNumbers = {
  id: "params",
  of: ({ parameters }, key) => own(parameters, key),
  format: parameterFormat,
};

const formats = new WeakMap<readonly ModelRow[], Map<string, NumberFormat>>();

/** Returns how a column writes its numbers: with the decimals that tell those that are loaded apart. */
function columnFormat(
  rows: readonly ModelRow[],
  { id, of, format }: ColumnNumbers,
  key: string,
): NumberFormat {
  const known = formats.get(rows) ?? new Map<string, NumberFormat>();
  formats.set(rows, known);
  const column = `${id}.${key}`;
  const values = (): readonly number[] =>
    rows.flatMap((row) => {
      const value = of(row, key);
      return typeof value === "number" ? [value] : [];
    });
  const made = known.get(column) ?? format(values());
  known.set(column, made);
  return made;
}

const texts = new WeakMap<readonly ModelRow[], ReadonlySet<string>>();

/** Returns true for a column of numbers; a hyperparameter may be a text. */
export function hasNumbers({ field, name, numeric }: Column, rows: readonly ModelRow[]): boolean {
  if (field !== "params" || name === undefined) return numeric;
  const known =
    texts.get(rows) ??
    new Set(
      rows.flatMap(({ parameters }) =>
        Object.entries(parameters).flatMap(([key, value]) =>
          typeof value === "string" ? [key] : [],
        ),
      ),
    );
  texts.set(rows, known);
  return !known.has(name);
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
