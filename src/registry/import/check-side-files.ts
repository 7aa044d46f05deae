import { join } from "node:path";
import type { SideFiles } from "../../core/import/side-files.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { recordedMessage } from "../../core/refusals/words.ts";
import { readMetadataFile } from "../../provenance/metadata/metadata-file.ts";
import { readMetricsFile } from "../../provenance/values/metrics-file.ts";
import { readParametersFile } from "../../provenance/values/parameters-file.ts";
import { relativePath } from "../files/relative-path.ts";
import type { UnreadFile } from "./import-versions.ts";

/** The files of metrics, parameters and metadata beside a version. */
export interface CheckedFiles {
  readonly metricsFiles: readonly string[];
  readonly parametersFiles: readonly string[];
  readonly metadataFile?: string;
  readonly unread?: readonly UnreadFile[];
}

/**
 * Separates side files that can be read from those that can't, as the latter must not prevent an
 * import; paths inside the workspace folder are relative to it.
 *
 * @param root the folder that the paths of the side files are relative to
 */
export async function checkSideFiles(
  workspace: string,
  root: string,
  { metrics, parameters, metadata }: SideFiles,
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
        const wayOut = "Correct it first: a version never changes.";
        unread.push({ path, about, message: recordedMessage(error.refusal), wayOut });
      }
    }
    return good;
  };
  const metricsFiles = await readable(metrics, "metrics", readMetricsFile);
  const parametersFiles = await readable(parameters, "parameters", readParametersFile);
  const [metadataFile, ...others] = await readable(metadata, "metadata", readMetadataFile);
  for (const path of others) {
    const message = `${path} is left out, as ${metadataFile ?? ""} says it too.`;
    unread.push({ path, about: "metadata", message, wayOut: "Make one file of the two." });
  }
  return {
    metricsFiles,
    parametersFiles,
    ...(metadataFile !== undefined && { metadataFile }),
    ...(unread.length > 0 && { unread }),
  };
}
