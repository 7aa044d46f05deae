import { basename, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import type { NamedData } from "../../core/model/data/dataset-text.ts";
import type { MetricPoints } from "../../core/model/data/metric-history.ts";
import type { ModelMetadata } from "../../core/model/inspection/model-metadata.ts";
import type {
  GitState,
  Metrics,
  MissingFact,
  ParameterValue,
  Parameters,
  Recipe,
} from "../../core/model/recipe.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { captureFileCommit, captureKnownCommit } from "../../provenance/git/git-file-history.ts";
import { captureGit } from "../../provenance/git/git.ts";
import {
  readGivenMetrics,
  readGivenParameters,
  type GivenValues,
} from "../../provenance/values/given-values.ts";
import { readMetricsFile, readMetricsText } from "../../provenance/values/metrics-file.ts";
import { readParametersFile, readParametersText } from "../../provenance/values/parameters-file.ts";
import { truncate } from "../../provenance/values/truncate.ts";
import type { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { captureDatasets } from "./capture-datasets.ts";
import { captureEnvironment } from "./capture-environment.ts";
import { readHistories, storeHistory } from "./capture-history.ts";
import type { CollectedFile } from "./collect-files.ts";
import { declaredFacts, replacedFacts, sourceOf, type DeclaredRecipe } from "./declared-recipe.ts";
import { madeWhen, notedSource, type ImportedFacts } from "./imported-facts.ts";
import { unlessFound } from "./unless-found.ts";
import { readWandbFile } from "./wandb-run.ts";

/** Values that were given themselves. */
export interface GivenInput {
  /** JSON or YAML from standard input. */
  readonly input?: Uint8Array;
  /** One by one; they count over the others. */
  readonly values?: GivenValues;
}

/** Files that document how a version was made; absolute or relative to the workspace folder. */
export interface RecipeFiles {
  readonly metricsFiles: readonly string[];
  /** Files or folders with metrics by step, whose last values count if no other file has them. */
  readonly historyFiles?: readonly string[];
  /** Metrics by step that a run of this registry logged; they count over those of files. */
  readonly loggedHistory?: ReadonlyMap<string, MetricPoints>;
  readonly parametersFiles: readonly string[];
  /** Metrics and parameters that are in no file; they count over those of files. */
  readonly metrics?: GivenInput;
  readonly parameters?: GivenInput;
  readonly datasets: readonly string[];
  /** Data that has a name, a version or a digest, beside `datasets`. */
  readonly namedData?: readonly NamedData[];
  /** A requirements or lock file, or the folder of a Python environment. */
  readonly environmentFile?: string;
  /** Look for the Python environment, and record the machine. */
  readonly detectEnvironment?: {
    /** The Python that is selected in the editor: its program, or the folder of its environment. */
    readonly selectedPython?: string;
  };
  readonly metadataFile?: string;
  /** README.md with the licence in its front matter. */
  readonly modelCard?: string;
  /** The command line that made the version. */
  readonly command?: Recipe["command"];
  /** The run that made the version. */
  readonly run?: Recipe["run"];
  readonly featureSets?: Recipe["featureSets"];
  /**
   * Files among these that were found near the model, not named by the user. One that can't be read
   * is left out and recorded as missing; it doesn't prevent the registration.
   */
  readonly found?: readonly string[];
}

/**
 * Files and facts for a recipe; for an imported version also its date, and facts known to be
 * missing.
 */
export interface RecipeRequest extends RecipeFiles {
  readonly metadata?: ModelMetadata | undefined;
  /** Data that it was tested on, beside the datasets. */
  readonly testSets?: readonly string[];
  /** Facts of the metadata file, beside the files that are named. */
  readonly declared?: DeclaredRecipe;
  /** Parts of the metadata file that are not recorded. */
  readonly skippedMetadata?: readonly MissingFact[];
  readonly imported?: ImportedFacts;
}

const standardInput = "standard input";

/** Reads and hashes everything the recipe of a version is made of. */
export async function captureRecipe(
  registry: Registry,
  staging: ArtifactStaging,
  files: RecipeRequest,
  artifacts: readonly CollectedFile[],
  task: Task,
): Promise<Recipe> {
  const { folder } = registry;
  const missing = missingBefore(files);
  const { declared, imported } = files;
  const metrics = await captureMetrics(folder, files);
  const known = { metrics: metrics.values, model: artifacts[0]?.absolute };
  const histories = await readHistories(folder, files, known, task);
  missing.push(...histories.missing, ...metrics.skipped);
  const history = await storeHistory(staging, histories, missing);
  const { parameters, datasets, skipped, read } = await captureInputs(registry, files, task);
  missing.push(...skipped);
  const environment = await captureEnvironment(folder, files, missing);
  const inFolder = (path: string): string => relativePath(folder, path);
  throwIfCancelled(task.signal);
  task.report?.({ message: l10n.t("Asking git") });
  const git = await captureGitState(registry, staging, artifacts, missing, task, imported);
  const made = madeWhen(imported, git);
  return {
    metrics: { ...histories.final, ...metrics.values } satisfies Metrics,
    parameters,
    datasets,
    ...(git && { git }),
    ...(environment && { environment }),
    ...(history && { history }),
    ...(made && { made }),
    ...(files.metadata && { metadata: files.metadata }),
    ...declaredFacts(declared, files),
    sources: {
      metrics: [
        ...notedSource(imported),
        ...sourceOf(declared, declared?.metrics),
        ...metrics.read.map(inFolder),
      ],
      parameters: [...sourceOf(declared, declared?.parameters), ...read.map(inFolder)],
    },
    missing: missing.slice(0, 100),
  };
}

function missingBefore({ imported, skippedMetadata = [] }: RecipeRequest): MissingFact[] {
  return [...(imported?.missing ?? []), ...skippedMetadata];
}

/** Reads the metrics of the metadata file, of files of metrics, and those that were given. */
async function captureMetrics(
  folder: string,
  files: RecipeRequest,
): Promise<Awaited<ReturnType<typeof readAll<number>>>> {
  const { declared } = files;
  const { values, skipped, read } = await readAll(
    folder,
    files.metricsFiles,
    files,
    async (path) => {
      const run = await readWandbFile(path, "wandb-summary.json");
      if (run) return { values: run.metrics, skipped: [] };
      const { metrics, skipped: lost } = await readMetricsFile(path);
      return { values: metrics, skipped: lost };
    },
  );
  const given = readGiven<number>(files.metrics, readGivenMetrics, (input) => {
    const { metrics, skipped: lost } = readMetricsText(standardInput, input);
    return { values: metrics, skipped: lost };
  });
  return {
    values: {
      ...files.imported?.noted?.metrics,
      ...declared?.metrics,
      ...values,
      ...given.values,
    },
    skipped: [...skipped, ...given.skipped, ...replacedFacts(declared, declared?.metrics, values)],
    read,
  };
}

interface CapturedInputs extends Pick<Recipe, "parameters" | "datasets"> {
  readonly skipped: readonly MissingFact[];
  /** The files of parameters that could be read. */
  readonly read: readonly string[];
}

/**
 * Captures what a model was trained with: reads the parameters and hashes the data, and stores
 * nothing.
 *
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function captureInputs(
  { folder }: Registry,
  files: Pick<
    RecipeRequest,
    "parametersFiles" | "parameters" | "datasets" | "namedData" | "testSets" | "found" | "declared"
  >,
  task: Task,
): Promise<CapturedInputs> {
  const parameters = await readAll(folder, files.parametersFiles, files, async (path) => {
    const run = await readWandbFile(path, "config.yaml");
    if (run) return { values: run.parameters, skipped: [] };
    const { parameters: values, skipped } = await readParametersFile(path);
    return { values, skipped };
  });
  const given = readGiven<ParameterValue>(files.parameters, readGivenParameters, (input) => {
    const { parameters: values, skipped } = readParametersText(standardInput, input);
    return { values, skipped };
  });
  const { declared } = files;
  const skipped = [
    ...parameters.skipped,
    ...given.skipped,
    ...replacedFacts(declared, declared?.parameters, parameters.values),
  ];
  const datasets = await captureDatasets(folder, files, skipped, task);
  const values = {
    ...declared?.parameters,
    ...parameters.values,
    ...given.values,
  } satisfies Parameters;
  return { parameters: values, datasets, skipped, read: parameters.read };
}

/** Reads values that are in no file: those of standard input, then those given one by one. */
function readGiven<V>(
  { input, values = [] }: GivenInput = {},
  readValues: (given: GivenValues) => Readonly<Record<string, V>>,
  readInput: (input: Uint8Array) => FileValues<V>,
): FileValues<V> {
  const piped = input ? readInput(input) : { values: {}, skipped: [] };
  return { values: { ...piped.values, ...readValues(values) }, skipped: piped.skipped };
}

/**
 * Merges several files into one record. If two give different values for a key, the later one
 * counts, and the conflict is reported.
 */
async function readAll<V>(
  folder: string,
  paths: readonly string[],
  files: Pick<RecipeFiles, "found">,
  read: (absolute: string) => Promise<FileValues<V>>,
): Promise<FileValues<V> & { readonly read: readonly string[] }> {
  const merged = new Map<string, V>();
  const missing: MissingFact[] = [];
  const good: string[] = [];
  for (const path of paths) {
    const content = await unlessFound(files, path, missing, () => read(resolve(folder, path)));
    if (!content) continue;
    good.push(path);
    const { values, skipped } = content;
    const replaced = Object.entries(values).filter(
      ([key, value]) =>
        merged.has(key) && JSON.stringify(merged.get(key)) !== JSON.stringify(value),
    );
    for (const [key, value] of Object.entries(values)) merged.set(key, value);
    missing.push(...skipped);
    const keys = replaced.map(([key]) => key).join(", ");
    if (keys !== "") missing.push({ about: "earlier values", reason: replacedBy(path, keys) });
  }
  return { values: Object.fromEntries(merged), skipped: missing, read: good };
}

interface FileValues<V> {
  readonly values: Readonly<Record<string, V>>;
  readonly skipped: readonly MissingFact[];
}

function replacedBy(path: string, keys: string): string {
  return truncate(
    `both of two files have other ones, those of ${basename(path)} count: ${keys}`,
    500,
  );
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
  const capture = imported?.commit
    ? await captureKnownCommit(registry.folder, imported.commit, signal)
    : await (imported ? captureFileCommit : captureGit)(registry.folder, { paths, signal });
  missing.push(...capture.missing);
  const { state, patch } = capture;
  if (!state?.dirty || !patch) return state;
  return { ...state, dirty: { ...state.dirty, patch: await staging.addBytes(patch) } };
}
