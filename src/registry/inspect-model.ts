import type { Inspection, ModelDescription } from "../core/inspection.ts";
import { RegistryError, throwIfCancelled } from "../core/refusal.ts";
import { formatName } from "../inspect/format-name.ts";
import { inspectPath } from "../inspect/inspect-path.ts";
import type { Task } from "./task.ts";

/** What a model file or folder says about itself. */
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
    readonly formatName: string;
    readonly description: ModelDescription;
  }[];
}

/** Milliseconds: a person is looking at the page that waits for it. */
const timeLimit = 10_000;

/**
 * Reads what a file or folder, absolute, says about itself: registered or not, without running it.
 *
 * @throws RegistryError `file-problem` if it can't be read from disk, `cancelled`
 */
export async function inspectModel(
  { path }: { readonly path: string },
  { signal }: Task = {},
): Promise<ModelInspection> {
  try {
    const { isFolder, size, files, ...inspection } = await inspectPath(path, { signal, timeLimit });
    return {
      isFolder,
      size,
      formatName: formatName(inspection.description.format),
      inspection,
      files: files.map(({ path: within, inspection: { description } }) => ({
        path: within,
        formatName: formatName(description.format),
        description,
      })),
    };
  } catch (error) {
    throwIfCancelled(signal);
    const reason = error instanceof Error ? error.message : String(error);
    throw new RegistryError(
      {
        code: "file-problem",
        message: `Can't read ${path}: ${reason}.`,
        wayOut: "Check that it is there, is no link, and may be read.",
      },
      { cause: error },
    );
  }
}
