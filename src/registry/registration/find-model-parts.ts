import { lstat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { findParts } from "../../inspect/engine/inspect-file.ts";
import { fileSource } from "../../inspect/sources/file-source.ts";
import { folderSurroundings } from "../../inspect/sources/folder-surroundings.ts";
import { followNamed } from "../files/follow-named.ts";
import type { Task } from "../task.ts";

/** A file without which a model is not complete: data of its tensors, one of its shards. */
export interface ModelPart {
  /** The model file that names it, as it was given. */
  readonly model: string;
  /** Relative to the model file's folder, `/` separators. */
  readonly path: string;
}

/** Milliseconds: parts are named in a header or an index. */
const timeLimit = 5_000;

/**
 * Finds the files that model files name as parts of themselves and that lie beside them. A path
 * that can't be read has none; the registration reports it.
 *
 * @param paths absolute, or relative to the workspace folder
 * @throws RegistryError `cancelled`
 */
export async function findModelParts(
  workspace: string,
  paths: readonly string[],
  { signal }: Task = {},
): Promise<readonly ModelPart[]> {
  const parts: ModelPart[] = [];
  for (const model of paths) {
    const found = await partsOf(workspace, resolve(workspace, model), signal);
    parts.push(...found.map((path) => ({ model, path })));
  }
  return parts;
}

async function partsOf(
  workspace: string,
  given: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  try {
    const { path, real } = await followNamed(workspace, given);
    if (!(await lstat(real)).isFile()) return [];
    const source = await fileSource(real, basename(path));
    const beside = folderSurroundings(dirname(path), workspace);
    return await findParts({ source, beside }, { signal, timeLimit });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof RegistryError || isOfDisk(error)) return [];
    throw error;
  }
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && "syscall" in error;
}
