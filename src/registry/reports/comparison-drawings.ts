import type { ChartVersion } from "../../core/charts/chart-version.ts";
import { metricsNotFinite } from "../../core/metrics/not-finite.ts";
import type { ModelName } from "../../core/model/ids.ts";
import { stageRolesOf } from "../../core/policy/stage-roles.ts";
import type { ComparisonReport } from "../../core/reports/comparison-report.ts";
import { comparisonCharts, historyChart } from "../../core/reports/report-charts.ts";
import type { ReportChart } from "../../core/reports/report-document.ts";
import { inEnglish } from "../../core/text/language.ts";
import type { Registry } from "../registry.ts";
import { drawCharts } from "./draw-charts.ts";

/** Older versions of a model are not in the chart of its history. */
const mostVersions = 200;

/**
 * Draws the charts of a comparison report: the versions side by side, and the main metric over the
 * versions of their model if they have one model only.
 */
export async function comparisonDrawings(
  registry: Registry,
  { versions }: ComparisonReport,
): Promise<readonly ReportChart[]> {
  const { policy } = await registry.policy();
  const roles = stageRolesOf(policy);
  const compared = versions.map(({ id, model, number, label, stage, recipe }): ChartVersion => ({
    ...{ id, model, number, label, stage },
    metrics: recipe.metrics,
    notFinite: metricsNotFinite(recipe),
  }));
  const models = [...new Set(versions.map(({ model }) => model))];
  const [model] = models;
  const newest =
    model !== undefined && models.length === 1 ? await newestVersions(registry, model) : [];
  const charts = inEnglish(() => {
    const history = newest.length > 0 ? historyChart(newest, compared.length, roles) : undefined;
    return [...comparisonCharts(compared, roles), ...(history ? [history] : [])];
  });
  return drawCharts(charts);
}

/** Returns the newest versions of a model, oldest first. */
async function newestVersions(
  registry: Registry,
  model: ModelName,
): Promise<readonly ChartVersion[]> {
  const found = await registry.read((state) => state.versions({ model, limit: mostVersions }));
  return found.toReversed();
}
