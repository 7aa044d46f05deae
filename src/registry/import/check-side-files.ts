import { join } from "node:path";
import type { SideFiles } from "../../core/import/side-files.ts";
import { RegistryError } from "../../core/refusal.ts";
import { readMetricsFile } from "../../provenance/metrics-file.ts";
import { readParametersFile } from "../../provenance/parameters-file.ts";
import { relativePath } from "../relative-path.ts";
import type { UnreadFile } from "./import-versions.ts";

/** The files of metrics and parameters beside a version. */
export interface CheckedFiles {
  readonly metricsFiles: readonly string[];
  readonly parametersFiles: readonly string[];
  readonly unread?: readonly UnreadFile[];
}

/**
 * Tells the files that can be read from those that can't, which must not keep a model from being
 * imported; all relative to the workspace folder where they are inside.
 *
 * @param root the folder that the paths of the side files are relative to
 */
export async function checkSideFiles(
  workspace: string,
  root: string,
  { metrics, parameters }: SideFiles,
): Promise<CheckedFiles> {
  const unread: UnreadFile[] = [];
  const readable = async (
    paths: readonly string[],
    about: UnreadFile["about"],
    read: (path: string) => Promise<unknown>,
  ): Promise<readonly string[]> => {
    const good: string[] = [];
    for (const each of paths) {
      const path = relativePath(workspace, join(root, each));
      try {
        await read(join(root, each));
        good.push(path);
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        const wayOut =
          "Correct it before you import: what a version records can't be changed later.";
        unread.push({ path, about, message: error.refusal.message, wayOut });
      }
    }
    return good;
  };
  const metricsFiles = await readable(metrics, "metrics", readMetricsFile);
  const parametersFiles = await readable(parameters, "parameters", readParametersFile);
  return { metricsFiles, parametersFiles, ...(unread.length > 0 && { unread }) };
}
