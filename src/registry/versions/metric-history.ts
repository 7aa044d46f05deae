import { readFile } from "node:fs/promises";
import type { VersionId } from "../../core/model/ids.ts";
import { HistoryDocument } from "../../core/model/metric-history.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle, type VersionDetail } from "../../core/state/version.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "./describe-version.ts";

/** Values of a metric by step, as a version's training logged them. */
export interface MetricSeries {
  readonly version: VersionId;
  readonly metric: string;
  /** Unit of the steps: `step`, `epoch`. */
  readonly axis: string;
  /** `[step, value]`, in order of the steps. */
  readonly points: readonly (readonly [step: number, value: number])[];
}

/** Maximum number of versions whose histories are read together. */
const maxVersions = 100;

/**
 * Returns the histories of metrics of some versions, verified. A version without any has none in
 * the answer.
 *
 * @throws RegistryError `unknown-version`, `artifact-missing`, `artifact-changed`
 */
export async function metricHistory(
  registry: Registry,
  request: {
    readonly versions: readonly VersionId[];
    /** Only these metrics; all if absent. */
    readonly metrics?: readonly string[];
  },
): Promise<readonly MetricSeries[]> {
  const details = await registry.read((state) =>
    request.versions.slice(0, maxVersions).map((version) => requireDetail(state, version)),
  );
  const series: MetricSeries[] = [];
  for (const detail of details) series.push(...(await historiesOf(registry, detail)));
  const { metrics } = request;
  return metrics ? series.filter(({ metric }) => metrics.includes(metric)) : series;
}

async function historiesOf(
  registry: Registry,
  detail: VersionDetail,
): Promise<readonly MetricSeries[]> {
  const { history } = detail.registration.recipe;
  if (!history) return [];
  const title = `the metric history of ${versionTitle(detail)}`;
  const path = await verifyArtifact(registry.paths, history, title);
  const parsed = HistoryDocument.safeParse(parseJson(await readFile(path, "utf8")));
  if (!parsed.success) {
    throw new RegistryError({
      code: "artifact-changed",
      message: `Can't read ${title}: it is in a form that this release does not know.`,
      wayOut: "Update Model Registry.",
    });
  }
  return Object.entries(parsed.data.metrics).map(([metric, { axis, points }]) => {
    return { version: detail.id, metric, axis, points };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
