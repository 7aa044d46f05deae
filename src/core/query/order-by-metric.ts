import { parseQuery } from "./parse-query.ts";
import { printQuery } from "./print-query.ts";

/** Order by the values of a metric. */
export interface MetricOrder {
  readonly metric: string;
  /** True if the highest value comes first. */
  readonly descending: boolean;
}

/** Returns the text of a query that finds the same, in the order of a metric. */
export function orderByMetric(query: string, { metric, descending }: MetricOrder): string {
  const parsed = parseQuery(query);
  if ("problem" in parsed) return query;
  const { where } = parsed.query;
  const order = [{ key: { field: "metrics", name: metric }, descending }] as const;
  return printQuery({ ...(where && { where }), order });
}

interface Measured {
  readonly id: string;
  readonly metrics: Readonly<Record<string, number>>;
}

/** Orders versions as such a query does: those without the metric last, and the newest first. */
export function compareByMetric(
  a: Measured,
  b: Measured,
  { metric, descending }: MetricOrder,
): number {
  const [x, y] = [a, b].map(({ metrics }) =>
    Object.hasOwn(metrics, metric) ? metrics[metric] : undefined,
  );
  const newestFirst = a.id < b.id ? 1 : -1;
  if (x === undefined || y === undefined) {
    return Number(x === undefined) - Number(y === undefined) || newestFirst;
  }
  return (descending ? y - x : x - y) || newestFirst;
}
