import { lstat, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, sep } from "node:path";

import type { LinkFault } from "../../core/refusals/files/file-fault.ts";

/** Target of a link: a regular file that may be read, or the reason why it is not followed. */
export type FoundLink = { readonly file: string } | { readonly fault: LinkFault };

/**
 * Follows a link in a folder that the user did not name. The author of the folder may have made it
 * lead to private keys, so it may only lead to a file of the folder itself or of the workspace that
 * is not hidden, or into the store that belongs to the folder: `blobs` of a snapshot of Hugging
 * Face, the cache of DVC, the objects of git-annex.
 *
 * @param path of the link, absolute
 * @param folder the folder that was named, absolute
 * @param workspace the workspace folder, absolute, if there is one
 */
export async function followFoundLink(
  path: string,
  folder: string,
  workspace?: string,
): Promise<FoundLink> {
  const real = await realpath(path).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (typeof real !== "string") {
    return { fault: real.code === "ELOOP" ? "circular-link" : "dangling-link" };
  }
  const stats = await lstat(real);
  if (stats.isDirectory()) return { fault: "link-to-folder" };
  if (!stats.isFile()) return { fault: "link-to-special-file" };
  const [root = folder, ...others] = await Promise.all(
    [folder, ...(workspace === undefined ? [] : [workspace])].map((each) => realpath(each)),
  );
  const isOpen = [root, ...others].some(
    (outer) => isWithin(outer, real) && !isHidden(relative(outer, real)),
  );
  if (isOpen || storesOf(root).some((store) => isWithin(store, real))) return { file: real };
  return { fault: "link-out-of-folder" };
}

/** Stores of content that a folder's links may lead into, whether they are there or not. */
function storesOf(folder: string): readonly string[] {
  const stores: string[] = [];
  for (let place = folder; ; place = dirname(place)) {
    const parent = dirname(place);
    if (basename(parent) === "snapshots") stores.push(join(dirname(parent), "blobs"));
    stores.push(join(place, ".dvc", "cache"), join(place, ".git", "annex", "objects"));
    if (parent === place) return stores;
  }
}

/** Both must have been resolved: a store that is a link itself holds nothing. */
function isWithin(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== "" && inside.split(sep)[0] !== ".." && !isAbsolute(inside);
}

function isHidden(path: string): boolean {
  return path.split(sep).some((part) => part.startsWith("."));
}
