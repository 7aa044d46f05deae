import { readModelFileName } from "../registration/model-file-name.ts";
import type { StatusWord } from "./name-tokens.ts";
import { isMarked, readVersionName, type VersionName } from "./version-name.ts";
import { orderVersions, type Orderable } from "./version-order.ts";

/** A file, or a folder that is a model as a whole, that may be a version of a model. */
export interface DiscoveredFile {
  /** Path relative to the folder that was searched, `/` separators; unique. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes; of a folder, of all files within. */
  readonly size: number;
  /** Time of the last change of the file, milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Time of the first commit of the file, milliseconds since the epoch. */
  readonly committedAt?: number | undefined;
}

/** Discovered versions of one model, the oldest first. */
export interface ModelFamily {
  /** Common name: a path without the parts that tell versions apart. May be empty. */
  readonly title: string;
  readonly versions: readonly KeptVersion[];
}

export interface KeptVersion {
  readonly file: DiscoveredFile;
  /** Version name that was read from its path. */
  readonly name: VersionName;
  /** Reason for its position in the order, in words. */
  readonly reason: string;
}

/**
 * Puts files into families of versions of one thing, and each family in order. Every file is in
 * exactly one family; the outcome does not depend on the order of `files`.
 */
export function planImport(files: readonly DiscoveredFile[]): readonly ModelFamily[] {
  const families = new Map<string, (Orderable & Read)[]>();
  for (const file of files) {
    const read = readKeptFile(file);
    const { path, modifiedAt, committedAt } = file;
    const members = families.get(read.family) ?? [];
    members.push({ ...read, path, modifiedAt, committedAt });
    families.set(read.family, members);
  }
  return [...families.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, members]) => {
      const ordered = orderVersions(members);
      return {
        title: titleOf(ordered.map(({ item }) => item)),
        versions: ordered.map(({ item: { file, name }, reason }) => ({ file, name, reason })),
      };
    });
}

interface Read {
  readonly file: DiscoveredFile;
  readonly name: VersionName;
  /** The same for all versions of one thing. */
  readonly family: string;
  readonly title: string;
}

function readKeptFile(file: DiscoveredFile): Read {
  const parts = file.path.split("/");
  const last = parts.at(-1) ?? "";
  const named = readModelFileName(last);
  const isPlainFolder = file.isFolder && !named.isModel;
  const kind = isPlainFolder ? "folder" : named.kind;
  const name = readKeptPath(file.path, isPlainFolder ? last : named.stem);
  return { file, name, family: `${name.key}|${kind}`, title: name.stem };
}

/**
 * Reads the version name from a whole path: folders on the way count (`v1/model.pkl`,
 * `old/model.pkl`), the outermost first.
 *
 * @param stem the last part without its extension
 */
export function readKeptPath(path: string, stem: string): VersionName {
  const names = [
    ...path
      .split("/")
      .slice(0, -1)
      .map((part) => readVersionName(part, true)),
    readVersionName(stem),
  ];
  const named = names.filter(({ key }) => key !== "");
  const dated = names.findLast(({ date }) => date !== undefined);
  const marked = names.filter(isMarked);
  const label = marked.length === 1 ? marked[0]?.label : undefined;
  return {
    stem: named.map((part) => part.stem).join("/"),
    key: named.map(({ key }) => key).join("/"),
    numbers: names.flatMap(({ numbers }) => numbers),
    ...(dated?.date !== undefined && { date: dated.date }),
    words: names.flatMap(({ words }): readonly StatusWord[] => words),
    copy: names.at(-1)?.copy ?? 0,
    ...(label !== undefined && { label }),
  };
}

/**
 * Returns the title of a family: that of its newest file; of a file that is alone in its family,
 * the whole path without the extension.
 */
function titleOf(members: readonly Read[]): string {
  const newest = members.at(-1);
  if (!newest) return "";
  if (members.length > 1) return newest.title;
  const { path } = newest.file;
  const last = path.slice(path.lastIndexOf("/") + 1);
  return newest.file.isFolder
    ? path
    : path.slice(0, path.length - last.length) + readModelFileName(last).stem;
}
