import { chartOption } from "./chart-option.ts";
import { printTheme, type ChartTheme } from "./chart-theme.ts";
import type { Chart } from "./chart.ts";
import { initEngine } from "./engine.ts";

export interface ChartPicture {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** By default, that of print. */
  readonly theme?: ChartTheme;
}

/** Returns a chart as SVG, drawn without a browser: real text, no scripts, no links. */
export function renderChart(
  chart: Chart,
  { width, height, theme = printTheme }: ChartPicture,
): string {
  const engine = initEngine(null, null, { renderer: "svg", ssr: true, width, height });
  try {
    engine.setOption(chartOption(chart, theme));
    // The style sheet is that of hovering, which there is none of; texts can't look like one.
    return engine.renderToSVGString().replace(/<style[^>]*>.*?<\/style>/s, "");
  } finally {
    engine.dispose();
  }
}
