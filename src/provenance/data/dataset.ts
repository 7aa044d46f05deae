import { createHash, type Hash } from "node:crypto";
import { lstat, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { Dataset } from "../../core/model/data/dataset.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { fetchCommand, pointerProblem } from "../../core/pointers/pointer.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { inEnglish } from "../../core/text/language.ts";
import { isInside, slashRelative } from "../files/slash-relative.ts";
import { isTable } from "../values/csv-separator.ts";
import { truncate } from "../values/truncate.ts";
import { JsonLineCounter } from "./count-json-lines.ts";
import { RowCounter, type TableSize } from "./count-rows.ts";
import { findInWorkspace, listFiles, type Place } from "./dataset-files.ts";
import { trackedByDvc, type TrackedData } from "./dvc-tracked.ts";
import { hashFile, type HashedFile, type HashOptions } from "./hash-file.ts";
import { readParquetSize } from "./parquet-footer.ts";
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
  /** Called for data that is other than DVC's files say, with the reason. */
  readonly onContradiction?: (path: string, reason: string) => void;
}

/** Bytes. Larger data that DVC tracks is not read: its digest is known. */
const maxRead = 64 * 1024 * 1024;

/**
 * Describes a file or folder of data as a version records it. Data that Git LFS, DVC or git-annex
 * keep and that was not fetched is described by its pointer. Rows and columns of a `.csv`, `.tsv` or
 * `.jsonl` are counted while it is hashed, those of `.parquet` are in its footer. The digest of a
 * folder is that of its manifest: a line `<sha256>  <path>` a file, ordered by path, as `sha256sum`
 * writes them. Of what DVC tracks its MD5 is recorded too; if it is large and as long as DVC says,
 * it is not read.
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
  const target = (await dvcTarget(folder, given)) ?? given;
  const dvc = await trackedByDvc(folder, target);
  if (dvc && !(await isThere(target))) return describeUnfetched(folder, target, dvc, options);
  const place = await findInWorkspace(folder, target);
  const pointer = await unfetchedAt(place.real);
  if (pointer) return describePointer(folder, { path: given, pointer }, options);
  const facts = (dvc && (await unread(folder, place, dvc, options))) ?? {
    ...(await hashed(folder, place, dvc, options)),
  };
  return Dataset.parse({
    name: truncate(basename(place.shown), 256),
    path: place.shown,
    ...facts,
  });
}

type Facts = Pick<Dataset, "digests" | "size" | "rows" | "columns">;

/** Describes data that DVC tracks and that is not here. */
function describeUnfetched(
  folder: string,
  path: string,
  { md5, size, source }: TrackedData,
  { onUnfetched }: DatasetOptions,
): Dataset {
  const shown = slashRelative(folder, path);
  const command = fetchCommand("DVC", { paths: [shown] });
  onUnfetched?.(
    shown,
    truncate(
      `it is not here; what ${source} says of it is recorded; to fetch it: ${command}`,
      1000,
    ),
  );
  return Dataset.parse({
    name: truncate(basename(shown), 256),
    path: shown,
    digests: { md5 },
    ...(size !== undefined && { size }),
  });
}

/** Returns what DVC says of large data that is as long as it says. */
async function unread(
  folder: string,
  place: Place,
  { md5, size }: TrackedData,
  { signal }: DatasetOptions,
): Promise<Facts | undefined> {
  if (size === undefined || size <= maxRead) return undefined;
  if ((await sizeOf(folder, place, signal)) !== size) return undefined;
  return { digests: { md5 }, size, ...(await parquetSize(place)) };
}

async function sizeOf(
  folder: string,
  place: Place,
  signal: AbortSignal | undefined,
): Promise<number> {
  if (!place.isFolder) return (await stat(place.real)).size;
  let total = 0;
  for (const { real } of (await listFiles(folder, place, signal)).values()) {
    total += (await stat(real)).size;
  }
  return total;
}

/** Hashes data, and compares it with what DVC says of it. */
async function hashed(
  folder: string,
  place: Place,
  dvc: TrackedData | undefined,
  options: DatasetOptions,
): Promise<Facts> {
  const md5 = dvc?.isOfBytes && !place.isFolder ? createHash("md5") : undefined;
  const { sha256, ...facts } = place.isFolder
    ? await hashFolder(folder, place, options)
    : await hashTable(place, options, md5);
  const other = dvc && otherThan(dvc, facts.size, md5?.digest("hex"));
  if (other !== undefined) options.onContradiction?.(place.shown, other);
  const isKnown = dvc !== undefined && other === undefined;
  return { digests: { sha256, ...(isKnown && { md5: dvc.md5 }) }, ...facts };
}

/**
 * Returns how data differs from what DVC says: by its MD5 where that could be computed, else by its
 * size; undefined if it doesn't.
 */
function otherThan(
  { md5, size, source }: TrackedData,
  bytes: number,
  computed: string | undefined,
): string | undefined {
  if (computed !== undefined) {
    return computed === md5 ? undefined : `${source} says md5 ${md5}; it is ${computed}`;
  }
  return size === undefined || size === bytes
    ? undefined
    : `${source} says ${size} bytes; it has ${bytes}`;
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
  // Recorded with the version.
  const problem = inEnglish(() => pointerProblem(pointers[0].pointer));
  return truncate(
    `it ${problem}; what the pointer says of it is recorded; to fetch it: ${command}`,
    1000,
  );
}

async function hashTable(
  place: Place,
  options: DatasetOptions,
  md5: Hash | undefined,
): Promise<HashedFile & Partial<TableSize>> {
  const counter = counterFor(place.shown);
  const hashed = await hashFile(place.real, place.shown, options, (bytes) => {
    counter?.add(bytes);
    md5?.update(bytes);
  });
  return { ...hashed, ...counter?.end(), ...(await parquetSize(place)) };
}

function counterFor(path: string): RowCounter | JsonLineCounter | undefined {
  if (isTable(path)) return new RowCounter(path);
  return /\.(jsonl|ndjson)$/i.test(path) ? new JsonLineCounter() : undefined;
}

async function parquetSize({ real, shown, isFolder }: Place): Promise<Partial<TableSize>> {
  if (isFolder || !/\.(parquet|pq)$/i.test(shown)) return {};
  return (await readParquetSize(real)) ?? {};
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
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
