import { lstat, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { hasRegistry, isLinkedWorkTree } from "../registry/registry-home.ts";
import { CliError } from "./failure.ts";

/**
 * Returns the workspace folder: the one that was named, else the nearest upward with a registry,
 * else the top of the git working tree, else the current one. Absolute, links resolved. A linked
 * work tree ends the search: what is around it is not its own.
 *
 * @throws CliError `usage` if the named one is not a folder
 */
export async function workspaceFolder(named: string | undefined): Promise<string> {
  const here = process.cwd();
  if (named === undefined) {
    return (
      (await upward(here, hasRegistry, isLinkedWorkTree)) ??
      (await upward(here, (folder) => exists(join(folder, ".git")))) ??
      here
    );
  }
  const folder = await realpath(named).catch(() => undefined);
  if (folder !== undefined && (await stat(folder)).isDirectory()) return folder;
  throw new CliError({ reason: "no-folder", folder: named });
}

/** @throws CliError `no-registry` */
export async function requireRegistry(folder: string): Promise<void> {
  if (await hasRegistry(folder)) return;
  throw new CliError({ reason: "no-registry", folder });
}

/**
 * Returns the absolute path of a path from the command line. Links on the way to it are resolved,
 * so that it is recognised as inside the workspace; a link as its last part is left for the
 * registry to check.
 */
export async function givenPath(path: string): Promise<string> {
  const absolute = resolve(path);
  const parent = await realpath(dirname(absolute)).catch(() => dirname(absolute));
  return join(parent, basename(absolute));
}

export async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Returns the nearest folder from `start` upward that is looked for, up to the first that ends it. */
async function upward(
  start: string,
  isFound: (folder: string) => Promise<boolean>,
  isEnd: (folder: string) => Promise<boolean> = () => Promise.resolve(false),
): Promise<string | undefined> {
  for (let folder = start; ; folder = dirname(folder)) {
    if (await isFound(folder)) return folder;
    if (dirname(folder) === folder || (await isEnd(folder))) return undefined;
  }
}
