import { stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { licenceIn } from "../../core/model/inspection/licence.ts";
import { readModelCard } from "../../inspect/formats/huggingface/model-card.ts";
import { folderSurroundings } from "../../inspect/sources/folder-surroundings.ts";
import type { Task } from "../task.ts";

const card = "README.md";

/** A model card, and the licence in its front matter. */
export interface ModelCardLicence {
  /** Absolute. */
  readonly path: string;
  readonly licence: string;
}

/**
 * Finds the model card beside a model file or in a model folder, if it names a licence.
 *
 * @param model absolute, or relative to the workspace folder
 */
export async function findModelCard(
  workspace: string,
  model: string,
  task: Task,
): Promise<ModelCardLicence | undefined> {
  const path = resolve(workspace, model);
  const stats = await stat(path).catch(() => undefined);
  if (!stats) return undefined;
  return readCardLicence(resolve(stats.isDirectory() ? path : dirname(path), card), task);
}

/** Reads the licence in a model card; undefined if the card can't be read or has none. */
export async function readCardLicence(
  path: string,
  { signal = new AbortController().signal }: Task,
): Promise<ModelCardLicence | undefined> {
  if (basename(path) !== card) return undefined;
  const inside = folderSurroundings(dirname(path));
  const { metadata } = await readModelCard({ inside, paths: [card], signal });
  const licence = licenceIn(metadata);
  return licence === undefined ? undefined : { path, licence };
}
