import { metricDirection } from "../metrics/metric-direction.ts";
import { parseMoment } from "../model/data/parse-moment.ts";
import type { Timestamp } from "../model/ids.ts";
import type { Metrics } from "../model/recipe.ts";

/** Facts in notes about the version in use. */
export interface VersionFacts {
  readonly metrics?: Metrics;
  /** Time at which the version was made. */
  readonly madeAt?: Timestamp;
}

/**
 * Reads `Best score: 0.88` and `Date created: 2024-01-15`; undefined if no line is of that kind.
 */
export function readVersionFacts(lines: readonly string[]): VersionFacts | undefined {
  const metrics = new Map<string, number>();
  let madeAt: Timestamp | undefined;
  for (const line of lines) {
    const [, key = "", fact = ""] = factLine.exec(line) ?? [];
    const metric = metricOf(key, unquoted(fact));
    if (metric) metrics.set(metric.name, metric.value);
    if (madeKey.test(key)) madeAt ??= parseMoment(unquoted(fact));
  }
  if (metrics.size === 0 && !madeAt) return undefined;
  return {
    ...(metrics.size > 0 && { metrics: Object.fromEntries(metrics) }),
    ...(madeAt && { madeAt }),
  };
}

const factLine = /^[#>*+\s-]*([\p{L}][\p{L}\p{N} _-]*?)\s*[:=]\s*(.+)$/u;
const madeKey =
  /^((date|time)[-_ ]+)?(created|trained|made|built)([-_ ]+(on|at|date|time))?$|^(date|(creation|training|build)[-_ ]+(date|time))$/i;

/** Reads `Best score: 0.88`, if the words are those of a metric. */
function metricOf(
  key: string,
  text: string,
): { readonly name: string; readonly value: number } | undefined {
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return undefined;
  const name = key
    .replace(/^(best|final|current|latest)[-_ ]+/i, "")
    .toLowerCase()
    .replace(/[-_ ]+/g, "_");
  const isMetric = /(^|_)score$/.test(name) || ["higher", "lower"].includes(metricDirection(name));
  const value = Number(text);
  return isMetric && Number.isFinite(value) ? { name, value } : undefined;
}

/** Returns a value without the quotes and commas around it. */
export function unquoted(text: string): string {
  return text.replace(/^["'`]|["'`,]+$/g, "").trim();
}
