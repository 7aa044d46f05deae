/** Values of one metric by step. The lists are equally long. */
export interface MetricSeries {
  readonly steps: readonly number[];
  /** Milliseconds since the epoch. */
  readonly at: readonly number[];
  /** Not all need be finite. */
  readonly values: readonly number[];
}

/** The same while it is being filled. */
export interface SeriesBuilder extends MetricSeries {
  readonly steps: number[];
  readonly at: number[];
  readonly values: number[];
}

export function emptySeries(): SeriesBuilder {
  return { steps: [], at: [], values: [] };
}

/**
 * Returns values in order of step, time and value, each once: a log may hold a line twice.
 */
export function orderedSeries(series: MetricSeries): MetricSeries {
  const { steps, at, values } = series;
  if (isOrdered(series)) return series;
  const order = steps.map((_, index) => index).sort((a, b) => compare(series, a, b));
  const kept = order.filter(
    (index, place) => place === 0 || compare(series, order[place - 1] ?? index, index) !== 0,
  );
  const pick = (list: readonly number[]): number[] => kept.map((index) => list[index] ?? 0);
  return { steps: pick(steps), at: pick(at), values: pick(values) };
}

function isOrdered(series: MetricSeries): boolean {
  for (let index = 1; index < series.steps.length; index += 1) {
    if (compare(series, index - 1, index) >= 0) return false;
  }
  return true;
}

function compare({ steps, at, values }: MetricSeries, a: number, b: number): number {
  const byStep = (steps[a] ?? 0) - (steps[b] ?? 0);
  if (byStep !== 0) return byStep;
  const byTime = (at[a] ?? 0) - (at[b] ?? 0);
  if (byTime !== 0) return byTime;
  const [left, right] = [values[a] ?? 0, values[b] ?? 0];
  if (Object.is(left, right) || left === right) return 0;
  // No number comes before all numbers.
  if (Number.isNaN(left)) return -1;
  if (Number.isNaN(right)) return 1;
  return left < right ? -1 : 1;
}

/**
 * Returns at most about `count` values of an ordered series that draw the same line: of each of
 * equally wide parts of the axis the first, the lowest, the highest and the last value (M4, Jugel et
 * al., “M4: a visualization-oriented time series data aggregation”, VLDB 2014).
 *
 * @param count at least 4
 */
export function downsampled(series: MetricSeries, count: number): MetricSeries {
  const { steps, at, values } = series;
  const length = steps.length;
  if (length <= count) return series;
  const parts = Math.max(1, Math.floor(count / 4));
  const first = steps[0] ?? 0;
  const width = ((steps[length - 1] ?? 0) - first) / parts || 1;
  const kept: number[] = [];
  for (let start = 0; start < length;) {
    const part = partOf(steps[start] ?? 0, first, width, parts);
    let end = start;
    let [lowest, highest] = [start, start];
    while (end < length && partOf(steps[end] ?? 0, first, width, parts) === part) {
      if (isBelow(values[end], values[lowest])) lowest = end;
      if (isBelow(values[highest], values[end])) highest = end;
      end += 1;
    }
    kept.push(...[...new Set([start, lowest, highest, end - 1])].sort((a, b) => a - b));
    start = end;
  }
  const pick = (list: readonly number[]): number[] => kept.map((index) => list[index] ?? 0);
  return { steps: pick(steps), at: pick(at), values: pick(values) };
}

function partOf(step: number, first: number, width: number, parts: number): number {
  return Math.min(parts - 1, Math.floor((step - first) / width));
}

/** Anything is below and above what is no number. */
function isBelow(a = Number.NaN, b = Number.NaN): boolean {
  return Number.isNaN(b) ? !Number.isNaN(a) : a < b;
}
