import { lstat } from "node:fs/promises";
import { basename } from "node:path";
import type { Verdict } from "../core/inspection.ts";
import { RegistryError } from "../core/refusal.ts";
import type { Version, VersionDetail } from "../core/version.ts";
import { hashFile } from "../provenance/hash-file.ts";
import type { Registry } from "./registry.ts";
import { relativePath } from "./relative-path.ts";
import type { Task } from "./task.ts";

/** What the registry knows of a file of the workspace. */
export interface FileStatus {
  /** The newest version that was registered from this path. */
  readonly version: Version;
  /** Whether the file still has the bytes of that version; `unknown` where telling takes too long. */
  readonly bytes: "same" | "modified" | "unknown";
  /** What was found in the version's files; it holds for this one while the bytes are the same. */
  readonly verdict?: Verdict;
}

/** Bytes. A larger file is hashed for no decoration: its size and time have to do. */
const hashLimit = 256 * 1024 * 1024;

/** The version that a file (absolute) was registered as; undefined if it was not, or is not there. */
export async function fileStatus(
  registry: Registry,
  { path }: { readonly path: string },
  { signal }: Task = {},
): Promise<FileStatus | undefined> {
  const source = relativePath(registry.folder, path);
  const { version, detail } = await registry.read((state) => {
    const latest = state.latestFromSource(source);
    return { version: latest, detail: latest && state.detail(latest.id) };
  });
  if (!version || !detail) return undefined;
  const bytes = await compareBytes(path, detail, signal);
  if (bytes === undefined) return undefined;
  const verdict = detail.registration.inspection?.description.verdict;
  return { version, bytes, ...(verdict && { verdict }) };
}

async function compareBytes(
  path: string,
  { artifacts, registeredAt }: VersionDetail,
  signal: AbortSignal | undefined,
): Promise<FileStatus["bytes"] | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats?.isFile()) return stats?.isDirectory() ? "unknown" : undefined;
  const artifact = artifacts.find((candidate) => candidate.path === basename(path));
  if (stats.size !== artifact?.size) return "modified";
  // Untouched since: what was read then is what is there.
  if (stats.mtimeMs <= Date.parse(registeredAt)) return "same";
  if (stats.size > hashLimit) return "unknown";
  try {
    const { sha256 } = await hashFile(path, basename(path), { signal });
    return sha256 === artifact.sha256 ? "same" : "modified";
  } catch (error) {
    // Gone, or being written to: the next look will tell.
    if (error instanceof RegistryError) return "unknown";
    throw error;
  }
}
