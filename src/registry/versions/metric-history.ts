import { readFile } from "node:fs/promises";
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { thinOut } from "../../core/charts/thin-out.ts";
import { mainMetric } from "../../core/metrics/metric-direction.ts";
import { HistoryDocument, MetricPoints } from "../../core/model/data/metric-history.ts";
import type { VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle, type VersionDetail } from "../../core/state/version.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "./describe-version.ts";

/** Values of a metric by step, as a version's training logged them. */
export interface MetricSeries {
  readonly version: VersionId;
  /** Unit of the steps: `step`, `epoch`. */
  readonly axis: string;
  /** `[step, value]`, in order of the steps. */
  readonly points: readonly (readonly [step: number, value: number])[];
}

/** The history of one metric of several versions. */
export interface MetricHistory {
  /** Metrics of which any of the versions has a history, in alphabetical order. */
  readonly metrics: readonly string[];
  /** The one of the series; absent if there is none. */
  readonly metric?: string;
  /** Of the versions that have it. */
  readonly series: readonly MetricSeries[];
}

export interface MetricHistoryRequest {
  readonly versions: readonly VersionId[];
  /** Metric whose history is wanted; one that no version has gives way to the main one. */
  readonly metric?: string | undefined;
  /** At most so many points of each series; all if absent. */
  readonly mostPoints?: number;
}

/** Maximum number of versions whose histories are read together. */
const maxVersions = 100;

/** A document of which no metric has been checked yet: only one of them is wanted. */
const UncheckedDocument = z.lazy(() =>
  z.object({
    v: HistoryDocument.unwrap().unwrap().shape.v,
    metrics: z.record(z.string(), z.unknown()),
  }),
);

/**
 * Returns the history of one metric of some versions, verified. What each version has is recorded
 * with it, so that only files with this metric are read.
 *
 * @throws RegistryError `unknown-version`, `artifact-missing`, `artifact-changed`
 */
export async function metricHistory(
  registry: Registry,
  { versions, metric: wanted, mostPoints }: MetricHistoryRequest,
): Promise<MetricHistory> {
  const details = await registry.read((state) =>
    versions.slice(0, maxVersions).map((version) => requireDetail(state, version)),
  );
  const metrics = [...new Set(details.flatMap((detail) => metricsOf(detail)))].sort();
  const metric = wanted !== undefined && metrics.includes(wanted) ? wanted : mainMetric(metrics);
  if (metric === undefined) return { metrics, series: [] };
  const series: MetricSeries[] = [];
  for (const detail of details) {
    const found = await seriesOf(registry, detail, metric);
    if (found) {
      const points = mostPoints === undefined ? found.points : thinOut(found.points, mostPoints);
      series.push({ version: detail.id, axis: found.axis, points });
    }
  }
  return { metrics, metric, series };
}

function metricsOf({ registration }: VersionDetail): readonly string[] {
  return Object.keys(registration.recipe.history?.metrics ?? {});
}

async function seriesOf(
  registry: Registry,
  detail: VersionDetail,
  metric: string,
): Promise<MetricPoints | undefined> {
  const { history } = detail.registration.recipe;
  if (!history || !metricsOf(detail).includes(metric)) return undefined;
  const title = l10n.t("the metric history of {0}", versionTitle(detail));
  const path = await verifyArtifact(registry.paths, history, title);
  const document = UncheckedDocument.safeParse(parseJson(await readFile(path, "utf8")));
  const points = MetricPoints.safeParse(document.data?.metrics[metric]);
  if (points.success) return points.data;
  throw new RegistryError({ code: "artifact-changed", reason: "history-form-unknown", title });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
