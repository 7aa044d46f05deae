import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";

const maxFiles = 10_000;

/** Returns the top of the repository of DVC around a folder; undefined if there is none. */
export async function dvcTop(folder: string): Promise<string | undefined> {
  for (let place = folder; ; place = dirname(place)) {
    const stats = await lstat(join(place, ".dvc")).catch(() => undefined);
    if (stats?.isDirectory()) return place;
    if (place === dirname(place)) return undefined;
  }
}

/** Returns where the cache of DVC, of version 3 or before, has the bytes of a file. */
export async function cachedByDvc(
  top: string,
  md5: string,
): Promise<{ readonly file: string; readonly size: number } | undefined> {
  const place = [md5.slice(0, 2), md5.slice(2)];
  for (const cache of [
    [".dvc", "cache", "files", "md5"],
    [".dvc", "cache"],
  ]) {
    const file = join(top, ...cache, ...place);
    const stats = await lstat(file).catch(() => undefined);
    if (stats?.isFile()) return { size: stats.size, file };
  }
  return undefined;
}

/** Returns the MD5 of the bytes of a file in hexadecimal; undefined if it can't be read. */
export async function md5OfFile(path: string, signal?: AbortSignal): Promise<string | undefined> {
  const hash = createHash("md5");
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      throwIfCancelled(signal);
      hash.update(chunk as Uint8Array);
    }
  } catch {
    throwIfCancelled(signal);
    return undefined;
  }
  return hash.digest("hex");
}

/**
 * Lists the files of a folder that is as DVC knows it; undefined if it is another one by now. DVC names
 * a folder by the MD5 of the list of its files as Python writes JSON
 * (dvc_data/hashfile/tree.py).
 */
export async function filesOfDvcFolder(
  folder: string,
  md5: string,
  signal?: AbortSignal,
): Promise<readonly string[] | undefined> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  if (files.length === 0 || files.length > maxFiles) return undefined;
  const list: string[] = [];
  for (const file of files.map((each) => each.replaceAll("\\", "/")).toSorted()) {
    const digest = await md5OfFile(join(folder, file), signal);
    list.push(`{"md5": "${digest ?? ""}", "relpath": ${asciiJson(file)}}`);
  }
  const digest = createHash("md5")
    .update(`[${list.join(", ")}]`)
    .digest("hex");
  return `${digest}.dir` === md5 ? files : undefined;
}

/** Writes a text as Python's JSON does, without characters beyond ASCII. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replaceAll(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
