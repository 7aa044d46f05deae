import type { Dirent, Stats } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { Sha256 } from "../../core/model/ids.ts";
import type { UsageKind } from "../../core/retention/storage-usage.ts";
import { isErrno } from "../files/errno.ts";
import { requireRealFolder, type RegistryPaths } from "../files/registry-paths.ts";
import type { Leftover } from "./leftovers.ts";

/** A file below the registry's folder, and what it is there for. */
export interface UsedFile {
  readonly kind: UsageKind;
  /** Relative to the registry's folder, `/` separators. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** The digest of an object of the artifact store. */
  readonly sha256?: Sha256;
  /** Name of the snapshot that it is in. */
  readonly snapshot?: string;
  /** The left-over that it is, or is part of. */
  readonly leftover?: Leftover;
}

/**
 * Yields every file below the registry's folder, folder by folder: their sizes add up to that of
 * the folder. Links are not followed. Objects of the artifact store are `versions` here; only the
 * ledger can tell which of them nothing refers to.
 *
 * @throws RegistryError `file-problem` if a folder of the artifact store is a link
 */
export async function* usedFiles(
  paths: RegistryPaths,
  leftovers: readonly Leftover[],
): AsyncGenerator<readonly UsedFile[]> {
  const byPath = new Map(leftovers.map((leftover) => [leftover.path, leftover]));
  const pending: { readonly at: string; readonly within: Leftover | undefined }[] = [
    { at: "", within: undefined },
  ];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { at, within } = next;
    const files: UsedFile[] = [];
    for (const entry of await entriesOf(join(paths.root, at))) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      const leftover = within ?? byPath.get(join(paths.root, path));
      if (entry.isDirectory()) {
        pending.push({ at: path, within: leftover });
        continue;
      }
      // Bytes elsewhere that look as if they were the registry's own.
      if (/^artifacts(\/sha256(\/[0-9a-f]{2})?)?$/.test(path)) {
        await requireRealFolder(join(paths.root, path));
      }
      const stats = await lstat(join(paths.root, path)).catch(() => undefined);
      // Gone meanwhile: it takes no space.
      if (!stats) continue;
      files.push({ path, size: stats.size, ...kindOfEntry(path, stats, leftover) });
    }
    if (files.length > 0) yield files;
  }
}

function kindOfEntry(
  path: string,
  stats: Stats,
  leftover: Leftover | undefined,
): Pick<UsedFile, "kind" | "sha256" | "snapshot" | "leftover"> {
  if (leftover) return kindOf(leftover);
  return stats.isFile() ? kindAt(path) : { kind: "other" };
}

function kindOf(leftover: Leftover): Pick<UsedFile, "kind" | "leftover"> {
  const kinds = { running: "in-progress", ended: "leftover", unknown: "unknown-owner" } as const;
  return { kind: kinds[leftover.owner], leftover };
}

/** Matches the policy, and small files that say how the registry is used here. */
const settings =
  /^(policy\.yaml|\.gitignore|writer[^/]*|unsettled-writer|remote\.json|webhooks\.json|webhook-positions\.json|(observations\/)?lock(\/.*)?|reproductions\/[^/]+\.json)$/;

/**
 * Returns the kind of a file by its name, also of files that releases set aside under a longer
 * name.
 */
function kindAt(path: string): Pick<UsedFile, "kind" | "sha256" | "snapshot"> {
  const object = /^artifacts\/sha256\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/.exec(path)?.[2];
  if (object !== undefined) return { kind: "versions", sha256: Sha256.parse(object) };
  const snapshot = /^snapshots\/([^/]+)\//.exec(path)?.[1];
  if (snapshot !== undefined) return { kind: "snapshot", snapshot };
  if (/^ledger\/[^/]+\.jsonl$/.test(path)) return { kind: "ledger" };
  if (/^(runs|observations)\/.+\.jsonl$/.test(path)) return { kind: "run-log" };
  if (/^(ledger\/|[^/]*)[^/]+\.(torn|damaged|before|aside)[^/]*$/.test(path))
    return { kind: "aside" };
  if (/^registry\.db[^/]*$/.test(path)) return { kind: "index" };
  return { kind: settings.test(path) ? "settings" : "other" };
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (isErrno(error, "ENOENT", "ENOTDIR")) return [];
    throw error;
  }
}
