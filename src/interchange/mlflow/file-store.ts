import { parse } from "yaml";
import * as z from "zod";
import {
  defined,
  deletedStage,
  mlflowLimits,
  mlflowStatus,
  type MlflowModel,
  type MlflowPoint,
  type MlflowRun,
  type MlflowSource,
  type MlflowStore,
  type MlflowVersion,
} from "./store.ts";

/** Access to the folder of a store; paths are relative to it, with `/`. */
export interface StoreFolder {
  /** Names in a folder; none if it is not there. */
  list(path: string): Promise<readonly { readonly name: string; readonly isFolder: boolean }[]>;
  /** Text of a file; undefined if it is not there or can't be read. */
  text(path: string): Promise<string | undefined>;
}

const Id = z.union([z.string().min(1), z.number()]).transform(String);
const Time = z.number().nullish();
const Text = z.string().nullish();
const Experiment = z.object({ name: z.string().min(1), lifecycle_stage: Text });
const Run = z.object({
  run_name: Text,
  user_id: Text,
  status: z.union([z.number(), z.string()]).nullish(),
  start_time: Time,
  end_time: Time,
  artifact_uri: Text,
  lifecycle_stage: Text,
});
const Model = z.object({
  name: z.string().min(1),
  description: Text,
  aliases: z.record(z.string(), z.coerce.number().int()).nullish(),
});
const Version = z.object({
  version: z.coerce.number().int().min(1).max(mlflowLimits.number),
  current_stage: Text,
  description: Text,
  creation_timestamp: Time,
  run_id: Id.nullish(),
  source: Text,
  storage_location: Text,
});
const LoggedModel = z.object({ model_id: z.string(), artifact_location: z.string() });

/**
 * Reads a store in a folder, `mlruns`, as mlflow/store/tracking/file_store.py and
 * mlflow/store/model_registry/file_store.py write it. What has another form is passed over.
 */
export function fileStore(folder: StoreFolder): MlflowSource {
  return {
    read: () => readStore(folder),
    points: async (run) => {
      for (const experiment of await experimentsIn(folder)) {
        const place = `${experiment}/${run}`;
        if ((await folder.text(`${place}/meta.yaml`)) !== undefined) return points(folder, place);
      }
      return [];
    },
  };
}

async function readStore(folder: StoreFolder): Promise<MlflowStore> {
  const runs: MlflowRun[] = [];
  const loggedModels = new Map<string, string>();
  for (const experiment of await experimentsIn(folder)) {
    const meta = await metaOf(folder, experiment, Experiment);
    if (!meta || meta.lifecycle_stage === "deleted") continue;
    for (const name of await foldersIn(folder, experiment)) {
      if (runs.length >= mlflowLimits.runs) break;
      const run =
        name === "models" ? undefined : await readRun(folder, experiment, name, meta.name);
      if (run) runs.push(run);
    }
    for (const name of await foldersIn(folder, `${experiment}/models`)) {
      const model = await metaOf(folder, `${experiment}/models/${name}`, LoggedModel);
      if (model) loggedModels.set(model.model_id, model.artifact_location);
    }
  }
  const models: MlflowModel[] = [];
  for (const name of (await foldersIn(folder, "models")).slice(0, mlflowLimits.models)) {
    const model = await readModel(folder, `models/${name}`);
    if (model) models.push(model);
  }
  return { models, runs, loggedModels };
}

/** Experiments are folders with a `meta.yaml`, named by their ids. */
async function experimentsIn(folder: StoreFolder): Promise<readonly string[]> {
  const names = await foldersIn(folder, "");
  return names.filter((name) => name !== "models" && !name.startsWith("."));
}

async function readRun(
  folder: StoreFolder,
  experiment: string,
  name: string,
  title: string,
): Promise<MlflowRun | undefined> {
  const place = `${experiment}/${name}`;
  const meta = await metaOf(folder, place, Run);
  // The folder's name is the id; YAML may take one of digits for a number.
  if (!meta || meta.lifecycle_stage === "deleted") return undefined;
  const tags = await texts(folder, `${place}/tags`);
  return {
    id: name,
    experiment: title,
    folder: place,
    status: mlflowStatus(meta.status),
    parameters: await texts(folder, `${place}/params`),
    tags,
    ...defined({
      name: meta.run_name ?? tags["mlflow.runName"],
      user: meta.user_id,
      start: meta.start_time,
      end: meta.end_time,
      artifacts: meta.artifact_uri,
    }),
  };
}

async function readModel(folder: StoreFolder, place: string): Promise<MlflowModel | undefined> {
  const meta = await metaOf(folder, place, Model);
  if (!meta) return undefined;
  const aliases = new Map(Object.entries(meta.aliases ?? {}));
  for (const [alias, text] of Object.entries(await texts(folder, `${place}/aliases`))) {
    if (/^\d{1,9}$/.test(text.trim())) aliases.set(alias, Number(text));
  }
  const versions: MlflowVersion[] = [];
  for (const name of (await foldersIn(folder, place)).slice(0, mlflowLimits.versions)) {
    const version = /^version-\d+$/.test(name)
      ? await readVersion(folder, `${place}/${name}`)
      : undefined;
    if (version) versions.push(version);
  }
  return {
    name: meta.name,
    ...defined({ description: meta.description }),
    tags: await texts(folder, `${place}/tags`),
    aliases: Object.fromEntries(aliases),
    versions: versions.toSorted((a, b) => a.number - b.number),
  };
}

async function readVersion(folder: StoreFolder, place: string): Promise<MlflowVersion | undefined> {
  const meta = await metaOf(folder, place, Version);
  if (!meta || meta.current_stage === deletedStage) return undefined;
  return {
    number: meta.version,
    stage: meta.current_stage ?? "None",
    tags: await texts(folder, `${place}/tags`),
    places: [meta.storage_location, meta.source].filter((each) => typeof each === "string"),
    ...defined({
      description: meta.description,
      createdAt: meta.creation_timestamp,
      run: meta.run_id,
    }),
  };
}

/** Reads `metrics/**`: a file for each metric, with lines of time, value and step. */
async function points(folder: StoreFolder, place: string): Promise<readonly MlflowPoint[]> {
  const found: MlflowPoint[] = [];
  const prefix = `${place}/metrics`;
  for (const key of await filesIn(folder, prefix)) {
    const text = (await folder.text(`${prefix}/${key}`)) ?? "";
    // MLflow writes a value again when a logged model is linked to it.
    for (const line of new Set(text.split(/\r?\n/))) {
      const [, at, value, step] = /^(\d+) (\S+)(?: (-?\d+))?$/.exec(line) ?? [];
      if (value === undefined || found.length >= mlflowLimits.points) continue;
      found.push({ key, at: Number(at), step: Number(step ?? 0), value: pythonNumber(value) });
    }
  }
  // A client logs in several threads; of MLflow's last value it is the step that decides.
  return found.toSorted((a, b) => a.step - b.step || a.at - b.at);
}

/** Reads a number as Python writes it: `nan`, `inf`, `1e-05`. */
function pythonNumber(text: string): number {
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  return Number(text);
}

/** Reads the files of a folder as texts by their names, which may have `/` in them. */
async function texts(
  folder: StoreFolder,
  place: string,
): Promise<Readonly<Record<string, string>>> {
  const found: [string, string][] = [];
  for (const name of await filesIn(folder, place)) {
    const text = await folder.text(`${place}/${name}`);
    if (text !== undefined) found.push([name, text]);
  }
  return Object.fromEntries(found);
}

async function filesIn(
  folder: StoreFolder,
  root: string,
  prefix = "",
  depth = 0,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name, isFolder } of await folder.list(
    `${root}${prefix === "" ? "" : `/${prefix}`}`,
  )) {
    const path = prefix === "" ? name : `${prefix}/${name}`;
    if (!isFolder) found.push(path);
    else if (depth < 8) found.push(...(await filesIn(folder, root, path, depth + 1)));
  }
  return found;
}

async function foldersIn(folder: StoreFolder, path: string): Promise<readonly string[]> {
  return (await folder.list(path)).filter(({ isFolder }) => isFolder).map(({ name }) => name);
}

async function metaOf<T>(
  folder: StoreFolder,
  place: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const text = await folder.text(`${place}/meta.yaml`);
  if (text === undefined) return undefined;
  try {
    return schema.safeParse(parse(text, { schema: "core", maxAliasCount: 10 })).data;
  } catch {
    return undefined;
  }
}
