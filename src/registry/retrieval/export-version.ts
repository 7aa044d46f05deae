import { stat } from "node:fs/promises";
import { basename, dirname, extname, resolve as resolvePath } from "node:path";
import * as l10n from "@vscode/l10n";
import type { Artifact } from "../../core/model/artifact.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { hasBytes } from "../files/has-bytes.ts";
import { placeFiles } from "../files/place-files.ts";
import { copyUsable, fetchUsable, usableFiles, type UsableFile } from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { lookUp } from "./resolve.ts";

export interface ExportRequest {
  readonly reference: string;
  /** Answer from what can be read of a damaged or incomplete ledger. */
  readonly despiteDamage?: boolean;
  /**
   * Folder to copy into, absolute or relative to the workspace folder; made if missing. Of a single
   * artifact it may be the file to make: a name with an ending where there is no folder.
   */
  readonly destination: string;
  /** Replace files that have other bytes; else they are a reason to refuse. */
  readonly replace?: boolean;
  /** Path of one artifact; all of them if absent. */
  readonly artifact?: string;
}

export interface ExportedVersion {
  readonly version: Version;
  /** Absolute paths of the copies. */
  readonly files: readonly string[];
}

/**
 * Copies the artifacts of a version out of the registry, each verified inside the copy. All of them
 * are put in place when the last one has been found right; cancelled or failed, none is.
 *
 * @throws RegistryError `unknown-version`, `unknown-artifact`, `artifact-changed`, `file-exists`, …
 */
export async function exportVersion(
  registry: Registry,
  request: ExportRequest,
  { signal, report }: Task = {},
): Promise<ExportedVersion> {
  registry.requireTrust();
  const { version, artifacts } = await lookUp(registry, request, (state, found) => ({
    version: found,
    artifacts: state.artifacts(found.id),
  }));
  const wanted = chooseArtifacts(version, artifacts, request.artifact);
  await fetchUsable(registry, version, wanted, { signal, report });
  const chosen = await usableFiles(registry, version, wanted);
  const total = chosen.reduce((sum, artifact) => sum + artifact.size, 0);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    report?.({ message: l10n.t("Exporting {0}", versionTitle(version)), done, total });
  };
  const destination = resolvePath(registry.folder, request.destination);
  const [folder, placed] = await placesOf(destination, chosen);
  const files = await placeFiles(folder, placed, {
    write: ({ artifact }, temporary) => {
      const title = l10n.t("{0} of {1}", artifact.path, versionTitle(version));
      return copyUsable(artifact, title, temporary, { signal, onBytes });
    },
    isSame: ({ artifact }, present) => hasBytes(present, artifact.sha256, { signal }),
    replace: request.replace ?? false,
  });
  return { version, files };
}

interface PlacedArtifact {
  readonly path: string;
  readonly artifact: UsableFile;
}

/** Returns the folder to write into, and the path of each artifact in it. */
async function placesOf(
  destination: string,
  artifacts: readonly UsableFile[],
): Promise<readonly [string, readonly PlacedArtifact[]]> {
  const [artifact, ...others] = artifacts;
  if (artifact && others.length === 0 && (await isFilePath(destination, artifact))) {
    return [dirname(destination), [{ path: basename(destination), artifact }]];
  }
  return [destination, artifacts.map((each) => ({ path: each.path, artifact: each }))];
}

async function isFilePath(path: string, artifact: Artifact): Promise<boolean> {
  const present = await stat(path).catch(() => undefined);
  if (present) return present.isFile();
  const ending = extname(path);
  return /^\.[A-Za-z]\w*$/.test(ending) || (ending !== "" && ending === extname(artifact.path));
}

function chooseArtifacts(
  version: Version,
  artifacts: readonly Artifact[],
  path: string | undefined,
): readonly Artifact[] {
  const chosen = artifacts.filter((artifact) => path === undefined || artifact.path === path);
  if (chosen.length > 0) return chosen;
  throw new RegistryError({
    code: "unknown-artifact",
    reason: "artifact-unknown",
    title: versionTitle(version),
    path: path ?? "",
    artifacts: artifacts.map((artifact) => artifact.path),
  });
}
