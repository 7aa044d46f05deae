import { findNamedMetric } from "../../core/metrics/find-metric.ts";
import { mainMetric } from "../../core/metrics/metric-direction.ts";
import { formatMetric } from "../../core/metrics/metric-format.ts";
import { versionCountText, type Model, type Version } from "../../core/state/version.ts";
import { formatAge, shortDigest } from "../../core/text/format.ts";
import { tableLines } from "../terminal/table.ts";
import { sharingText, type SharingNotes } from "./sharing-notes.ts";

export interface TableOptions {
  /** The metric to show; undefined for the one that is best known of each. */
  readonly metric: string | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Versions of which this clone or its remote lacks something. */
  readonly sharing?: SharingNotes;
}

/** Returns the lines of a table of versions and models without one. */
export function versionLines(
  versions: readonly Version[],
  empty: readonly Model[],
  { metric, now, sharing = new Map() }: TableOptions,
): readonly string[] {
  const hasNotes = versions.some(({ id }) => sharing.has(id));
  return tableLines(
    [
      { title: "NAME" },
      { title: "VERSION", align: "right" },
      { title: "STAGE" },
      { title: "METRIC" },
      { title: "AGE", align: "right" },
      { title: "DIGEST" },
      ...(hasNotes ? [{ title: "NOTE" }] : []),
    ],
    [
      ...versions.map((version) => [
        version.model,
        [version.number, version.label].filter(Boolean).join(" · "),
        [version.stage, ...(version.aliases ?? [])].join(", "),
        metricText(version.metrics, versions, metric),
        formatAge(version.registeredAt, now),
        shortDigest(version.digest),
        ...(hasNotes ? [sharingText(sharing.get(version.id))] : []),
      ]),
      ...empty.map((model) => [
        ...[model.name, "", versionCountText(model), "", "", ""],
        ...(hasNotes ? [""] : []),
      ]),
    ],
  );
}

function metricText(
  metrics: Version["metrics"],
  listed: readonly Version[],
  wanted: string | undefined,
): string {
  const key =
    wanted === undefined ? mainMetric(Object.keys(metrics)) : findNamedMetric(metrics, wanted)?.key;
  const value = key === undefined ? undefined : metrics[key];
  const others = listed.flatMap((other) => (key === undefined ? [] : (other.metrics[key] ?? [])));
  return key === undefined || value === undefined ? "" : `${key} ${formatMetric(value, others)}`;
}
