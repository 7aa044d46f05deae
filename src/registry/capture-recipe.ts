import { basename } from "node:path";
import type { Dataset } from "../core/dataset.ts";
import type { ModelMetadata } from "../core/model-metadata.ts";
import type {
  Environment,
  GitState,
  Made,
  Metrics,
  MissingFact,
  Parameters,
  Recipe,
} from "../core/recipe.ts";
import { throwIfCancelled } from "../core/refusal.ts";
import { clip } from "../provenance/clip.ts";
import { roleByName } from "../provenance/dataset-role.ts";
import { describeDataset } from "../provenance/dataset.ts";
import { readEnvironment } from "../provenance/environment.ts";
import { captureFileCommit } from "../provenance/git-file-history.ts";
import { captureGit } from "../provenance/git.ts";
import { readMetricsFile } from "../provenance/metrics-file.ts";
import { readParametersFile } from "../provenance/parameters-file.ts";
import type { ArtifactStaging } from "../storage/artifact-staging.ts";
import type { CollectedFile } from "./collect-files.ts";
import type { Registry } from "./registry.ts";
import { insideFolder, relativePath } from "./relative-path.ts";
import type { Task } from "./task.ts";

/** The files that tell how a version came about; absolute or relative to the workspace folder. */
export interface RecipeFiles {
  readonly metricsFiles: readonly string[];
  readonly parametersFiles: readonly string[];
  readonly datasets: readonly string[];
  readonly environmentFile?: string;
  readonly metadataFile?: string;
}

/** The files; of what was kept by hand also when it was made, and what is known to be missing. */
export interface RecipeRequest extends RecipeFiles {
  readonly metadata?: ModelMetadata | undefined;
  /** As the metadata file says. */
  readonly licence?: string | undefined;
  /** Data that it was tested on, beside the datasets. */
  readonly testSets?: readonly string[];
  /** What of the metadata file is not recorded. */
  readonly skippedMetadata?: readonly MissingFact[];
  readonly imported?: { readonly made?: Made; readonly missing?: readonly MissingFact[] };
}

/** Reads and hashes everything the recipe of a version is made of. */
export async function captureRecipe(
  registry: Registry,
  staging: ArtifactStaging,
  files: RecipeRequest,
  artifacts: readonly CollectedFile[],
  task: Task,
): Promise<Recipe> {
  const { folder } = registry;
  const missing: MissingFact[] = [
    ...(files.imported?.missing ?? []),
    ...(files.skippedMetadata ?? []),
  ];
  const metrics = await readAll(folder, files.metricsFiles, missing, async (path) => {
    const { metrics: values, skipped } = await readMetricsFile(path);
    return { values, skipped };
  });
  const { parameters, datasets, skipped } = await captureInputs(registry, files, task);
  missing.push(...skipped);
  const environment = await readEnvironmentFile(folder, files.environmentFile, missing);
  throwIfCancelled(task.signal);
  task.report?.({ message: "Asking git" });
  const { imported } = files;
  const git = await captureGitState(registry, staging, artifacts, missing, task, imported);
  const made: Made | undefined =
    imported && git ? { at: git.committedAt, source: "commit" } : imported?.made;
  return {
    metrics: metrics satisfies Metrics,
    parameters,
    datasets,
    ...(git && { git }),
    ...(environment && { environment }),
    ...(made && { made }),
    ...(files.licence !== undefined && { license: files.licence }),
    ...(files.metadata && { metadata: files.metadata }),
    sources: {
      metrics: files.metricsFiles.map((path) => relativePath(folder, path)),
      parameters: files.parametersFiles.map((path) => relativePath(folder, path)),
    },
    missing: missing.slice(0, 100),
  };
}

/**
 * What a model was trained with: reads the parameters and hashes the data, and stores nothing.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function captureInputs(
  { folder }: Registry,
  files: Pick<RecipeRequest, "parametersFiles" | "datasets" | "testSets">,
  task: Task,
): Promise<Pick<Recipe, "parameters" | "datasets"> & { readonly skipped: readonly MissingFact[] }> {
  const skipped: MissingFact[] = [];
  const parameters = await readAll(folder, files.parametersFiles, skipped, async (path) => {
    const read = await readParametersFile(path);
    return { values: read.parameters, skipped: read.skipped };
  });
  const datasets = await describeDatasets(folder, files, task);
  return { parameters: parameters satisfies Parameters, datasets, skipped };
}

/** Several files become one record; where two say different things the later one counts, and it is told. */
async function readAll<V>(
  folder: string,
  paths: readonly string[],
  missing: MissingFact[],
  read: (absolute: string) => Promise<{
    values: Readonly<Record<string, V>>;
    skipped: readonly MissingFact[];
  }>,
): Promise<Record<string, V>> {
  const merged = new Map<string, V>();
  for (const path of paths) {
    const { values, skipped } = await read(insideFolder(folder, path));
    const replaced = Object.entries(values).filter(
      ([key, value]) =>
        merged.has(key) && JSON.stringify(merged.get(key)) !== JSON.stringify(value),
    );
    for (const [key, value] of Object.entries(values)) merged.set(key, value);
    missing.push(...skipped);
    const keys = replaced.map(([key]) => key).join(", ");
    if (keys !== "") missing.push({ about: "earlier values", reason: replacedBy(path, keys) });
  }
  return Object.fromEntries(merged);
}

function replacedBy(path: string, keys: string): string {
  return clip(`both of two files have other ones, those of ${basename(path)} count: ${keys}`, 500);
}

async function readEnvironmentFile(
  folder: string,
  path: string | undefined,
  missing: MissingFact[],
): Promise<Environment | undefined> {
  if (path === undefined) {
    missing.push({ about: "environment", reason: "no requirements or lock file was given" });
    return undefined;
  }
  return readEnvironment(folder, path);
}

async function describeDatasets(
  folder: string,
  { datasets: paths, testSets = [] }: Pick<RecipeRequest, "datasets" | "testSets">,
  { signal, report }: Task,
): Promise<readonly Dataset[]> {
  const datasets: Dataset[] = [];
  let done = 0;
  for (const [index, path] of [...paths, ...testSets].entries()) {
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({ message: `Hashing ${path}`, done });
    };
    const dataset = await describeDataset(folder, path, { signal, onBytes });
    const role = index < paths.length ? roleByName(dataset.path ?? path) : "test";
    datasets.push({ ...dataset, ...(role && { role }) });
  }
  return datasets;
}

async function captureGitState(
  registry: Registry,
  staging: ArtifactStaging,
  artifacts: readonly CollectedFile[],
  missing: MissingFact[],
  { signal }: Task,
  imported: RecipeRequest["imported"],
): Promise<GitState | undefined> {
  const paths = artifacts.slice(0, 100).map((artifact) => artifact.absolute);
  // What HEAD is now has nothing to do with a version that was made long ago.
  const capture = await (imported ? captureFileCommit : captureGit)(registry.folder, {
    paths,
    signal,
  });
  missing.push(...capture.missing);
  const { state, patch } = capture;
  if (!state?.dirty || !patch) return state;
  return { ...state, dirty: { ...state.dirty, patch: await staging.addBytes(patch) } };
}
