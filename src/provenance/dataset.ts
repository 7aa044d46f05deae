import { createHash } from "node:crypto";
import { basename } from "node:path";
import { Dataset } from "../core/dataset.ts";
import { Sha256 } from "../core/ids.ts";
import { throwIfCancelled } from "../core/refusal.ts";
import { clip } from "./clip.ts";
import { RowCounter, type TableSize } from "./count-rows.ts";
import { isTable } from "./csv-separator.ts";
import { findInWorkspace, listFiles, type Place } from "./dataset-files.ts";
import { hashFile, type HashedFile, type HashOptions } from "./hash-file.ts";

/**
 * What a version records of a file or folder of data. Of a `.csv` or `.tsv`, rows and columns are
 * counted while it is hashed. The digest of a folder is that of its manifest: a line
 * `<sha256>  <path>` a file, ordered by path, as `sha256sum` writes them.
 *
 * @param folder the workspace folder, absolute
 * @param path absolute, or relative to the workspace folder
 * @throws RegistryError `file-problem` when there is none, when it is outside of the workspace (also
 *   by way of a link), when it is no data (a pipe, a device), or when it changes meanwhile;
 *   `cancelled`
 */
export async function describeDataset(
  folder: string,
  path: string,
  options: HashOptions = {},
): Promise<Dataset> {
  throwIfCancelled(options.signal);
  const place = await findInWorkspace(folder, path);
  const { sha256, ...facts } = place.isFolder
    ? await hashFolder(folder, place, options)
    : await hashTable(place, options);
  return Dataset.parse({
    name: clip(basename(place.shown), 256),
    path: place.shown,
    digests: { sha256 },
    ...facts,
  });
}

async function hashTable(
  place: Place,
  options: HashOptions,
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
  options: HashOptions,
): Promise<HashedFile & Partial<TableSize>> {
  const manifest = createHash("sha256");
  let total = 0;
  for (const [path, file] of await listFiles(folder, place, options.signal)) {
    const { sha256, size } = await hashFile(file.real, file.shown, options);
    manifest.update(manifestLine(sha256, path));
    total += size;
  }
  return { sha256: Sha256.parse(manifest.digest("hex")), size: total };
}

/** A line of `sha256sum`, which marks and escapes names that would break it (coreutils manual). */
function manifestLine(sha256: Sha256, path: string): string {
  const escaped = path.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `${escaped === path ? "" : "\\"}${sha256}  ${escaped}\n`;
}
