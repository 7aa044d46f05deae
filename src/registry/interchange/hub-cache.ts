import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import type { HubFile, HubRevision } from "../../interchange/huggingface/hub-reads.ts";
import type { HubAddress } from "../../interchange/huggingface/hub-reads.ts";

const maxFiles = 10_000;

/** A repository in the cache of the Hub's own library: `models--org--name` with refs, snapshots, blobs. */
export interface CachedRepository {
  readonly id: string;
  /** Absolute. */
  readonly folder: string;
  /** Commit whose folder was named. */
  readonly commit?: string;
}

/** Returns the repository that a folder of the cache is, or a folder of one of its snapshots. */
export function cachedRepository(path: string): CachedRepository | undefined {
  const [, folder, owner, name, commit] =
    /^(.*[/\\]models--(?:([\w.-]+?)--)?([\w.-]+?))(?:[/\\]snapshots[/\\]([0-9a-f]{40}))?[/\\]?$/.exec(
      path,
    ) ?? [];
  if (folder === undefined || name === undefined) return undefined;
  const id = owner === undefined ? name : `${owner}/${name}`;
  return { id, folder, ...(commit !== undefined && { commit }) };
}

/** Returns where the cache has a repository. */
export function repositoryFolder(cache: string, { id }: HubAddress): string {
  return join(cache, `models--${id.replaceAll("/", "--")}`);
}

/**
 * Reads a revision that is in the cache: a commit, or a branch or tag as it was when it was downloaded.
 * Which files the repository has besides is not known.
 *
 * @returns undefined if it is not there
 */
export async function cachedRevision(
  folder: string,
  revision = "main",
): Promise<HubRevision | undefined> {
  const ref = join(folder, "refs", ...revision.split("/"));
  const text = await readFile(ref, "utf8").catch(() => revision);
  const commit = text.trim();
  if (!/^[0-9a-f]{40}$/.test(commit)) return undefined;
  const root = join(folder, "snapshots", commit);
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: HubFile[] = [];
  for (const entry of entries.filter((each) => !each.isDirectory()).slice(0, maxFiles)) {
    const path = join(entry.parentPath, entry.name);
    const blob = await blobOf(folder, path);
    if (!blob) continue;
    files.push({
      path: path.slice(root.length + 1).replaceAll("\\", "/"),
      size: blob.size,
      ...(/^[0-9a-f]{64}$/.test(blob.name) ? { sha256: blob.name } : { blob: blob.name }),
    });
  }
  return files.length === 0 ? undefined : { commit, files };
}

/** A file of a snapshot is a link to a blob of the same repository, which is called by its digest. */
async function blobOf(
  folder: string,
  path: string,
): Promise<{ readonly name: string; readonly size: number } | undefined> {
  const real = await realpath(path).catch(() => undefined);
  const home = await realpath(folder).catch(() => folder);
  if (real === undefined || dirname(real) !== `${home}${sep}blobs`) return undefined;
  const name = basename(real);
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) return undefined;
  return { name, size: (await lstat(real)).size };
}

/** Returns where the cache may have the bytes of a file. */
export function blobPlace(folder: string, { sha256, blob }: HubFile): string | undefined {
  const name = sha256 ?? blob;
  return name === undefined ? undefined : join(folder, "blobs", name);
}
