import type { FoundFile } from "../data/walk-folder.ts";

/** A table of the folder that DVCLive writes; the folder is what is recorded. */
const dvcliveTable = /^(.*?)\/plots\/metrics\/.+\.tsv$/i;

/** Returns the folders that DVCLive wrote, each as one entry with the size of its tables. */
export function dvcliveFolders(files: readonly FoundFile[]): readonly FoundFile[] {
  const folders = new Map<string, FoundFile>();
  for (const file of files) {
    const path = dvcliveTable.exec(file.path)?.[1];
    if (path === undefined) continue;
    const size = (folders.get(path)?.size ?? 0) + file.size;
    folders.set(path, { ...file, path, size });
  }
  return [...folders.values()];
}

/**
 * Returns the folders with the metrics of runs of MLflow, which have a `meta.yaml` beside them, each as
 * one entry with the size of its files.
 */
export function mlflowFolders(files: readonly FoundFile[]): readonly FoundFile[] {
  const runs = new Set(
    files.flatMap(({ path }) => /^(.*\/)?meta\.yaml$/.exec(path)?.[1]?.concat("metrics") ?? []),
  );
  const folders = new Map<string, FoundFile>();
  for (const file of files) {
    const path = /^(.*?\/metrics)\/.+$/.exec(file.path)?.[1];
    if (path === undefined || !runs.has(path)) continue;
    const size = (folders.get(path)?.size ?? 0) + file.size;
    folders.set(path, { ...file, path, size });
  }
  return [...folders.values()];
}

/** A run of Weights & Biases as it lies on disk; its name has the local time of its start. */
const wandbRun =
  /^((?:.*\/)?(?:offline-)?run-(\d{8})_(\d{6})-\w+)\/(?:run-\w+\.wandb|files\/wandb-metadata\.json)$/;

/** Returns the folders of runs of Weights & Biases, each as one entry, changed when its log was. */
export function wandbFolders(files: readonly FoundFile[]): readonly FoundFile[] {
  const folders = new Map<string, FoundFile>();
  for (const file of files) {
    const path = wandbRun.exec(file.path)?.[1];
    if (path === undefined) continue;
    const known = folders.get(path);
    const modifiedAt = Math.max(file.modifiedAt, known?.modifiedAt ?? -Infinity);
    folders.set(path, { ...file, path, size: (known?.size ?? 0) + file.size, modifiedAt });
  }
  return [...folders.values()];
}

/** Time in which a script may go on after the end of its run, milliseconds. */
const afterRunMs = 600_000;

/**
 * Returns the path of the run that made a model: the one that holds it, or the only one that went
 * on when the model was written. Undefined if there is none, or it can't be told which.
 */
export function runThatMade(
  model: string,
  files: readonly FoundFile[],
  runs: readonly FoundFile[],
): string | undefined {
  const holding = runs.find(({ path }) => model.startsWith(`${path}/`));
  if (holding) return holding.path;
  const written = files
    .filter(({ path }) => path === model || path.startsWith(`${model}/`))
    .reduce((latest, { modifiedAt }) => Math.max(latest, modifiedAt), -Infinity);
  const [only, other] = runs.filter(({ path, modifiedAt }) => {
    const start = startOf(path);
    return start !== undefined && written >= start && written <= modifiedAt + afterRunMs;
  });
  return other ? undefined : only?.path;
}

/** Returns the start of a run by the name of its folder, milliseconds since the epoch. */
function startOf(path: string): number | undefined {
  const [, year, month, day, hours, minutes, seconds] =
    /run-(\d{4})(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)-\w+$/.exec(path)?.map(Number) ?? [];
  if (year === undefined || month === undefined) return undefined;
  const time = new Date(year, month - 1, day, hours, minutes, seconds).getTime();
  return Number.isNaN(time) ? undefined : time;
}
