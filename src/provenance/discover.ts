import { readdir, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

/** A file or folder that may belong to the version. */
export interface Candidate {
  /** Relative to the workspace folder, `/` separators. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Whether a person most likely means it. */
  readonly preselected: boolean;
}

/** What was found near a model, the likeliest first. */
export interface Evidence {
  readonly metrics: readonly Candidate[];
  readonly parameters: readonly Candidate[];
  readonly datasets: readonly Candidate[];
  readonly environment: readonly Candidate[];
}

/** Looks near the models (absolute paths) for what else is known of them. */
export async function discoverEvidence(
  folder: string,
  modelPaths: readonly string[],
  signal?: AbortSignal,
): Promise<Evidence> {
  const folders = [...new Set([...modelPaths.map((path) => dirname(path)), folder])];
  const found: { path: string; size: number }[] = [];
  for (const place of folders) {
    signal?.throwIfAborted();
    for (const entry of await readdir(place, { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(place, entry.name);
      found.push({
        path: relative(folder, path).split(sep).join("/"),
        size: (await stat(path)).size,
      });
    }
  }
  const pick = (pattern: RegExp): Candidate[] =>
    found
      .filter(({ path }) => pattern.test(path))
      .map((file, index) => ({ ...file, preselected: index === 0 }));
  return {
    metrics: pick(/(^|\/)[^/]*(metrics|eval|scores|results)[^/]*\.(json|ya?ml|csv)$/i),
    parameters: pick(/(^|\/)[^/]*param[^/]*\.(json|ya?ml)$/i),
    datasets: pick(/\.(csv|tsv|parquet|npz|jsonl)$/i),
    environment: pick(
      /(^|\/)(requirements[^/]*\.(txt|lock)|environment\.ya?ml|(uv|poetry)\.lock)$/i,
    ),
  };
}
