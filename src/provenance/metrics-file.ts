import { basename, extname } from "node:path";
import { Metrics, type MissingFact } from "../core/recipe.ts";
import { flatten } from "./flatten.ts";
import { readStructuredFile } from "./read-structured-file.ts";

export interface MetricsFile {
  readonly metrics: Metrics;
  /** Values of the file that are not recorded, and why. */
  readonly skipped: readonly MissingFact[];
}

/** Reads the metrics that a training or evaluation script left behind. */
export async function readMetricsFile(path: string): Promise<MetricsFile> {
  const file = basename(path);
  const metrics = new Map<string, number>();
  const skipped: MissingFact[] = [];
  if ([".csv", ".tsv"].includes(extname(path).toLowerCase())) return { metrics: {}, skipped };
  for (const { key, value } of flatten(await readStructuredFile(path))) {
    if (typeof value === "number" && Number.isFinite(value)) metrics.set(key, value);
    else skipped.push({ about: `${file}: ${key}`, reason: "not a finite number" });
  }
  return { metrics: Metrics.parse(Object.fromEntries(metrics)), skipped };
}
