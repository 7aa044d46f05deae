import type { AbMetric } from "../events/abtest-events.ts";
import { directionByName } from "../metrics/metric-direction.ts";

const form = /^(?:p(\d{1,2}(?:\.\d+)?):)?([^:\s][^:]{0,249}?)(?::(higher|lower))?$/;

/**
 * Parses a metric of an A/B test: `conversion`, `latency_ms:lower`, `p95:latency_ms`. Undefined for
 * anything else.
 *
 * @param otherwise which way it is better if neither the text nor its name says so
 */
export function parseAbMetric(text: string, otherwise: AbMetric["better"]): AbMetric | undefined {
  const [, percent, key, better] = form.exec(text.trim()) ?? [];
  if (key === undefined) return undefined;
  const quantile = percent === undefined ? undefined : Number(percent) / 100;
  if (quantile === 0) return undefined;
  const usual = directionByName(key);
  const direction =
    better === "higher" || better === "lower"
      ? better
      : usual === "higher" || usual === "lower"
        ? usual
        : otherwise;
  return { key, better: direction, ...(quantile !== undefined && { quantile }) };
}

/** Writes a metric as it is given: `p95:latency_ms`. */
export function abMetricText({ key, quantile }: AbMetric): string {
  return quantile === undefined ? key : `p${Number((quantile * 100).toPrecision(12))}:${key}`;
}
