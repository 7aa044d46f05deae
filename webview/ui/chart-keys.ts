/** A value of a chart: the index of its series, and its index there. */
export interface ChartPlace {
  readonly series: number;
  readonly index: number;
}

/** Share of a series that Page Up and Page Down leap over. */
const page = 0.1;

/**
 * Returns the value that a key leads to: the arrows go along a series and from series to series,
 * Home and End to its ends, and the first key to the first value. Undefined for other keys, and
 * where there is no value.
 *
 * @param counts number of values of each series
 */
export function moveInChart(
  counts: readonly number[],
  at: ChartPlace | undefined,
  key: string,
): ChartPlace | undefined {
  const move = moves[key];
  if (!move) return undefined;
  const filled = counts.flatMap((count, series) => (count > 0 ? [series] : []));
  const [first] = filled;
  if (first === undefined) return undefined;
  if (!at) return { series: first, index: key === "End" ? (counts[first] ?? 1) - 1 : 0 };
  const place = Math.max(0, filled.indexOf(at.series));
  const series = filled[Math.min(filled.length - 1, Math.max(0, place + move.series))] ?? first;
  const last = (counts[series] ?? 1) - 1;
  const index = at.index + move.by(last + 1);
  return { series, index: Math.min(last, Math.max(0, index)) };
}

interface Move {
  readonly series: -1 | 0 | 1;
  /** Returns the step along a series of this length. */
  readonly by: (length: number) => number;
}

const along = (by: Move["by"]): Move => ({ series: 0, by });
const moves: Readonly<Record<string, Move>> = {
  ArrowRight: along(() => 1),
  ArrowLeft: along(() => -1),
  PageDown: along((length) => Math.max(1, Math.round(length * page))),
  PageUp: along((length) => -Math.max(1, Math.round(length * page))),
  Home: along((length) => -length),
  End: along((length) => length),
  ArrowDown: { series: 1, by: () => 0 },
  ArrowUp: { series: -1, by: () => 0 },
};
