import { stat } from "node:fs/promises";
import { basename, dirname, extname, join, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import type { RunArtifact, RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { runPlace } from "../../core/runs/run-artifact-place.ts";
import { copyArtifactOut } from "../../storage/artifacts/artifact-store.ts";
import { openSnapshot } from "../../storage/artifacts/snapshot.ts";
import { isWriteProblem } from "../../storage/files/registry-paths.ts";
import { hasBytes } from "../files/has-bytes.ts";
import { placeFiles } from "../files/place-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { readRun } from "./read-run.ts";
import { readRunArtifact, type ArtifactOwner } from "./run-artifacts.ts";

/**
 * Returns the absolute path of a read-only copy of an artifact under its own name, by which programs
 * know what it is; hashed just now. Where no copy can be made (a folder that can't be written,
 * Restricted Mode), that of the stored bytes.
 *
 * @throws RegistryError `unknown-run`, `unknown-artifact`, `artifact-missing`, `artifact-changed`,
 *   `cancelled`
 */
export async function openRunArtifact(
  registry: Registry,
  request: ArtifactOwner & { readonly path: string },
  task: Task = {},
): Promise<string> {
  const { file, ...stored } = await readRunArtifact(registry, request, task);
  if (!registry.trusted) return file;
  const name = basename(request.path);
  try {
    const one = { path: name, stored, title: l10n.t("{0} of run {1}", request.path, request.run) };
    const snapshot = await openSnapshot(registry.paths, stored.sha256, [one], {
      signal: task.signal,
    });
    return join(snapshot, name);
  } catch (error) {
    // Bytes that can be read are not refused because there is no room for a copy.
    if (error instanceof RegistryError && isWriteProblem(error.cause)) return file;
    throw error;
  }
}

export interface RunExportRequest {
  readonly run: RunId;
  /**
   * Folder to copy into, absolute; made if missing. Of a single artifact it may be the file to make: a
   * name with an ending where there is no folder.
   */
  readonly destination: string;
  /** Paths of artifacts or of folders of them; all if absent. */
  readonly artifacts?: readonly string[] | undefined;
  /** Replace files that have other bytes; else they are a reason to refuse. */
  readonly replace?: boolean | undefined;
}

/**
 * Copies artifacts of a run out of the registry, each verified inside the copy; all or none. Those of
 * models that it logged go into folders named after these.
 *
 * @returns absolute paths of the copies
 * @throws RegistryError `unknown-run`, `unknown-artifact`, `artifact-missing`, `artifact-changed`,
 *   `file-exists`, `cancelled`, `read-only`
 */
export async function exportRunArtifacts(
  registry: Registry,
  { run, destination, artifacts, replace = false }: RunExportRequest,
  { signal, report }: Task = {},
): Promise<readonly string[]> {
  registry.requireTrust();
  const { state } = await readRun(registry, { run });
  const title = state.name ?? run;
  const chosen = choose([...state.artifacts.values()], artifacts, title);
  const total = chosen.reduce((sum, { bytes }) => sum + bytes.size, 0);
  let done = 0;
  const onBytes = (bytes: number): void => {
    report?.({ message: l10n.t("Exporting {0}", title), done: (done += bytes), total });
  };
  const [folder, placed] = await placesOf(resolve(registry.folder, destination), chosen);
  return placeFiles(folder, placed, {
    write: ({ path, artifact }, temporary) =>
      copyArtifactOut(
        registry.paths,
        artifact.bytes,
        l10n.t("{0} of {1}", path, title),
        temporary,
        {
          signal,
          onBytes,
        },
      ),
    isSame: ({ artifact }, present) => hasBytes(present, artifact.bytes.sha256, { signal }),
    replace,
  });
}

function choose(
  all: readonly RunArtifact[],
  paths: readonly string[] | undefined,
  run: string,
): readonly RunArtifact[] {
  const isIn = (artifact: RunArtifact, path: string): boolean =>
    artifact.path === path ||
    runPlace(artifact) === path ||
    runPlace(artifact).startsWith(`${path}/`);
  const wanted = paths?.map((path) => path.replace(/\/$/, ""));
  const absent =
    wanted?.find((path) => !all.some((artifact) => isIn(artifact, path))) ??
    (all.length === 0 ? "*" : undefined);
  if (absent !== undefined) {
    throw new RegistryError({
      code: "unknown-artifact",
      reason: "run-artifact-unknown",
      run,
      path: absent,
    });
  }
  return all.filter((artifact) => wanted?.some((path) => isIn(artifact, path)) ?? true);
}

interface Placed {
  readonly path: string;
  readonly artifact: RunArtifact;
}

/** Returns the folder to write into, and the path of each artifact in it. */
async function placesOf(
  destination: string,
  artifacts: readonly RunArtifact[],
): Promise<readonly [string, readonly Placed[]]> {
  const [artifact, ...others] = artifacts;
  if (artifact && others.length === 0) {
    const present = await stat(destination).catch(() => undefined);
    const ending = extname(destination);
    if (present?.isFile() ?? (ending !== "" && ending === extname(artifact.path))) {
      return [dirname(destination), [{ path: basename(destination), artifact }]];
    }
  }
  return [destination, artifacts.map((each) => ({ path: runPlace(each), artifact: each }))];
}
