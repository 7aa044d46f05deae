import { html, type TemplateResult } from "lit";
import type { MetricDirection } from "../../src/core/metric-direction.ts";
import { icon } from "./icon.ts";

/** Says which way a metric is better: `Higher is better`. */
export function directionText(direction: MetricDirection): string {
  return direction === "higher" ? "Higher is better" : "Lower is better";
}

/** An arrow for the way in which a metric is better. */
export function directionSign(direction: MetricDirection): TemplateResult {
  const text = directionText(direction);
  return html`<span class="direction" title=${text}
    >${icon(direction === "higher" ? "arrow-up" : "arrow-down")}<span class="visually-hidden"
      >${text}</span
    ></span
  >`;
}
