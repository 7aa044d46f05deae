import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { lstat, open, readdir, realpath } from "node:fs/promises";
import { basename, join, resolve, sep } from "node:path";
import { Sha256 } from "../core/ids.ts";
import type { Dataset } from "../core/recipe.ts";
import { throwIfCancelled } from "../core/refusal.ts";
import { clip } from "./clip.ts";
import { RowCounter } from "./count-rows.ts";
import { fileProblem, systemProblem } from "./file-problem.ts";
import { slashRelative } from "./slash-relative.ts";

export interface DescribeDatasetOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes read since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

const chunkSize = 1024 * 1024;
/** Bytes. Counting rows takes a few nanoseconds a byte, which is cheap up to here. */
const maxCounted = 256 * 1024 * 1024;
const maxFiles = 100_000;

/**
 * Hashes a file or folder of data in the workspace; `path` is absolute or relative to the workspace
 * folder. Rows and columns are counted in the same pass where the file is CSV or TSV. The digest of
 * a folder is the SHA-256 of what `sha256sum` prints for its files, sorted by path.
 *
 * @throws RegistryError `file-problem` for links, special files and what is outside, `cancelled`
 */
export async function describeDataset(
  folder: string,
  path: string,
  options: DescribeDatasetOptions = {},
): Promise<Dataset> {
  const absolute = resolve(folder, path);
  const shown = slashRelative(folder, absolute);
  try {
    await requireInside(folder, absolute, shown);
    const stats = await lstat(absolute);
    const facts = stats.isDirectory()
      ? await describeFolder(absolute, shown, options)
      : await describeFile(absolute, shown, options);
    return { name: clip(basename(absolute), 256), path: clip(shown, 4096), ...facts };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    const wayOut = "Choose another file, or leave it out.";
    throw fileProblem({ file: shown, problem: systemProblem(error), wayOut, cause: error });
  }
}

type Facts = Pick<Dataset, "sha256" | "size" | "rows" | "columns">;

async function describeFile(
  absolute: string,
  shown: string,
  { signal, onBytes }: DescribeDatasetOptions,
): Promise<Facts> {
  // Links are refused, and a pipe that nobody writes to is not waited for.
  const handle = await open(
    absolute,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw refused(shown, "is not a regular file");
    const separator = /\.csv$/i.test(shown) ? "," : /\.tsv$/i.test(shown) ? "\t" : undefined;
    const counter =
      separator !== undefined && stats.size <= maxCounted ? new RowCounter(separator) : undefined;
    const hash = createHash("sha256");
    const buffer = Buffer.allocUnsafe(chunkSize);
    let size = 0;
    for (;;) {
      throwIfCancelled(signal);
      const { bytesRead } = await handle.read(buffer, 0, chunkSize, size);
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      counter?.add(chunk);
      size += bytesRead;
      onBytes?.(bytesRead);
    }
    return { sha256: Sha256.parse(hash.digest("hex")), size, ...counter?.end() };
  } finally {
    await handle.close();
  }
}

async function describeFolder(
  absolute: string,
  shown: string,
  options: DescribeDatasetOptions,
): Promise<Facts> {
  const lines: string[] = [];
  let size = 0;
  for (const path of (await listFiles(absolute, shown)).sort()) {
    const file = await describeFile(join(absolute, path), `${shown}/${path}`, options);
    lines.push(`${file.sha256}  ${path}\n`);
    size += file.size;
  }
  const sha256 = Sha256.parse(createHash("sha256").update(lines.join("")).digest("hex"));
  return { sha256, size };
}

async function listFiles(absolute: string, shown: string): Promise<string[]> {
  const files: string[] = [];
  const folders = [""];
  for (const place of folders) {
    for (const entry of await readdir(join(absolute, place), { withFileTypes: true })) {
      const path = place === "" ? entry.name : `${place}/${entry.name}`;
      if (entry.isDirectory()) folders.push(path);
      else if (entry.isFile()) files.push(path);
      else throw refused(`${shown}/${path}`, "is a link or special file");
      if (files.length > maxFiles) throw refused(shown, `holds more than ${maxFiles} files`);
    }
  }
  return files;
}

/** What the path leads to must be in the workspace, whatever links are on the way. */
async function requireInside(folder: string, absolute: string, shown: string): Promise<void> {
  const [real, root] = await Promise.all([realpath(absolute), realpath(folder)]);
  if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw refused(shown, "is outside of the workspace folder");
  }
}

function refused(file: string, problem: string): Error {
  const wayOut = "Choose a file or folder of the workspace, or leave it out.";
  return fileProblem({ file, problem, wayOut });
}
