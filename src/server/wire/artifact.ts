import { posix } from "node:path";
import type { ArtifactEntry } from "../../registry/runs/run-artifacts.ts";

/** A file or folder as MLflow lists it (FileInfo in mlflow/protos/service.proto). */
export interface WireFile {
  readonly path: string;
  readonly is_dir: boolean;
  readonly file_size?: number;
}

/** Returns an entry of a list of artifacts. */
export function wireEntry(entry: ArtifactEntry): WireFile {
  return entry.kind === "folder"
    ? { path: entry.path, is_dir: true }
    : { path: entry.path, is_dir: false, file_size: entry.bytes.size };
}

/** Returns an entry by its name alone, as lists of the artifact proxy have it. */
export function byName({ path, ...file }: WireFile): WireFile {
  return { path: posix.basename(path), ...file };
}
