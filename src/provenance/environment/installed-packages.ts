import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { packageName } from "../../core/model/recipe/environment.ts";
import { openRegularFile } from "../files/open-regular-file.ts";
import { truncate } from "../values/truncate.ts";

/** Maximum number of entries of a folder of packages that are looked at. */
const maxEntries = 20_000;
/** Bytes at the beginning of `METADATA` in which name and version are looked for. */
const headLength = 4096;
/** Number of files that are read at the same time. */
const atOnce = 32;

/** Adds the packages that a `site-packages` folder contains; nothing if there is no such folder. */
export async function addInstalled(folder: string, packages: Map<string, string>): Promise<void> {
  const names = await entriesOf(folder);
  const infos = names.filter((name) => /\.(dist-info|egg-info)$/i.test(name));
  for (let start = 0; start < infos.length; start += atOnce) {
    const some = infos.slice(start, start + atOnce);
    const found = await Promise.all(some.map((name) => readPackage(folder, name)));
    for (const each of found) if (each) packages.set(each.name, each.version);
  }
}

/**
 * Adds the packages of a conda environment. Each has a file `<name>-<version>-<build>.json` in
 * `conda-meta`, whose name alone is read: some are megabytes long.
 */
export async function addCondaPackages(
  prefix: string,
  packages: Map<string, string>,
): Promise<void> {
  for (const file of await entriesOf(join(prefix, "conda-meta"))) {
    const [, name, version] = /^(.+)-([^-]+)-[^-]+\.json$/.exec(file) ?? [];
    if (name !== undefined && version !== undefined) set(packages, name, version);
  }
}

/** Returns the names in a folder, in order; none if it can't be read. */
export async function entriesOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.sort().slice(0, maxEntries);
}

interface InstalledPackage {
  readonly name: string;
  readonly version: string;
}

/**
 * Reads name and version of an installed package (Core metadata specifications of PyPA): from its
 * metadata, else from the name of the folder, `<name>-<version>.dist-info`. One that was installed
 * from a folder, as the project itself is, has no package on an index (Direct URL Data Structure).
 */
async function readPackage(folder: string, entry: string): Promise<InstalledPackage | undefined> {
  const files = /\.dist-info$/i.test(entry)
    ? [join(entry, "METADATA")]
    : [join(entry, "PKG-INFO"), entry];
  const [, folderName, folderVersion] =
    /^([^-]+)-([^-]+)(?:-py\d[\d.]*)?\.(?:dist|egg)-info$/i.exec(entry) ?? [];
  const origin = await headOf(join(folder, entry, "direct_url.json"));
  if (/"dir_info"\s*:/.test(origin)) return undefined;
  let head = "";
  for (const file of files) head ||= await headOf(join(folder, file));
  const field = (key: string): string | undefined =>
    new RegExp(`^${key}:[ \\t]*(\\S+)[ \\t]*\\r?$`, "im").exec(head)?.[1];
  const [name, version] = [field("Name") ?? folderName, field("Version") ?? folderVersion];
  if (name === undefined || version === undefined) return undefined;
  return { name: truncate(packageName(name), 250), version: truncate(version, 250) };
}

function set(packages: Map<string, string>, name: string, version: string): void {
  packages.set(truncate(packageName(name), 250), truncate(version, 250));
}

/** Returns the beginning of a file up to the first empty line; empty if it can't be read. */
async function headOf(path: string): Promise<string> {
  try {
    const handle = await openRegularFile(path, { file: path, advice: "check-permission" });
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headLength), 0, headLength, 0);
      return buffer.toString("utf8", 0, bytesRead).split(/\r?\n\r?\n/, 1)[0] ?? "";
    } finally {
      await handle.close();
    }
  } catch {
    return "";
  }
}
