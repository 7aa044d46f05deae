import { mkdir } from "node:fs/promises";
import { dirname, join, resolve as resolvePath } from "node:path";
import { isPortablePath } from "../core/artifact.ts";
import { RegistryError } from "../core/refusal.ts";
import { versionTitle, type Version } from "../core/version.ts";
import { copyArtifactOut } from "../storage/artifact-store.ts";
import type { Registry } from "./registry.ts";
import { versionFor } from "./resolve.ts";
import type { Task } from "./task.ts";

export interface ExportRequest {
  readonly reference: string;
  /** Folder to copy into, absolute or relative to the workspace folder; made if missing. */
  readonly destination: string;
  /** Path of one artifact; all of them if absent. */
  readonly artifact?: string;
}

export interface ExportedVersion {
  readonly version: Version;
  /** Absolute paths of the copies. */
  readonly files: readonly string[];
}

/**
 * Copies the artifacts of a version out of the registry, each verified inside the copy: a file is
 * there whole and right, or not at all.
 */
export async function exportVersion(
  registry: Registry,
  request: ExportRequest,
  { signal, report }: Task = {},
): Promise<ExportedVersion> {
  registry.requireTrust();
  const { version, artifacts } = await registry.read((state) => {
    const found = versionFor(registry, state, request.reference);
    return { version: found, artifacts: state.artifacts(found.id) };
  });
  const chosen = artifacts.filter(
    (artifact) => request.artifact === undefined || artifact.path === request.artifact,
  );
  if (chosen.length === 0) {
    throw new RegistryError({
      code: "unknown-artifact",
      message: `${versionTitle(version)} has no artifact named “${request.artifact ?? ""}”.`,
      wayOut: `Its artifacts are ${artifacts.map((artifact) => artifact.path).join(", ")}.`,
    });
  }
  const destination = resolvePath(registry.folder, request.destination);
  const total = chosen.reduce((sum, artifact) => sum + artifact.size, 0);
  const files: string[] = [];
  let done = 0;
  for (const artifact of chosen) {
    // Parsed when it was recorded; checked again where it becomes a path on this machine.
    if (!isPortablePath(artifact.path)) throw new Error(`${artifact.path} is not portable`);
    const target = join(destination, artifact.path);
    await mkdir(dirname(target), { recursive: true });
    const onBytes = (bytes: number): void => {
      done += bytes;
      report?.({ message: `Exporting ${artifact.path}`, done, total });
    };
    const title = `${artifact.path} of ${versionTitle(version)}`;
    await copyArtifactOut(registry.paths, artifact, title, target, { signal, onBytes });
    files.push(target);
  }
  return { version, files };
}
