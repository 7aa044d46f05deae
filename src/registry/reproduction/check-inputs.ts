import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, lstat, mkdir, readFile, realpath, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as l10n from "@vscode/l10n";
import type { Dataset } from "../../core/model/data/dataset.ts";
import { datasetTitle } from "../../core/model/data/dataset.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { ReproducedInput } from "../../core/reproduction/reproduction-events.ts";
import { shellText } from "../../core/text/command-text.ts";
import { findInWorkspace, listFiles } from "../../provenance/data/dataset-files.ts";
import { describeDataset } from "../../provenance/data/dataset.ts";
import { fetchCommandFor, unfetchedAt } from "../../provenance/data/pointer-file.ts";
import { isInside, slashRelative } from "../../provenance/files/slash-relative.ts";
import { readParametersFile } from "../../provenance/values/parameters-file.ts";
import { findInside } from "../files/inside-folder.ts";
import type { Task } from "../task.ts";

/** An input of the recipe as it is in the checkout, and how to get it where it is not right. */
export interface CheckedInput extends ReproducedInput {
  /** A command, or a sentence. */
  readonly remedy?: string;
  /** True if it was copied from the workspace, which has it as it was recorded. */
  readonly copied?: true;
}

/** The workspace, and its counterpart in the checkout; absolute. */
export interface InputFolders {
  readonly workspace: string;
  readonly checkout: string;
}

/**
 * Checks data and parameters in a checkout against what was recorded. What git does not track is
 * copied from the workspace where it is there as recorded; a copy is hashed again.
 *
 * @throws RegistryError `cancelled`
 */
export async function checkInputs(
  folders: InputFolders,
  recipe: Recipe,
  task: Task,
): Promise<readonly CheckedInput[]> {
  const checked: CheckedInput[] = [];
  for (const dataset of recipe.datasets) {
    throwIfCancelled(task.signal);
    task.report?.({ message: l10n.t("Checking {0}", datasetTitle(dataset)) });
    checked.push(await checkDataset(folders, dataset, task));
  }
  for (const path of recipe.sources.parameters) {
    throwIfCancelled(task.signal);
    checked.push(await checkParameters(folders, path, recipe.parameters));
  }
  return checked;
}

async function checkDataset(
  folders: InputFolders,
  dataset: Dataset,
  task: Task,
): Promise<CheckedInput> {
  const { path, uri } = dataset;
  const name = path ?? datasetTitle(dataset);
  if (path === undefined || !isInside(path) || path === "") {
    const place = uri ?? path;
    return {
      name,
      state: "unchecked",
      ...(place !== undefined && { remedy: fetchRemedy(place) }),
    };
  }
  const inCheckout = await stateOf(folders.checkout, path, dataset, task);
  if (inCheckout === "same" || inCheckout === "unchecked") return { name, state: inCheckout };
  const here = await stateOf(folders.workspace, path, dataset, task);
  if (here === "same" && inCheckout === "missing") {
    await copyInput(folders, path, task);
    const copy = await stateOf(folders.checkout, path, dataset, task);
    if (copy === "same") return { name, state: copy, copied: true };
    await rm(join(folders.checkout, path), { recursive: true, force: true });
  }
  return { name, state: inCheckout, remedy: await remedyFor(folders.checkout, path, uri) };
}

async function remedyFor(checkout: string, path: string, uri: string | undefined): Promise<string> {
  const pointed = await pointerRemedy(checkout, path);
  if (pointed !== undefined) return pointed;
  return uri === undefined ? l10n.t("Put the recorded data at {0}.", path) : fetchRemedy(uri);
}

/** Compares data with its recorded digests: by SHA-256, else by the MD5 that DVC records. */
async function stateOf(
  folder: string,
  path: string,
  { digests }: Dataset,
  { signal }: Task,
): Promise<ReproducedInput["state"]> {
  const absolute = join(folder, path);
  const stats = await lstat(absolute).catch(() => undefined);
  if (!stats) return "missing";
  // Where a link of the commit leads to is none of a version's business.
  if ((await findInside(folder, path)) === undefined) return "changed";
  if (await unfetchedAt(absolute)) return "missing";
  try {
    if (digests.sha256 !== undefined) {
      const found = await describeDataset(folder, path, { signal });
      return found.digests.sha256 === digests.sha256 ? "same" : "changed";
    }
    const md5 = digests["md5"];
    if (md5 === undefined || md5.endsWith(".dir") || !stats.isFile()) return "unchecked";
    const found = createHash("md5")
      .update(await readFile(absolute))
      .digest("hex");
    return found === md5 ? "same" : "changed";
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof RegistryError) return "changed";
    throw error;
  }
}

/** Copies a file or folder; where the file system can, without a second copy of the bytes. */
async function copyInput(
  { workspace, checkout }: InputFolders,
  path: string,
  { signal }: Task,
): Promise<void> {
  const place = await findInWorkspace(workspace, path);
  if (!place.isFolder) {
    await copyOne(checkout, place.real, join(checkout, path));
    return;
  }
  for (const [inner, file] of await listFiles(workspace, place, signal)) {
    throwIfCancelled(signal);
    await copyOne(checkout, file.real, join(checkout, path, inner));
  }
}

/** Copies a file to where no link leads out of the checkout: its commit may be anybody's. */
async function copyOne(checkout: string, from: string, to: string): Promise<void> {
  let folder = dirname(to);
  while (!(await lstat(folder).catch(() => undefined))) folder = dirname(folder);
  if (!isInside(slashRelative(await realpath(checkout), await realpath(folder)))) return;
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
}

/** Returns the command that fetches what a pointer in the checkout stands for. */
async function pointerRemedy(checkout: string, path: string): Promise<string | undefined> {
  for (const place of [join(checkout, path), join(checkout, `${path}.dvc`)]) {
    const pointer = await unfetchedAt(place).catch(() => undefined);
    if (pointer) return fetchCommandFor(checkout, [{ path: place, pointer }]);
  }
  const lock = await readFile(join(checkout, "dvc.lock"), "utf8").catch(() => "");
  return lock.includes(path) ? shellText(["dvc", "pull", path]) : undefined;
}

/** Returns how to get what is kept at a URI or outside of the workspace. */
function fetchRemedy(place: string): string {
  if (place.startsWith("s3://")) return shellText(["aws", "s3", "cp", "--recursive", place, "."]);
  if (place.startsWith("gs://")) return shellText(["gcloud", "storage", "cp", "-r", place, "."]);
  if (/^https?:\/\//.test(place)) return shellText(["curl", "--location", "--remote-name", place]);
  const hub = /^hf:\/\/(datasets\/)?([^/]+\/[^/@]+)/.exec(place);
  if (hub?.[2] !== undefined) {
    return shellText(["hf", "download", ...(hub[1] ? ["--repo-type", "dataset"] : []), hub[2]]);
  }
  return l10n.t("It is kept at {0}.", place);
}

async function checkParameters(
  folders: InputFolders,
  path: string,
  recorded: Recipe["parameters"],
): Promise<CheckedInput> {
  const stateIn = async (folder: string): Promise<ReproducedInput["state"]> => {
    const absolute = join(folder, path);
    if (!isInside(path) || !(await lstat(absolute).catch(() => undefined))) return "missing";
    if ((await findInside(folder, path)) === undefined) return "changed";
    try {
      const { parameters } = await readParametersFile(absolute);
      const same = Object.entries(parameters).every(
        ([key, value]) => JSON.stringify(recorded[key]) === JSON.stringify(value),
      );
      return same ? "same" : "changed";
    } catch (error) {
      if (error instanceof RegistryError) return "unchecked";
      throw error;
    }
  };
  const state = await stateIn(folders.checkout);
  if (state === "missing" && (await stateIn(folders.workspace)) === "same") {
    await copyInput(folders, path, {});
    return { name: path, state: await stateIn(folders.checkout), copied: true };
  }
  if (state === "same" || state === "unchecked") return { name: path, state };
  const remedy = l10n.t("The recorded parameters are on the version; write them into {0}.", path);
  return { name: path, state, remedy };
}
