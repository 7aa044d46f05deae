import { mainMetric } from "../../src/core/metrics/metric-direction.ts";
import type { VersionId } from "../../src/core/model/ids.ts";
import type { RunId } from "../../src/core/model/run.ts";
import { factSections, type FactSection } from "../../src/core/reports/comparison-export.ts";
import {
  compareVersions,
  type Comparison,
  type FactRow,
  type MetricRow,
} from "../../src/core/reports/comparison.ts";
import { orderVersions } from "./order-versions.ts";
import type { CompareSnapshot } from "./protocol.ts";
import type { ComparePageState } from "./state.ts";

export type ComparedVersion = CompareSnapshot["versions"][number];

/** Returns the ids of the versions and of the runs among the columns. */
export function comparedIds(columns: readonly Pick<ComparedVersion, "id" | "run">[]): {
  readonly ids: VersionId[];
  readonly runs: RunId[];
} {
  return {
    ids: columns.flatMap(({ id, run }) => (run ? [] : [id])),
    runs: columns.flatMap(({ run }) => (run ? [run.id] : [])),
  };
}

/** The rows of a section: those that are shown, and those behind “14 equal”. */
export interface ArrangedRows<Row> {
  readonly shown: readonly Row[];
  readonly folded: readonly Row[];
}

/** A comparison as the page lays it out. */
export interface Arrangement {
  /** Those that are shown, in order; the baseline is the first. */
  readonly versions: readonly ComparedVersion[];
  /** Number of the first versions that stay in sight. */
  readonly pinned: number;
  /** The largest relative change of all metrics: a bar means the same wherever it stands. */
  readonly longest: number;
  readonly sections: {
    readonly [Id in keyof Comparison]: ArrangedRows<Comparison[Id][number]>;
  };
}

/** The baseline is the first of the versions that are shown. */
const baseline = 0;

/** Lays out a comparison as the page's state asks: versions, baseline and rows. */
export function arrange(chosen: readonly ComparedVersion[], state: ComparePageState): Arrangement {
  const { versions, pinned } = orderVersions(chosen, state);
  const all = compareVersions(versions, { baseline, directions: state.directions });
  const metrics = mainMetricFirst(
    arrangeRows(all.metrics, state, largestRelativeChange),
    mainMetric(all.metrics.map(({ key }) => key)),
    state,
  );
  const facts = Object.fromEntries(
    factSections.map((section) => [
      section,
      arrangeRows(all[section], state, ({ cells }: FactRow) => new Set(cells).size),
    ]),
  ) as Readonly<Record<FactSection, ArrangedRows<FactRow>>>;
  return {
    versions,
    pinned,
    longest: Math.max(0, ...all.metrics.map(largestRelativeChange)),
    sections: { metrics, ...facts },
  };
}

/** Returns the rows that match the toolbar, folded ones included: the part that actions copy. */
export function comparisonInView({ sections }: Arrangement): Comparison {
  const inView = <Row>({ shown, folded }: ArrangedRows<Row>): readonly Row[] => [
    ...shown,
    ...folded,
  ];
  const facts = Object.fromEntries(
    factSections.map((section) => [section, inView(sections[section])]),
  ) as Readonly<Record<FactSection, readonly FactRow[]>>;
  return { metrics: inView(sections.metrics), ...facts };
}

function arrangeRows<Row extends { readonly key: string; readonly differs: boolean }>(
  rows: readonly Row[],
  { filter, sort, rows: mode }: ComparePageState,
  extent: (row: Row) => number,
): ArrangedRows<Row> {
  const wanted = filter.trim().toLowerCase();
  const matching = rows
    .filter(({ key }) => key.toLowerCase().includes(wanted))
    .sort((a, b) => a.key.localeCompare(b.key, undefined, { numeric: true }));
  const sorted = sort === "change" ? matching.toSorted((a, b) => extent(b) - extent(a)) : matching;
  const different = sorted.filter(({ differs }) => differs);
  const equal = sorted.filter(({ differs }) => !differs);
  if (mode === "only") return { shown: different, folded: [] };
  if (mode === "first") return { shown: [...different, ...equal], folded: [] };
  // Who looks for a row by its name wants to see it.
  return wanted === "" ? { shown: different, folded: equal } : { shown: sorted, folded: [] };
}

/** The largest change of a row for numbers of its size, 0…2, so that rows of any unit can be ordered. */
export function largestRelativeChange({ cells }: MetricRow): number {
  const base = cells[baseline]?.value;
  if (base === undefined) return 0;
  return Math.max(
    0,
    ...cells.map(({ value }) => (value === undefined ? 0 : relativeChange(value, base))),
  );
}

/** Returns the size of a change relative to the larger of the two values. */
export function relativeChange(value: number, base: number): number {
  return value === base ? 0 : Math.abs(value - base) / Math.max(Math.abs(value), Math.abs(base));
}

/** The main metric is in sight, and first, unless rows are sorted by something else. */
function mainMetricFirst(
  { shown, folded }: ArrangedRows<MetricRow>,
  main: string | undefined,
  { sort }: ComparePageState,
): ArrangedRows<MetricRow> {
  const row = [...shown, ...folded].find(({ key }) => key === main);
  if (!row || sort === "change") return { shown, folded };
  const without = (rows: readonly MetricRow[]): readonly MetricRow[] =>
    rows.filter((each) => each !== row);
  return { shown: [row, ...without(shown)], folded: without(folded) };
}
