import { createHash } from "node:crypto";
import { basename, dirname, join, resolve } from "node:path";
import { Dataset } from "../../core/model/dataset.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { throwIfCancelled } from "../../core/model/refusal.ts";
import { pointerProblem } from "../../core/pointers/pointer.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { isTable } from "../values/csv-separator.ts";
import { truncate } from "../values/truncate.ts";
import { RowCounter, type TableSize } from "./count-rows.ts";
import { findInWorkspace, listFiles, type Place } from "./dataset-files.ts";
import { hashFile, type HashedFile, type HashOptions } from "./hash-file.ts";
import {
  dvcTarget,
  fetchCommandFor,
  pointerRefusal,
  unfetchedAt,
  type PointerFile,
} from "./pointer-file.ts";

export interface DatasetOptions extends HashOptions {
  /** Called for data that is not on this machine, only a pointer to it, with the reason. */
  readonly onUnfetched?: (path: string, reason: string) => void;
}

/**
 * Describes a file or folder of data as a version records it. Data that Git LFS, DVC or git-annex
 * keep and that was not fetched is described by its pointer. Rows and columns of a `.csv` or `.tsv`
 * are counted while it is hashed. The digest of a folder is that of its manifest: a line
 * `<sha256>  <path>` a file, ordered by path, as `sha256sum` writes them.
 *
 * @param folder the workspace folder, absolute
 * @param path absolute, or relative to the workspace folder
 * @throws RegistryError `file-problem` when there is none, when it is outside of the workspace
 *   (also by way of a link), when it is no data (a pipe, a device), or when it changes meanwhile;
 *   `cancelled`
 */
export async function describeDataset(
  folder: string,
  path: string,
  options: DatasetOptions = {},
): Promise<Dataset> {
  throwIfCancelled(options.signal);
  const given = resolve(folder, path);
  const shown = slashRelative(folder, given);
  const unfetched = isInside(shown) ? await unfetchedAt(given) : undefined;
  if (unfetched) return describePointer(folder, { path: given, pointer: unfetched }, options);
  const place = await findInWorkspace(folder, (await dvcTarget(folder, given)) ?? path);
  const pointer = await unfetchedAt(place.real);
  if (pointer) return describePointer(folder, { path: given, pointer }, options);
  const { sha256, ...facts } = place.isFolder
    ? await hashFolder(folder, place, options)
    : await hashTable(place, options);
  return Dataset.parse({
    name: truncate(basename(place.shown), 256),
    path: place.shown,
    digests: { sha256 },
    ...facts,
  });
}

/** Describes the data that a pointer stands for. */
async function describePointer(
  folder: string,
  file: PointerFile,
  { onUnfetched }: DatasetOptions,
): Promise<Dataset> {
  const { digests, size, target } = file.pointer;
  const place = target === undefined ? file.path : join(dirname(file.path), target);
  const path = slashRelative(folder, place);
  if (!isInside(path)) throw await pointerRefusal(folder, [file]);
  onUnfetched?.(path, await unfetchedReason(folder, [file]));
  return Dataset.parse({
    name: truncate(basename(place), 256),
    path,
    digests,
    ...(size !== undefined && { size }),
  });
}

async function unfetchedReason(
  folder: string,
  pointers: readonly [PointerFile, ...PointerFile[]],
): Promise<string> {
  const command = await fetchCommandFor(folder, pointers);
  return truncate(
    `it ${pointerProblem(pointers[0].pointer)}; what the pointer says of it is recorded; to fetch it: ${command}`,
    1000,
  );
}

async function hashTable(
  place: Place,
  options: DatasetOptions,
): Promise<HashedFile & Partial<TableSize>> {
  if (!isTable(place.shown)) return hashFile(place.real, place.shown, options);
  const counter = new RowCounter(place.shown);
  const hashed = await hashFile(place.real, place.shown, options, (bytes) => {
    counter.add(bytes);
  });
  return { ...hashed, ...counter.end() };
}

async function hashFolder(
  folder: string,
  place: Place,
  options: DatasetOptions,
): Promise<HashedFile & Partial<TableSize>> {
  const manifest = createHash("sha256");
  const pointers: PointerFile[] = [];
  let total = 0;
  for (const [path, file] of await listFiles(folder, place, options.signal)) {
    const { sha256, size } =
      (await pointedAt(folder, file, pointers)) ?? (await hashFile(file.real, file.shown, options));
    manifest.update(manifestLine(sha256, path));
    total += size;
  }
  const [first, ...others] = pointers;
  if (first) {
    options.onUnfetched?.(place.shown, await unfetchedReason(folder, [first, ...others]));
  }
  return { sha256: Sha256.parse(manifest.digest("hex")), size: total };
}

/**
 * Returns the digest of a file in a folder as its pointer says it: that of the folder stays the
 * same.
 */
async function pointedAt(
  folder: string,
  { real }: Place,
  pointers: PointerFile[],
): Promise<HashedFile | undefined> {
  const pointer = await unfetchedAt(real);
  if (!pointer || pointer.tool === "DVC") return undefined;
  const file = { path: real, pointer };
  const { digests, size } = pointer;
  if (digests.sha256 === undefined || size === undefined)
    throw await pointerRefusal(folder, [file]);
  pointers.push(file);
  return { sha256: digests.sha256, size };
}

/**
 * Returns a line of `sha256sum`, which marks and escapes names that would break it (coreutils
 * manual).
 */
function manifestLine(sha256: Sha256, path: string): string {
  const escaped = path.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `${escaped === path ? "" : "\\"}${sha256}  ${escaped}\n`;
}
