import { createHash } from "node:crypto";
import { lstat, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { GitState } from "../../core/model/recipe.ts";
import { RunId } from "../../core/model/run.ts";
import { dvcStages, type DvcStage } from "../../interchange/dvc/stages.ts";
import { captureFileCommit } from "../../provenance/git/git-file-history.ts";
import { readHistoryFile } from "../../provenance/values/history-file.ts";
import { finalValues } from "../../provenance/values/history-series.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { ForeignSource, GivenRun, LoadedRun } from "./foreign-source.ts";
import { dvcliveFacts, readStage } from "./read-dvc-stage.ts";

/** Bytes of a `dvc.lock` at most. */
const maxText = 16 * 1024 * 1024;

/** A pipeline of DVC, and when its stages ran as far as that is known. */
export interface DvcPipeline {
  /** Folder of its `dvc.lock`, absolute. */
  readonly folder: string;
  /** Milliseconds since the epoch: of the commit of `dvc.lock`, else when that was written. */
  readonly at: number;
  readonly git?: GitState | undefined;
  readonly experiment: string;
}

/**
 * Opens the stages of a pipeline of DVC as they ran last, or what DVCLive logged into a folder.
 *
 * @param path absolute: `dvc.lock`, the `dvc.yaml` beside it, or the folder of DVCLive
 * @returns undefined if it is none of these
 * @throws RegistryError `cancelled`
 */
export async function openDvc(
  registry: Registry,
  path: string,
  { signal }: Task = {},
): Promise<ForeignSource | undefined> {
  const real = await realpath(path).catch(() => path);
  const folder = dirname(real);
  if (/^dvc\.(?:lock|yaml)$/.test(basename(real))) {
    const lock = await textOf(join(folder, "dvc.lock"));
    const stages = dvcStages(lock, await textOf(join(folder, "dvc.yaml")));
    if (lock === "" || stages === undefined || stages.length === 0) return undefined;
    const pipeline = await pipelineAt(registry, join(folder, "dvc.lock"), signal);
    return {
      tool: "DVC",
      runs: stages.map((stage) => stageRun(registry, pipeline, stage)),
      versions: [],
    };
  }
  const live = await dvcliveRun(registry, real, signal);
  return live && { tool: "DVCLive", runs: [live], versions: [] };
}

async function textOf(path: string): Promise<string> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isFile() && stats.size <= maxText ? readFile(path, "utf8").catch(() => "") : "";
}

async function pipelineAt(
  registry: Registry,
  file: string,
  signal: AbortSignal | undefined,
): Promise<DvcPipeline> {
  const folder = dirname(file);
  const { state: git } = await captureFileCommit(registry.folder, { paths: [file], signal });
  const written = (await lstat(file)).mtimeMs;
  const isTop = folder === (await realpath(registry.folder));
  const name = isTop ? basename(folder) : relativePath(registry.folder, folder);
  return {
    folder,
    at: Math.floor(git ? Date.parse(git.committedAt) : written),
    git,
    experiment:
      name
        .replaceAll(/\p{Cc}/gu, " ")
        .trim()
        .slice(0, 500) || "dvc",
  };
}

function stageRun(registry: Registry, pipeline: DvcPipeline, stage: DvcStage): GivenRun {
  const lock = relativePath(registry.folder, join(pipeline.folder, "dvc.lock"));
  const id = runIdOf(lock, stage.name, stage.entry);
  return {
    id,
    name: stage.name,
    experiment: pipeline.experiment,
    read: (task) => readStage(registry.folder, { id, pipeline, stage, lock }, task),
  };
}

/** The same stage with the same outcome has the same id, whenever and wherever it is imported. */
function runIdOf(...parts: readonly unknown[]): RunId {
  const text = JSON.stringify(parts);
  return RunId.parse(createHash("sha256").update(text).digest("hex").slice(0, 32));
}

/** A folder of DVCLive that no pipeline knows is one run. */
async function dvcliveRun(
  registry: Registry,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<GivenRun | undefined> {
  const stats = await lstat(join(folder, "plots", "metrics")).catch(() => undefined);
  if (!stats?.isDirectory()) return undefined;
  const pipeline = await pipelineAt(registry, join(folder, "metrics.json"), signal).catch(
    () => undefined,
  );
  if (!pipeline) return undefined;
  const histories = await readHistoryFile(folder, signal);
  const place = relativePath(registry.folder, folder);
  const id = runIdOf(place, pipeline.at, Object.entries(finalValues(histories)));
  const read = async (task: Task): Promise<LoadedRun> => {
    const { points, parameters } = await dvcliveFacts(folder, pipeline.at, task.signal);
    return {
      run: {
        id,
        experiment: basename(registry.folder),
        name: basename(folder),
        start: pipeline.at,
        end: pipeline.at,
        status: "finished",
        parameters,
        tags: { "dvclive.folder": place },
        context: { v: 1, ...(pipeline.git && { git: pipeline.git }) },
      },
      points,
      files: [],
    };
  };
  return { id, name: basename(folder), experiment: basename(registry.folder), read };
}
