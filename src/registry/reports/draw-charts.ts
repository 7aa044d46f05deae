import type { PointChart } from "../../core/charts/chart.ts";
import { chartDescription, reportTheme } from "../../core/reports/report-charts.ts";
import type { ReportChart } from "../../core/reports/report-document.ts";
import { withoutInlineStyle } from "../../core/reports/report-html.ts";
import { inEnglish } from "../../core/text/language.ts";

/** In pixels; a page shows it at its own width. */
const width = 860;
const height = 320;

/** Draws charts for a report, in English as all of it. Loads the library that draws only if there is one. */
export async function drawCharts(charts: readonly PointChart[]): Promise<readonly ReportChart[]> {
  if (charts.length === 0) return [];
  const { renderChart } = await import("../../core/charts/render-chart.ts");
  return inEnglish(() =>
    charts.map((chart) => {
      const svg = renderChart(chart, { width, height, theme: reportTheme });
      return {
        kind: "chart",
        title: chart.title,
        description: chartDescription(chart),
        // Hollow symbols are filled with white, whatever the theme says.
        svg: withoutInlineStyle(svg.replaceAll('fill="#fff"', `fill="${reportTheme.background}"`)),
      };
    }),
  );
}
