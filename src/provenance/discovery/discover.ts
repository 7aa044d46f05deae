import { isAbsolute, join } from "node:path";
import { dirname } from "node:path/posix";
import { excludes, type DiscoveryLimits } from "../../core/files/discovery-limits.ts";
import { planImport, type DiscoveredFile } from "../../core/import/import-plan.ts";
import { belongings, isMetadataFileName, type Belonging } from "../../core/import/side-files.ts";
import { readModelFileName } from "../../core/registration/model-file-name.ts";
import { dataOfDvcStage, type StageData } from "../data/dvc-stage-data.ts";
import { walkFolder, type FoundFile } from "../data/walk-folder.ts";
import { isLockFileName } from "../environment/environment.ts";
import { slashRelative } from "../files/slash-relative.ts";
import { namingWords } from "../values/naming-words.ts";
import { dvcliveFolders, mlflowFolders, runThatMade, wandbFolders } from "./run-folders.ts";

/** A file that may belong to the version. */
export interface Candidate extends Pick<FoundFile, "path" | "size"> {
  /** True if a person most likely means it. */
  readonly preselected: boolean;
}

/** Files found near a model, the likeliest first. */
export interface Evidence {
  readonly metrics: readonly Candidate[];
  readonly parameters: readonly Candidate[];
  readonly datasets: readonly Candidate[];
  readonly environment: readonly Candidate[];
  readonly metadata: readonly Candidate[];
  /** Files and folders with metrics by step. */
  readonly history: readonly Candidate[];
  /** Reason why there may be more than was found: a sentence without its full stop. */
  readonly cut?: string;
}

const limits = { maxEntries: 2_000, maxDepth: 8 };
/** Maximum number of files of one kind offered: more are no help to choose from. */
const maxOffered = 30;
/** Data files are preselected together, but not by the dozen. */
const maxPreselectedData = 6;

const metricsFile =
  /^(.*[-_.])?(metrics?|eval|evaluation|scores?|results?|performance)([-_.].*)?\.(json|ya?ml|csv|tsv)$/i;

/** Returns whether a file's name is one that files of metrics have. */
export function isMetricsFileName(name: string): boolean {
  return metricsFile.test(name);
}

const historyFile =
  /^(trainer_state\.json|(.*[-_.])?(history|(training|train)[-_]?log|progress|learning[-_]?curves?)([-_.].*)?\.(csv|tsv|json|jsonl))$/i;

const parametersFile =
  /^(.*[-_.])?(params?|parameters|hparams?|hyper[-_]?param\w*)([-_.].*)?\.(json|ya?ml)$/i;
const metadataFile = /^((.*[-_.])?model[-_]?(card|metadata)|.+\.metadata)\.(json|ya?ml)$/i;
const dataFile = /\.(csv|tsv|parquet|npz|npy|jsonl|arrow|feather)$/i;
const dataFolder = /^(data|datasets?)$/i;
const environmentFile =
  /^(requirements[^/]*\.(txt|lock)|environment\.ya?ml|conda\.ya?ml|(uv|poetry|pdm)\.lock|pylock(\.[^./]+)?\.toml|pyproject\.toml)$/i;

/**
 * Searches the workspace folder, by names alone, for files about some model files (absolute paths):
 * metrics, parameters, data, environment and metadata. Of data what a `dvc.lock` says counts first.
 */
export async function discoverEvidence(
  folder: string,
  modelPaths: readonly string[],
  signal?: AbortSignal,
  wished: DiscoveryLimits = {},
): Promise<Evidence> {
  const models = modelPaths.map((path) => slashRelative(folder, path));
  const [model = ""] = models;
  const { found, cut } = await filesAround(folder, model, wished, signal);
  const files = found.filter(({ path }) => !models.includes(path));
  const belonging = belongingOf(models, found);
  const rank = rankBy(model, belonging);
  const kind = (matches: (path: string, name: string) => boolean): FoundFile[] =>
    files.filter(({ path }) => matches(path, path.slice(path.lastIndexOf("/") + 1)));
  const metrics = kind((_, name) => metricsFile.test(name));
  const runs = wandbFolders(found);
  const ownRun = runThatMade(model, found, runs);
  const isNoRun = ({ path }: Ranked): boolean => runs.every((run) => run.path !== path);
  const orOwnRun = (chosen: ReadonlySet<Ranked>, ranked: readonly Ranked[]): ReadonlySet<Ranked> =>
    chosen.size > 0 ? chosen : new Set(ranked.filter(({ path }) => path === ownRun));
  const histories = [
    ...kind((_, name) => historyFile.test(name)).filter((file) => !metrics.includes(file)),
    ...dvcliveFolders(files),
    ...mlflowFolders(files),
    ...runs,
  ];
  const named = new Set([...metrics, ...histories].map(({ path }) => path));
  return {
    metrics: rank(metrics, nearest),
    parameters: rank(
      kind((_, name) => parametersFile.test(name)),
      nearest,
    ),
    datasets: withStageData(
      await dataOfDvcStage(folder, join(folder, model)),
      rank(
        kind((path, name) => dataFile.test(name) && !named.has(path) && isData(path, model)),
        ownData,
      ),
    ),
    environment: rank(
      kind((_, name) => environmentFile.test(name)),
      nearestEnvironment,
    ),
    metadata: rank(
      [
        ...kind(
          (path, name) =>
            metadataFile.test(name) || (belonging.get(path) === "own" && isMetadataFileName(name)),
        ),
        ...runs,
      ],
      (ranked) => orOwnRun(nearest(ranked.filter(isNoRun)), ranked),
    ),
    history: rank(histories, (ranked) => {
      const chosen = orOwnRun(new Set(), ranked);
      return chosen.size > 0 ? chosen : nearestHistory(ranked.filter(isNoRun), models);
    }),
    ...(cut !== undefined && { cut }),
  };
}

/** Puts the data that a stage of DVC took first; of other data nobody knows that it was taken. */
function withStageData(
  taken: readonly StageData[],
  nearby: readonly Candidate[],
): readonly Candidate[] {
  if (taken.length === 0) return nearby;
  const paths = new Set(taken.map(({ path }) => path));
  const others = nearby.filter(({ path }) => !paths.has(path));
  return [
    ...taken.map((data) => ({ ...data, preselected: true })),
    ...others.map((candidate) => ({ ...candidate, preselected: false })),
  ];
}

/** Returns for each file around whether it is about these model files or about other versions. */
function belongingOf(
  models: readonly string[],
  found: readonly FoundFile[],
): ReadonlyMap<string, Belonging> {
  const isWithin = (path: string): boolean => models.some((model) => path.startsWith(`${model}/`));
  const around = found.filter(({ path }) => !isWithin(path) && !models.includes(path));
  const own = models.map((path): DiscoveredFile => {
    const isFolder = found.some((file) => file.path.startsWith(`${path}/`));
    return { path, isFolder, size: 0, modifiedAt: 0 };
  });
  const isModel = ({ path }: FoundFile): boolean =>
    readModelFileName(path.slice(path.lastIndexOf("/") + 1)).isModel;
  const others = around
    .filter(isModel)
    .map((file): DiscoveredFile => ({ ...file, isFolder: false }));
  const versions = planImport([...own, ...others]).flatMap((family) => family.versions);
  const beside = around.filter((file) => !isModel(file)).map(({ path }) => path);
  return belongings(models, versions, beside);
}

interface Surroundings {
  readonly found: readonly FoundFile[];
  readonly cut?: string;
}

/**
 * Finds the files around a model: first in its own folder, then in each folder above, so that a
 * folder with very many files elsewhere does not hide files beside the model.
 */
async function filesAround(
  folder: string,
  model: string,
  { maxDepth: deepest = limits.maxDepth, exclude = [] }: DiscoveryLimits,
  signal: AbortSignal | undefined,
): Promise<Surroundings> {
  const isExcluded = excludes(exclude);
  const found = new Map<string, FoundFile>();
  let cut: string | undefined;
  const look = async (place: string, maxDepth: number): Promise<void> => {
    const walked = await walkFolder(join(folder, place), {
      ...limits,
      maxDepth,
      signal,
      isExcluded: (path) => isExcluded(place === "" ? path : `${place}/${path}`),
      onPassed: (_, why) => {
        if (why !== "limit") return;
        const searched = place === "" ? "the workspace folder" : place;
        cut = `only the first ${limits.maxEntries} files and folders of ${searched} were looked at`;
      },
    });
    for (const file of walked) {
      const path = place === "" ? file.path : `${place}/${file.path}`;
      found.set(path, { ...file, path });
    }
  };
  const [outermost] = model.split("/");
  const isInside = outermost !== ".." && !isAbsolute(model);
  const parts = isInside ? model.split("/") : [];
  for (let length = parts.length; length > 0; length -= 1) {
    await look(parts.slice(0, length).join("/"), 0);
  }
  await look("", 0);
  await look("", deepest);
  return { found: [...found.values()], ...(cut !== undefined && { cut }) };
}

/** Returns true if data lies in a data folder, or beside the model. */
function isData(path: string, model: string): boolean {
  return (
    dirname(path) === dirname(model) ||
    dirname(path)
      .split("/")
      .some((part) => dataFolder.test(part))
  );
}

interface Ranked extends FoundFile {
  /** Beside the model or in a folder around it. */
  readonly isAbove: boolean;
  /** Named like the model or like the folder that it is in. */
  readonly isNamesake: boolean;
  /** Steps through folders from the model's. */
  readonly distance: number;
  /** By their names: about the model, about another version, or about any. */
  readonly belonging: Belonging;
}

type Rank = (
  files: readonly FoundFile[],
  preselect: (ranked: readonly Ranked[]) => ReadonlySet<Ranked>,
) => readonly Candidate[];

/** Puts files in order by how likely they are about a model. */
function rankBy(model: string, belonging: ReadonlyMap<string, Belonging>): Rank {
  const words = namingWords(model);
  const home = folders(model);
  return (files, preselect) => {
    const ranked = files
      .map((file): Ranked => {
        const place = folders(file.path);
        const shared = place.findIndex((part, index) => part !== home[index]);
        const common = shared < 0 ? place.length : shared;
        const isNamesake = namingWords(file.path).some((word) => words.includes(word));
        return {
          ...file,
          isAbove: common === place.length,
          isNamesake,
          distance: home.length - common + (place.length - common),
          belonging: belonging.get(file.path) ?? "any",
        };
      })
      .sort(
        (a, b) =>
          order[a.belonging] - order[b.belonging] ||
          Number(b.isNamesake || b.distance === 0) - Number(a.isNamesake || a.distance === 0) ||
          a.distance - b.distance ||
          (a.path < b.path ? -1 : 1),
      );
    const chosen = preselect(ranked.filter((file) => file.belonging !== "other"));
    return ranked
      .slice(0, maxOffered)
      .map((file) => ({ path: file.path, size: file.size, preselected: chosen.has(file) }));
  };
}

const order: Readonly<Record<Belonging, number>> = { own: 0, any: 1, other: 2 };

function folders(path: string): readonly string[] {
  return path.split("/").slice(0, -1);
}

/**
 * Returns the most likely file that is beside the model, around it, or named like it, if there is
 * one.
 */
function nearest(ranked: readonly Ranked[]): ReadonlySet<Ranked> {
  const [best] = ranked.filter(
    ({ isAbove, isNamesake, belonging }) => isAbove || isNamesake || belonging === "own",
  );
  return new Set(best ? [best] : []);
}

/** Returns the nearest metrics by step: in the model's own folder, beside the model, or around it. */
function nearestHistory(ranked: readonly Ranked[], models: readonly string[]): ReadonlySet<Ranked> {
  const within = ranked.find(({ path }) => models.some((model) => path.startsWith(`${model}/`)));
  return within ? new Set([within]) : nearest(ranked);
}

/**
 * Returns the nearest file that names packages; of several in one folder, the one that says most
 * exactly which they were: a lock file, then requirements, then conda's, then the project's own.
 */
function nearestEnvironment(ranked: readonly Ranked[]): ReadonlySet<Ranked> {
  const [first] = nearest(ranked);
  if (!first) return new Set();
  const folder = dirname(first.path);
  const beside = ranked.filter(({ path }) => dirname(path) === folder);
  const byExactness = beside.toSorted((a, b) => exactness(a.path) - exactness(b.path));
  return new Set(byExactness.slice(0, 1));
}

function exactness(path: string): number {
  if (isLockFileName(path)) return 0;
  const kinds = [/\.txt$/i, /\.ya?ml$/i];
  const kind = kinds.findIndex((each) => each.test(path));
  return 1 + (kind < 0 ? kinds.length : kind);
}

/**
 * Returns the data named like the model; if there is none, the files directly in the data folder.
 */
function ownData(ranked: readonly Ranked[]): ReadonlySet<Ranked> {
  const namesakes = ranked.filter(({ isNamesake, distance }) => isNamesake || distance === 0);
  const common = ranked.filter(({ path }) => dataFolder.test(dirname(path)));
  const chosen = namesakes.length > 0 ? namesakes : common;
  return new Set(chosen.length <= maxPreselectedData ? chosen : []);
}
