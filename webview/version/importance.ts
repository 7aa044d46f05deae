import { html, type TemplateResult } from "lit";
import { formatMetric } from "../../src/core/metrics/metric-format.ts";

const width = 64;

/**
 * Renders the importance of features, as numbers with bars on one scale. If some are negative, zero
 * is in the middle: their bars go to the left and are hollow.
 */
export function importanceValues(
  features: readonly (readonly [name: string, value: number])[],
): readonly (readonly [name: string, shown: TemplateResult])[] {
  const values = features.map(([, value]) => value);
  const longest = Math.max(...values.map(Math.abs)) || 1;
  const zero = values.some((value) => value < 0) ? width / 2 : 0;
  const scale = (width - zero - 1) / longest;
  return features.map(([name, value]) => {
    const length = value === 0 ? 0 : Math.max(1.5, Math.abs(value) * scale);
    return [
      name,
      html`<span class="importance ${value < 0 ? "importance-against" : ""}">
        <span>${formatMetric(value)}</span>
        <svg width=${width} height="10" aria-hidden="true">
          <line x1=${zero} x2=${zero} y1="0" y2="10"></line>
          <rect x=${value < 0 ? zero - length : zero} y="1.5" width=${length} height="7"></rect>
        </svg>
      </span>`,
    ];
  });
}
