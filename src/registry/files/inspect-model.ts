import { lstat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Inspection, ModelDescription } from "../../core/model/inspection.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { formatName } from "../../core/text/display-names.ts";
import { inspectPath } from "../../inspect/engine/inspect-path.ts";
import { unfetchedAt } from "../../provenance/data/pointer-file.ts";
import type { Task } from "../task.ts";
import { withFetchCommands } from "./fetch-commands.ts";
import { followNamed, type NamedPath } from "./follow-named.ts";

/** Result of inspecting a model file or folder. */
export interface ModelInspection {
  readonly isFolder: boolean;
  /** Bytes; of a folder, of all files within. */
  readonly size: number;
  /** The format as a person calls it. */
  readonly formatName: string;
  readonly inspection: Inspection;
  /** Files of a folder that are models themselves. */
  readonly files: readonly {
    readonly path: string;
    /** Bytes. */
    readonly size: number;
    readonly formatName: string;
    readonly description: ModelDescription;
  }[];
}

/** Milliseconds: a person is looking at the page that waits for it. */
const timeLimit = 10_000;

/**
 * Inspects a file or folder (absolute path), registered or not, without running it. Links are
 * followed, and a `.dvc` file to the file that it stands for.
 *
 * @throws RegistryError `file-problem` if it can't be read from disk, `cancelled`
 */
export async function inspectModel(
  { path, workspace }: { readonly path: string; readonly workspace?: string | undefined },
  { signal }: Task = {},
): Promise<ModelInspection> {
  try {
    const named = await placeOf(workspace ?? dirname(path), path);
    const options = { signal, timeLimit, real: named.real, workspace };
    const { isFolder, size, files, ...inspection } = await inspectPath(named.path, options);
    const { description } = inspection;
    const findings = await withFetchCommands(
      workspace ?? dirname(path),
      description.findings,
      (where) => (isFolder && where !== undefined ? join(named.real, where) : named.path),
    );
    return {
      isFolder,
      size,
      formatName: formatName(description.format),
      inspection: { ...inspection, description: { ...description, findings } },
      files: files.map(({ path: within, size: bytes, inspection: { description: each } }) => ({
        path: within,
        size: bytes,
        formatName: formatName(each.format),
        description: each,
      })),
    };
  } catch (error) {
    throwIfCancelled(signal);
    if (error instanceof RegistryError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegistryError(
      { code: "file-problem", reason: "model-file-unreadable", path, problem: reason },
      { cause: error },
    );
  }
}

/** Returns the path to inspect: the file itself if it is a pointer to bytes that are not here. */
async function placeOf(workspace: string, path: string): Promise<NamedPath> {
  const isFile = (await lstat(path)).isFile();
  if (isFile && (await unfetchedAt(path))) return { path, real: path };
  return followNamed(workspace, path);
}
