import { mainMetric, metricDirection } from "../../src/core/metrics/metric-direction.ts";
import type { VersionId } from "../../src/core/model/ids.ts";
import {
  compareVersions,
  type Comparison,
  type FactRow,
  type MetricRow,
} from "../../src/core/reports/comparison.ts";
import { roleOf } from "../ui/stage-badge.ts";
import type { CompareSnapshot } from "./protocol.ts";
import type { ComparePageState } from "./state.ts";

export type ComparedVersion = CompareSnapshot["versions"][number];

/** The rows of a section: those that are shown, and those behind “14 equal”. */
export interface ArrangedRows<Row> {
  readonly shown: readonly Row[];
  readonly folded: readonly Row[];
}

/** A comparison as the page lays it out. */
export interface Arrangement {
  /** In the order of the columns. */
  readonly versions: readonly ComparedVersion[];
  /** Index of the version that changes are measured against. */
  readonly baseline: number;
  readonly sections: {
    readonly [Id in keyof Comparison]: ArrangedRows<Comparison[Id][number]>;
  };
}

type Choices = Pick<
  ComparePageState,
  "baseline" | "rows" | "sort" | "filter" | "directions" | "order"
>;

/** Lays out a comparison as the page's state asks: columns, baseline and rows. */
export function arrange(chosen: readonly ComparedVersion[], state: Choices): Arrangement {
  const versions = orderColumns(chosen, state);
  const baselineId = chooseBaseline(chosen, state.baseline);
  const baseline = versions.findIndex(({ id }) => id === baselineId);
  const all = compareVersions(versions, { baseline, directions: state.directions });
  const facts = (rows: readonly FactRow[]): ArrangedRows<FactRow> =>
    arrangeRows(rows, state, ({ cells }) => new Set(cells).size);
  return {
    versions,
    baseline,
    sections: {
      metrics: mainMetricFirst(
        arrangeRows(all.metrics, state, (row) => largestRelativeChange(row, baseline)),
        mainMetric(all.metrics.map(({ key }) => key)),
        state,
      ),
      gates: facts(all.gates),
      benchmarks: facts(all.benchmarks),
      parameters: facts(all.parameters),
      datasets: facts(all.datasets),
      features: facts(all.features),
      parents: facts(all.parents),
      code: facts(all.code),
      run: facts(all.run),
      environment: facts(all.environment),
      model: facts(all.model),
      signature: facts(all.signature),
      importance: facts(all.importance),
      tags: facts(all.tags),
      annotations: facts(all.annotations),
      other: facts(all.other),
      files: facts(all.files),
    },
  };
}

/** Returns the rows that match the toolbar, folded ones included: the part that actions copy. */
export function comparisonInView({ sections }: Arrangement): Comparison {
  const inView = <Row>({ shown, folded }: ArrangedRows<Row>): readonly Row[] => [
    ...shown,
    ...folded,
  ];
  return {
    metrics: inView(sections.metrics),
    gates: inView(sections.gates),
    benchmarks: inView(sections.benchmarks),
    parameters: inView(sections.parameters),
    datasets: inView(sections.datasets),
    features: inView(sections.features),
    parents: inView(sections.parents),
    code: inView(sections.code),
    run: inView(sections.run),
    environment: inView(sections.environment),
    model: inView(sections.model),
    signature: inView(sections.signature),
    importance: inView(sections.importance),
    tags: inView(sections.tags),
    annotations: inView(sections.annotations),
    other: inView(sections.other),
    files: inView(sections.files),
  };
}

/** The version chosen as baseline, else the one in Production, else the first. */
function chooseBaseline(
  versions: readonly ComparedVersion[],
  chosen: VersionId | undefined,
): VersionId | undefined {
  return (
    versions.find(({ id }) => id === chosen) ??
    versions.find(({ stage }) => roleOf(stage) === "production") ??
    versions[0]
  )?.id;
}

function orderColumns(
  versions: readonly ComparedVersion[],
  { order, directions }: Choices,
): readonly ComparedVersion[] {
  if (!order) return versions;
  const { key, bestFirst } = order;
  const descending = ((directions[key] ?? metricDirection(key)) !== "lower") === bestFirst;
  return versions.toSorted((a, b) => {
    const [x, y] = [a.recipe.metrics[key], b.recipe.metrics[key]];
    if (x === undefined || y === undefined)
      return Number(x === undefined) - Number(y === undefined);
    return descending ? y - x : x - y;
  });
}

function arrangeRows<Row extends { readonly key: string; readonly differs: boolean }>(
  rows: readonly Row[],
  { filter, sort, rows: mode }: Choices,
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
export function largestRelativeChange({ cells }: MetricRow, baseline: number): number {
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
  { sort }: Choices,
): ArrangedRows<MetricRow> {
  const row = [...shown, ...folded].find(({ key }) => key === main);
  if (!row || sort === "change") return { shown, folded };
  const without = (rows: readonly MetricRow[]): readonly MetricRow[] =>
    rows.filter((each) => each !== row);
  return { shown: [row, ...without(shown)], folded: without(folded) };
}
