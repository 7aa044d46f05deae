import { basename, dirname } from "node:path/posix";
import type { KeptVersion } from "../../core/import/import-plan.ts";
import {
  applyVersionNotes,
  isNotesFile,
  isVersionFile,
  readVersionNotes,
  type NotedVersion,
} from "../../core/import/version-notes.ts";
import { readTextFile } from "../../provenance/files/read-text-file.ts";

/** Bytes: people write a few lines into such files. */
const maxNotes = 256 * 1024;
const maxFiles = 200;

/** Facts in notes about a version, with the file that names metrics or a date. */
export interface ReadNotes extends NotedVersion {
  readonly factsFrom?: string;
}

/**
 * Reads the notes about versions in `version.txt`, README and similar files beside them, by the
 * versions' paths. A file that can't be read has no notes.
 *
 * @param files paths relative to `root`
 */
export async function readNotes(
  root: string,
  files: readonly string[],
  versions: readonly KeptVersion[],
): Promise<ReadonlyMap<string, ReadNotes>> {
  const noted = new Map<string, ReadNotes>();
  const telling = files.filter(
    (path) => isVersionFile(basename(path)) || isNotesFile(basename(path)),
  );
  for (const path of telling.slice(0, maxFiles)) {
    const text = await readTextFile(`${root}/${path}`, maxNotes).catch(() => "");
    const read = readVersionNotes(text);
    // “Version: 3.11” in a README is about anything.
    const notes = isVersionFile(basename(path)) ? read : { entries: read.entries };
    const folder = dirname(path) === "." ? "" : `${dirname(path)}/`;
    const below = versions.filter(({ file }) => file.path.startsWith(folder));
    const isDirectlyIn = ({ file }: KeptVersion): boolean =>
      !file.path.slice(folder.length).includes("/");
    for (const [about, said] of applyVersionNotes(notes, below, isDirectlyIn)) {
      const factsFrom = (said.metrics ?? said.madeAt) ? { factsFrom: path } : {};
      noted.set(about, { ...noted.get(about), ...said, ...factsFrom });
    }
  }
  return noted;
}

/** The text of the files about one version, for its description; what can't be read is left out. */
export async function readDescription(
  root: string,
  paths: readonly string[],
): Promise<string | undefined> {
  const texts = await Promise.all(
    paths.map((path) => readTextFile(`${root}/${path}`, maxNotes).catch(() => "")),
  );
  const text = texts
    .map((one) => one.trim())
    .filter((one) => one !== "")
    .join("\n\n");
  return text === "" ? undefined : text.slice(0, maxDescription);
}

/** Characters, as the event allows. */
const maxDescription = 5000;
