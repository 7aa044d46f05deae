import { lstat, readdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import * as z from "zod";
import { CommitId } from "../../core/model/ids.ts";
import type { Environment } from "../../core/model/recipe/environment.ts";
import { RunId, type EndStatus } from "../../core/model/run.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { RunContext } from "../../core/runs/run-context.ts";
import type { WandbRow, WandbRun } from "../../interchange/wandb/read-run.ts";
import { captureKnownCommit } from "../../provenance/git/git-file-history.ts";
import { relativePath } from "../files/relative-path.ts";
import {
  findWandbRun,
  readWandbPlaces,
  wandbMetadata,
  type WandbPlaces,
} from "../registration/wandb-run.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { ForeignPoint } from "./foreign-run.ts";
import type { ForeignSource, GivenRun, LoadedRun } from "./foreign-source.ts";
import { wandbVersions } from "./wandb-versions.ts";

const maxRuns = 100_000;
const maxFiles = 2000;
/** Values by step of one run at most. */
const maxPoints = 5_000_000;
/** Files that are read into the run's facts, where secrets are left out. */
const factFiles = new Set([
  "config.yaml",
  "wandb-summary.json",
  "wandb-metadata.json",
  "wandb-history.jsonl",
]);

/** A run of Weights & Biases as it lies on disk. */
export interface WandbFolder {
  /** Absolute. */
  readonly folder: string;
  readonly id: RunId;
  /** Milliseconds since the epoch. */
  readonly start: number;
  readonly places: WandbPlaces;
  readonly run: WandbRun;
}

/**
 * Opens the runs of Weights & Biases in a folder: that of one run, or the folder `wandb` with many.
 *
 * @param path absolute
 * @returns undefined if there is no run
 * @throws RegistryError `file-problem`, `cancelled`
 */
export async function openWandb(
  registry: Registry,
  path: string,
  { signal }: Task = {},
): Promise<ForeignSource | undefined> {
  const folders: WandbFolder[] = [];
  for (const folder of await runFolders(path)) {
    throwIfCancelled(signal);
    const found = await openFolder(folder);
    if (found && !folders.some(({ id }) => id === found.id)) folders.push(found);
  }
  if (folders.length === 0) return undefined;
  return {
    tool: "W&B",
    runs: folders.map((each) => givenRun(registry, each)),
    versions: folders.flatMap((each) => wandbVersions(registry.folder, each)),
  };
}

/** Returns the folders of runs, in order of their names, which begin with the time. */
async function runFolders(path: string): Promise<readonly string[]> {
  const real = await realpath(path).catch(() => path);
  if (await findWandbRun(real)) {
    const isFolder = (await lstat(real)).isDirectory();
    return [!isFolder || basename(real) === "files" ? dirname(real) : real];
  }
  const entries = await readdir(real, { withFileTypes: true }).catch(() => []);
  const time = (name: string): string => runFolder.exec(name)?.[1] ?? "";
  return entries
    .filter((entry) => entry.isDirectory() && runFolder.test(entry.name))
    .slice(0, maxRuns)
    .toSorted((a, b) => (time(a.name) < time(b.name) ? -1 : 1))
    .map(({ name }) => join(real, name));
}

const runFolder = /^(?:offline-)?run-(\d{8}_\d{6})-([\w-]+)$/;

async function openFolder(folder: string): Promise<WandbFolder | undefined> {
  const places = await findWandbRun(folder);
  if (!places) return undefined;
  const run = await readWandbPlaces(places);
  const [, time = "", named] = runFolder.exec(basename(folder)) ?? [];
  const id = RunId.safeParse(run.identity.id ?? named);
  if (!id.success) return undefined;
  const { start = timeOf(time) ?? (await lstat(folder)).mtimeMs } = run.identity;
  return { folder, id: id.data, start: Math.max(0, Math.floor(start)), places, run };
}

/** Reads the local time in the name of a folder. */
function timeOf(text: string): number | undefined {
  const [year, month = 1, ...rest] = [...text.replace("_", "").matchAll(/^\d{4}|\d\d/g)].map(
    Number,
  );
  if (year === undefined) return undefined;
  const time = new Date(year, month - 1, ...rest).getTime();
  return Number.isNaN(time) ? undefined : time;
}

function givenRun({ folder: workspace }: Registry, found: WandbFolder): GivenRun {
  const { id, run } = found;
  const { name = "", project = "" } = run.identity;
  return {
    id,
    name: name === "" ? id : name,
    experiment: experimentOf(project),
    read: (task) => readRun(workspace, found, task),
  };
}

/** Runs without a project are in that of W&B's own name for it. */
function experimentOf(project: string): string {
  const name = project.replaceAll(/\p{Cc}/gu, " ").trim();
  return name === "" ? "uncategorized" : name.slice(0, 500);
}

async function readRun(
  workspace: string,
  { folder, id, start, places, run }: WandbFolder,
  { signal }: Task,
): Promise<LoadedRun> {
  const points: ForeignPoint[] = [];
  let index = 0;
  await readWandbPlaces(places, (row) => {
    if (index % 1000 === 0) throwIfCancelled(signal);
    if (points.length < maxPoints) points.push(...pointsOf(row, { index, start }));
    index += 1;
  });
  const { metrics, parameters, command, packages } = wandbMetadata(basename(folder), run);
  const shown = relativePath(workspace, folder);
  const last = points.reduce((time, { at }) => Math.max(time, at), start);
  const end = run.runtime === undefined ? last : Math.floor(start + run.runtime * 1000);
  const logged = new Set(points.map(({ key }) => key));
  const step = points.reduce((highest, each) => Math.max(highest, each.step), 0);
  for (const [key, value] of Object.entries(metrics)) {
    if (!logged.has(key)) points.push({ key, value, step, at: end });
  }
  const { name, project, entity, notes, tags } = run.identity;
  return {
    run: {
      id,
      experiment: experimentOf(project ?? ""),
      name,
      ...(command && { command }),
      start,
      end,
      status: statusOf(run),
      parameters,
      tags: {
        "wandb.folder": shown,
        ...(entity !== undefined && entity !== "" && { "wandb.entity": entity }),
        ...(notes !== undefined && notes !== "" && { "mlflow.note.content": notes }),
        ...(tags.length > 0 && { "wandb.tags": tags.join(", ") }),
        ...commitTag(run),
        ...artifactTags(run),
      },
      context: await contextOf(workspace, run, { source: shown, packages }, signal),
    },
    points,
    files: await filesOf(join(folder, "files")),
  };
}

const Commit = z.string().regex(/^[0-9a-f]{7,64}$/i);

/** The tag that MLflow has for it, which pages and searches know. */
function commitTag({ identity, environment }: WandbRun): Readonly<Record<string, string>> {
  const commit = Commit.safeParse(identity.commit ?? environment.commit);
  return commit.success ? { "mlflow.source.git.commit": commit.data } : {};
}

/** The commit can be described if the repository has it. */
async function contextOf(
  workspace: string,
  { identity, environment: started }: WandbRun,
  environment: Environment,
  signal: AbortSignal | undefined,
): Promise<RunContext> {
  const commit = CommitId.safeParse(identity.commit ?? started.commit);
  const git = commit.success
    ? (await captureKnownCommit(workspace, commit.data, signal)).state
    : undefined;
  const hasPackages = Object.keys(environment.packages).length > 0;
  return { v: 1, ...(git && { git }), ...(hasPackages && { environment }) };
}

function artifactTags({ artifacts }: WandbRun): Readonly<Record<string, string>> {
  return Object.fromEntries(
    artifacts.map(({ name, type, digest }) => [
      `wandb.artifact.${name}`.slice(0, 250),
      `${type} ${digest}`,
    ]),
  );
}

/** A run whose log has no end was killed, unless it is one of those that W&B synchronised. */
function statusOf({ exitCode, earlyEnd, runtime }: WandbRun): EndStatus {
  if (exitCode !== undefined) return exitCode === 0 ? "finished" : "failed";
  return earlyEnd === undefined && runtime !== undefined ? "finished" : "killed";
}

function pointsOf(
  row: WandbRow,
  { index, start }: { readonly index: number; readonly start: number },
): ForeignPoint[] {
  const values = new Map(row);
  const [time, given] = [values.get("_timestamp"), values.get("_step")];
  const at = typeof time === "number" && time > 0 ? Math.floor(time * 1000) : start;
  const step = typeof given === "number" ? given : index;
  return row.flatMap(([key, value]) =>
    typeof value === "number" && key !== "_step" && key !== "_timestamp"
      ? [{ key, value, step, at }]
      : [],
  );
}

async function filesOf(folder: string): Promise<LoadedRun["files"]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      path: file.slice(folder.length + 1).replaceAll("\\", "/"),
      source: { file },
    }))
    .filter(({ path }) => !factFiles.has(path))
    .slice(0, maxFiles);
}
