import type { Artifact } from "../../core/model/artifact.ts";
import type { RunId } from "../../core/model/run.ts";
import type { Registry } from "../../registry/registry.ts";
import {
  streamOfVersion,
  streamStored,
  versionFiles,
  type ArtifactStream,
} from "../../registry/retrieval/stream-artifact.ts";
import { readLoggedModel } from "../../registry/runs/logged-models.ts";
import { readRun } from "../../registry/runs/read-run.ts";
import { artifactsOf, listRunArtifacts } from "../../registry/runs/run-artifacts.ts";
import { notFound } from "../http/mlflow-error.ts";
import { wireEntry, type WireFile } from "../wire/artifact.ts";
import type { ArtifactOwner, ArtifactPlace } from "./place.ts";

/** Returns the run that files belong to, and the logged model of it if they are that one's. */
export async function runOfOwner(
  registry: Registry,
  owner: Exclude<ArtifactOwner, { readonly kind: "version" }>,
): Promise<{ readonly run: RunId; readonly model?: string }> {
  if (owner.kind === "run") return { run: owner.run };
  const { run } = await readLoggedModel(registry, { id: owner.model });
  return { run: run.id, model: owner.model };
}

/**
 * Opens a file as a stream.
 *
 * @throws MlflowError, RegistryError if there is none
 */
export async function openFile(
  registry: Registry,
  { owner, path }: ArtifactPlace,
): Promise<ArtifactStream> {
  const missing = notFound(`There is no artifact at ${JSON.stringify(path.slice(0, 300))}.`);
  if (owner.kind === "version") {
    const found = await streamOfVersion(registry, { version: owner.version, path });
    if (!found) throw missing;
    return found;
  }
  const { run: id, model } = await runOfOwner(registry, owner);
  const run = await readRun(registry, { run: id });
  const file = artifactsOf(run, model).find((artifact) => artifact.path === path);
  if (!file) throw missing;
  return streamStored(registry, file.bytes, `${path} of ${run.state.name ?? id}`);
}

/** Lists a folder, by path. */
export async function listFolder(
  registry: Registry,
  { owner, path }: ArtifactPlace,
): Promise<readonly WireFile[]> {
  if (owner.kind === "version") {
    const found = await versionFiles(registry, owner.version);
    if (!found) throw notFound("There is no such version.");
    return entriesOf(found.files, path);
  }
  const of = await runOfOwner(registry, owner);
  const entries = await listRunArtifacts(registry, { ...of, folder: path });
  return entries.map(wireEntry);
}

function entriesOf(files: ReadonlyMap<string, Artifact>, folder: string): readonly WireFile[] {
  const prefix = folder === "" ? "" : `${folder}/`;
  const entries = new Map<string, WireFile>();
  for (const [path, { size }] of files) {
    if (!path.startsWith(prefix)) continue;
    const slash = path.indexOf("/", prefix.length);
    const name = slash < 0 ? path : path.slice(0, slash);
    entries.set(
      name,
      slash < 0
        ? { path, is_dir: false, ...(size !== undefined && { file_size: size }) }
        : { path: name, is_dir: true },
    );
  }
  return [...entries.values()];
}
