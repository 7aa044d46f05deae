import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, readFile, realpath, rm, rmdir } from "node:fs/promises";
import { basename, join } from "node:path";
import * as z from "zod";
import { VersionId, type VersionId as Id } from "../../core/model/ids.ts";
import { RunCommand } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { CommandSource } from "../../core/reproduction/reproduction-events.ts";
import type { Version } from "../../core/state/version.ts";
import { isInside, slashRelative } from "../../provenance/files/slash-relative.ts";
import { openRoot } from "../../provenance/git/git-repository.ts";
import { removeWorktree } from "../../provenance/git/git-worktree.ts";
import { writeFileAtomically } from "../../storage/files/atomic-file.ts";
import { makeCacheFolder } from "../../storage/files/cache-folder.ts";
import {
  currentProcess,
  ownerTag,
  parseOwnerTag,
  processState,
} from "../../storage/files/process-owner.ts";
import type { Registry } from "../registry.ts";

/** State of a file before the command runs, which tells whether the command has written it. */
export const FileMark = z.object({ ino: z.number(), size: z.number(), changed: z.number() });
export type FileMark = z.infer<typeof FileMark>;

const Path = z.string().min(1).max(8192);

/** A version laid out to be made again, as its folder remembers it. */
export const Reproduction = z
  .object({
    id: z.string().regex(/^[\p{L}\p{M}\p{N}._-]{1,120}$/u),
    /** The registry that it belongs to: its `.model-registry`. */
    registry: Path,
    version: VersionId,
    /** Top of the repository, of which `checkout` is a linked work tree. */
    repository: Path,
    /** Top of the linked work tree. */
    checkout: Path,
    /** The workspace folder in it. */
    workspace: Path,
    submodules: z.array(Path).readonly(),
    /** The process that prepares it; absent when it is prepared. */
    preparing: z.string().optional(),
    command: RunCommand.optional(),
    commandSource: CommandSource.optional(),
    inputs: z
      .array(
        z.object({ name: z.string(), state: z.enum(["same", "changed", "missing", "unchecked"]) }),
      )
      .readonly(),
    deviations: z.array(z.string()).readonly(),
    /** Time at which it was prepared, milliseconds since the epoch. */
    prepared: z.number(),
    /** Files that the command may write, relative to the workspace folder. */
    marks: z.record(z.string(), FileMark),
  })
  .readonly();
export type Reproduction = z.infer<typeof Reproduction>;

const stateName = "reproduction.json";

/** Folder of the registry that names the reproductions; they are kept elsewhere. */
function namesFolder({ paths }: Registry): string {
  return join(paths.root, "reproductions");
}

/** Returns the folder of a reproduction: its state, its environment file, and the checkout. */
export function folderOf({ checkout }: Pick<Reproduction, "checkout">): string {
  return join(checkout, "..");
}

/**
 * Makes the folder for a reproduction, outside of the workspace.
 *
 * @param parent absolute; the person's cache folder if absent
 */
export async function makeReproductionFolder(
  registry: Registry,
  version: Version,
  parent: string | undefined,
): Promise<{ readonly id: string; readonly folder: string; readonly checkout: string }> {
  const into = parent ?? join(await makeCacheFolder(), "reproductions");
  await mkdir(into, { recursive: true, mode: 0o700 });
  const name = version.model.replace(/[^\p{L}\p{M}\p{N}._-]/gu, "-").slice(0, 80);
  const id = `${name}-${version.number}-${randomBytes(4).toString("hex")}`;
  if (!(await isOutsideOf(registry, into))) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "reproduction-in-workspace",
      folder: into,
    });
  }
  const folder = join(await realpath(into), id);
  await mkdir(folder, { mode: 0o700 });
  const project = basename(registry.paths.folder).replace(/[^\p{L}\p{M}\p{N}._-]/gu, "-");
  return { id, folder, checkout: join(folder, project === "" ? "checkout" : project) };
}

/** Writes the state of a reproduction into its folder, and its name into the registry. */
export async function saveReproduction(
  registry: Registry,
  reproduction: Reproduction,
): Promise<void> {
  const state = `${JSON.stringify(reproduction, undefined, 2)}\n`;
  await writeFileAtomically(join(folderOf(reproduction), stateName), Buffer.from(state));
  const names = namesFolder(registry);
  const path = join(names, `${reproduction.id}.json`);
  if (await isThere(path)) return;
  await mkdir(names, { recursive: true });
  const named = `${JSON.stringify({ folder: folderOf(reproduction) })}\n`;
  await writeFileAtomically(path, Buffer.from(named));
}

/** Returns the tag by which a reproduction in preparation names this process. */
export async function preparingHere(): Promise<string> {
  return ownerTag(await currentProcess());
}

const Named = z.object({ folder: Path });

/**
 * Returns the reproductions of a registry that are prepared, newest first; of one version, if one is
 * given. What ended processes left unprepared is removed. A name in the registry may be anybody's: it
 * counts only if the folder that it leads to says the same.
 */
export async function reproductions(
  registry: Registry,
  version?: Id,
): Promise<readonly Reproduction[]> {
  const found: { readonly at: number; readonly each: Reproduction }[] = [];
  for (const file of await readdir(namesFolder(registry)).catch(() => [])) {
    if (!file.endsWith(".json")) continue;
    const id = file.slice(0, -".json".length);
    const each = await readReproduction(registry, id);
    if (!each) continue;
    const owner = each.preparing === undefined ? undefined : parseOwnerTag(each.preparing);
    if (each.preparing !== undefined) {
      if (!owner || (await processState(owner)) === "ended") {
        await removeReproductionFolder(registry, each).catch(() => undefined);
      }
      continue;
    }
    if (version !== undefined && each.version !== version) continue;
    found.push({ at: each.prepared, each });
  }
  return found.toSorted((a, b) => b.at - a.at).map(({ each }) => each);
}

async function readReproduction(registry: Registry, id: string): Promise<Reproduction | undefined> {
  const name = join(namesFolder(registry), `${id}.json`);
  const named = Named.safeParse(await readJson(name));
  if (!named.success) return undefined;
  const { folder } = named.data;
  const state = Reproduction.safeParse(await readJson(join(folder, stateName)));
  if (state.success) {
    const { checkout, registry: root } = state.data;
    const isOwn = state.data.id === id && basename(folder) === id && root === registry.paths.root;
    // What is in the workspace came with it.
    const isOutside = await isOutsideOf(registry, folder);
    return isOwn && isOutside && folderOf({ checkout }) === folder ? state.data : undefined;
  }
  // The folder was removed by hand.
  if (!(await isThere(folder))) await rm(name, { force: true });
  return undefined;
}

/** Returns whether a folder is outside of the workspace folder, and of the one of the registry. */
export async function isOutsideOf(
  { folder: workspace, paths }: Registry,
  folder: string,
): Promise<boolean> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined) return false;
  const roots = await Promise.all([workspace, paths.folder].map((root) => realpath(root)));
  return roots.every((root) => !isInside(slashRelative(root, real)));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Removes the work tree of a reproduction, what the repository knows of it, and its folder. */
export async function removeReproductionFolder(
  registry: Registry,
  reproduction: Reproduction,
  signal?: AbortSignal,
): Promise<void> {
  const { id, checkout, repository: top, submodules } = reproduction;
  const repository = await openRoot(top, signal);
  if ("git" in repository) await removeWorktree(repository, checkout, submodules, signal);
  else await rm(checkout, { recursive: true, force: true });
  const folder = folderOf(reproduction);
  for (const name of ["requirements.txt", stateName]) await rm(join(folder, name), { force: true });
  // What somebody else put there stays.
  await rmdir(folder).catch(() => undefined);
  await rm(join(namesFolder(registry), `${id}.json`), { force: true });
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
