import { lstat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { isDvcCode } from "../../core/model/data/dvc-code.ts";
import type { ParameterValue } from "../../core/model/recipe.ts";
import { RunCommand } from "../../core/model/recipe.ts";
import type { RunId, RunInput } from "../../core/model/run.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { readModelFileName } from "../../core/registration/model-file-name.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import type { DvcFile, DvcStage } from "../../interchange/dvc/stages.ts";
import { isInside, slashRelative } from "../../provenance/files/slash-relative.ts";
import { collectValues } from "../../provenance/values/collect-values.ts";
import { flatten } from "../../provenance/values/flatten.ts";
import { readHistoryFile } from "../../provenance/values/history-file.ts";
import { readMetricsFile } from "../../provenance/values/metrics-file.ts";
import { readParameter, readParametersFile } from "../../provenance/values/parameters-file.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Task } from "../task.ts";
import { cachedByDvc, dvcTop, filesOfDvcFolder, md5OfFile } from "./dvc-files.ts";
import type { ForeignPoint } from "./foreign-run.ts";
import type { LoadedRun } from "./foreign-source.ts";
import type { DvcPipeline } from "./open-dvc.ts";

const maxFiles = 2000;

interface Given {
  readonly id: RunId;
  readonly pipeline: DvcPipeline;
  readonly stage: DvcStage;
  /** Path of `dvc.lock` relative to the workspace. */
  readonly lock: string;
}

/**
 * Reads a stage as a run: its command, parameters, data, metrics by step, and of its outputs the models,
 * metrics and plots, from the workspace or DVC's cache. Bytes that are other than `dvc.lock` says are
 * of another run, and are left out.
 *
 * @param workspace absolute
 * @throws RegistryError `cancelled`
 */
export async function readStage(
  workspace: string,
  { id, pipeline, stage, lock }: Given,
  { signal }: Task,
): Promise<LoadedRun> {
  const { at, git, experiment } = pipeline;
  const home = resolve(pipeline.folder, stage.folder);
  const outs = await presentOuts(workspace, home, stage.outs, signal);
  const points = await pointsOf(home, stage, outs, at, signal);
  const command = commandOf(workspace, home, stage);
  const data = stage.deps.filter(({ path }) => !isDvcCode(path));
  const shown = (path: string): string => relativePath(workspace, resolve(home, path));
  const digests = (
    kind: string,
    files: readonly DvcFile[],
  ): readonly (readonly [string, string])[] =>
    files.map(({ path, md5 = "unknown" }) => [`dvc.${kind}.${shown(path)}`, `md5:${md5}`] as const);
  const changed = stage.outs.filter(({ path }) => !outs.has(path)).map(({ path }) => shown(path));
  return {
    run: {
      id,
      experiment,
      name: stage.name,
      user: git?.author.name,
      ...(command && { command }),
      start: at,
      end: at,
      status: "finished",
      parameters: { ...paramsOf(lock, stage), ...(await liveParameters(home, outs)) },
      tags: Object.fromEntries([
        ["dvc.stage", stage.name],
        ["dvc.lock", lock],
        ...digests(
          "code",
          stage.deps.filter(({ path }) => isDvcCode(path)),
        ),
        ...digests("out", stage.outs),
        ...(changed.length > 0 ? [["dvc.absent", changed.join(", ").slice(0, 5000)] as const] : []),
        ...(git ? [["mlflow.source.git.commit", git.commit] as const] : []),
      ]),
      inputs: data.map((file) => inputOf(shown(file.path), file)),
      context: { v: 1, ...(git && { git }) },
    },
    points,
    files: artifactsOf(stage, outs, shown),
  };
}

function inputOf(path: string, { md5 = "unknown", size }: DvcFile): RunInput {
  return {
    name: path.slice(0, 500),
    digest: md5,
    sourceType: "dvc",
    source: path,
    ...(size !== undefined && { profile: JSON.stringify({ size }) }),
  };
}

/** Returns the command, unless it has something that looks like a secret. */
function commandOf(workspace: string, home: string, { command }: DvcStage): RunCommand | undefined {
  const folder = slashRelative(workspace, home);
  const isSecret = [...command.matchAll(/--?([\w-]+)[= ](\S+)/g)].some(([, name = "", value]) =>
    isSecretParameter(name, value),
  );
  const parsed = RunCommand.safeParse({ line: command, ...(folder !== "" && { folder }) });
  return parsed.success && !isSecret ? parsed.data : undefined;
}

/** Names of a second file get its name before them where the first one has them too. */
function paramsOf(lock: string, { params }: DvcStage): Readonly<Record<string, ParameterValue>> {
  const values: Record<string, ParameterValue> = {};
  for (const [file, tree] of Object.entries(params)) {
    const read = collectValues(lock, { leaves: flatten(tree) }, readParameter).values;
    for (const [key, value] of Object.entries(read)) {
      values[Object.hasOwn(values, key) ? `${file}:${key}` : key] = value;
    }
  }
  return values;
}

/** Places of the outputs, absolute: one file, or the files of a folder by their paths in it. */
type PresentOuts = ReadonlyMap<
  string,
  { readonly place: string; readonly files?: readonly string[] }
>;

async function presentOuts(
  workspace: string,
  home: string,
  outs: readonly DvcFile[],
  signal: AbortSignal | undefined,
): Promise<PresentOuts> {
  const top = await dvcTop(home);
  const present = new Map<string, { readonly place: string; readonly files?: readonly string[] }>();
  for (const { path, md5 } of outs) {
    throwIfCancelled(signal);
    const place = resolve(home, path);
    if (md5 === undefined || !isInside(relativePath(workspace, place))) continue;
    if (md5.endsWith(".dir")) {
      const files = await filesOfDvcFolder(place, md5, signal);
      if (files) present.set(path, { place, files });
      continue;
    }
    const isFile = (await lstat(place).catch(() => undefined))?.isFile() ?? false;
    if (isFile && (await md5OfFile(place, signal)) === md5) present.set(path, { place });
    else {
      const cached = top === undefined ? undefined : await cachedByDvc(top, md5);
      const isSame = cached && (await md5OfFile(cached.file, signal)) === md5;
      if (isSame) present.set(path, { place: cached.file });
    }
  }
  return present;
}

async function pointsOf(
  home: string,
  { metrics }: DvcStage,
  outs: PresentOuts,
  at: number,
  signal: AbortSignal | undefined,
): Promise<readonly ForeignPoint[]> {
  const points: ForeignPoint[] = [];
  for (const folder of liveFolders(outs)) {
    const { points: live } = await dvcliveFacts(resolve(home, folder), at, signal);
    points.push(...live);
  }
  const logged = new Set(points.map(({ key }) => key));
  for (const path of metrics) {
    const place = outs.get(path)?.place;
    const read = place === undefined ? undefined : await metricsOf(place, path);
    for (const [key, value] of Object.entries(read ?? {})) {
      if (!logged.has(key)) points.push({ key, value, step: 0, at });
      logged.add(key);
    }
  }
  return points;
}

/** A file of the cache has no suffix that tells its format. */
async function metricsOf(
  place: string,
  path: string,
): Promise<Readonly<Record<string, number>> | undefined> {
  if (basename(place) !== basename(path)) return undefined;
  const { metrics } = await readMetricsFile(place).catch(() => ({ metrics: {} }));
  const isLive = /(?:^|\/)dvclive\/metrics\.json$|\/metrics\.json$/.test(path);
  const entries: readonly (readonly [string, number])[] = Object.entries(metrics);
  // DVCLive counts its steps there.
  return Object.fromEntries(entries.filter(([key]) => !(isLive && key === "step")));
}

/** Returns the folders of DVCLive among the outputs, relative to the folder of the stage. */
function liveFolders(outs: PresentOuts): readonly string[] {
  const folders = new Set<string>();
  for (const [path, { files }] of outs) {
    const [, folder] = /^(.+?)\/plots(?:\/metrics)?$/.exec(path) ?? [];
    if (folder !== undefined) folders.add(folder);
    else if (files?.some((file) => file.startsWith("plots/metrics/"))) folders.add(path);
  }
  return [...folders];
}

async function liveParameters(
  home: string,
  outs: PresentOuts,
): Promise<Readonly<Record<string, ParameterValue>>> {
  let values = {};
  for (const folder of liveFolders(outs)) {
    values = { ...values, ...(await parametersIn(resolve(home, folder))) };
  }
  return values;
}

/**
 * Reads what DVCLive logged: values by step, final ones, parameters
 * (https://dvc.org/doc/dvclive/how-it-works).
 *
 * @param folder absolute
 * @param at milliseconds since the epoch
 */
export async function dvcliveFacts(
  folder: string,
  at: number,
  signal?: AbortSignal,
): Promise<{
  readonly points: readonly ForeignPoint[];
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}> {
  const points: ForeignPoint[] = [];
  const histories = await readHistoryFile(folder, signal).catch(() => {
    throwIfCancelled(signal);
    return new Map<string, never>();
  });
  for (const [key, { points: values }] of histories) {
    for (const [step, value] of values) points.push({ key, value, step, at });
  }
  const finals = await metricsOf(join(folder, "metrics.json"), "dvclive/metrics.json");
  for (const [key, value] of Object.entries(finals ?? {})) {
    if (!histories.has(key)) points.push({ key, value, step: 0, at });
  }
  return { points, parameters: await parametersIn(folder) };
}

async function parametersIn(folder: string): Promise<Readonly<Record<string, ParameterValue>>> {
  const { parameters } = await readParametersFile(join(folder, "params.yaml")).catch(() => ({
    parameters: {},
  }));
  return parameters;
}

/** Models, metrics and plots; data is named by its digest alone. */
function artifactsOf(
  { metrics, plots }: DvcStage,
  outs: PresentOuts,
  shown: (path: string) => string,
): LoadedRun["files"] {
  const kept = new Set([...metrics, ...plots]);
  return [...outs]
    .filter(
      ([path]) =>
        kept.has(path) || readModelFileName(basename(path)).isModel || isModelFolder(path),
    )
    .flatMap(([path, { place, files }]) =>
      (files ?? [""]).map((file) => ({
        path: file === "" ? shown(path) : `${shown(path)}/${file.replaceAll("\\", "/")}`,
        source: { file: file === "" ? place : join(place, file) },
      })),
    )
    .slice(0, maxFiles);
}

function isModelFolder(path: string): boolean {
  return (
    /(?:^|[_-])(?:model|checkpoint|weights)s?$/i.test(basename(path)) ||
    /(?:^|\/)models?$/i.test(dirname(path))
  );
}
