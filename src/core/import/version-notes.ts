import { readModelFileName } from "../registration/model-file-name.ts";
import type { KeptVersion } from "./import-plan.ts";
import { readVersionFacts, unquoted, type VersionFacts } from "./version-facts.ts";
import { readVersionName } from "./version-name.ts";

/** Notes about the versions in a folder, from a `version.txt`, a `VERSION` or lines of a README. */
export interface VersionNotes {
  /** The version that is in use: `2`, `v1.2.0`, `model_v2_final.pkl`. */
  readonly current?: string;
  /** Lines about one version: `model_v1.pkl: 1.0.0`, `- v2: trained on October`. */
  readonly entries: readonly { readonly about: string; readonly text: string }[];
  /** Lines about the version in use: `Best score: 0.88`, `Date created: 2024-01-15`. */
  readonly facts?: VersionFacts;
}

const maxLines = 2_000;
const currentKey = /^(version|model[-_ ]?version|current|latest|active|live|prod|production)$/i;

/** `Current version: 2`, which is a key of two words. */
const currentLine =
  /^[#>*+\s-]*(?:current|latest|active|live|prod|production|model)[-_ ]+(?:model[-_ ]+)?version\s*[:=]\s*(.+)$/i;

/**
 * Returns true if a file is one of versions, by its name: `version.txt`, `VERSION`,
 * `model.version`.
 */
export function isVersionFile(name: string): boolean {
  return /^(version|versions|current|model[-_]version)(\.(txt|md))?$/i.test(name);
}

/** Returns true if people write about several versions at once in a file of this name. */
export function isNotesFile(name: string): boolean {
  return /^(readme|notes?|changes|changelog|history|versions)(\.(md|txt|rst))?$/i.test(name);
}

/**
 * Reads what people write into such files: a number or semantic version number alone, or lines
 * `name: text`, `name = text`; comments after `#` in `version.txt`, list signs and headings in
 * notes.
 */
export function readVersionNotes(text: string): VersionNotes {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/, maxLines)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const only = loneVersion(lines);
  if (only !== undefined) return { current: only, entries: [] };
  let current: string | undefined;
  const entries: { about: string; text: string }[] = [];
  for (const line of lines) {
    const inUse = currentLine.exec(line)?.[1];
    if (inUse !== undefined) {
      current ??= unquoted(inUse);
      continue;
    }
    const match =
      /^[#>*+\s-]*[`*[("]*([^\s:=`*\])"]+)[`*\])"]*\s*(?:[:=\t–—]|->|→|\s-\s)\s*(.+)$/u.exec(line);
    if (!match) continue;
    const [, about = "", said = ""] = match;
    const value = unquoted(said);
    if (currentKey.test(about)) current ??= value;
    else if (value !== "") entries.push({ about, text: value });
  }
  const facts = readVersionFacts(lines);
  return {
    ...(current !== undefined && { current }),
    entries,
    ...(facts && { facts }),
  };
}

/** Returns the one line of a file if it is a version and nothing else; comments don't count. */
function loneVersion(lines: readonly string[]): string | undefined {
  const [only, ...more] = lines.filter((line) => !line.startsWith("#"));
  if (only === undefined || more.length > 0) return undefined;
  return /[:=\s]/.test(only) || only.length > 256 ? undefined : only;
}

/** Returns true if a text (`v2`, `1.2.0`, `model_v2.pkl`, `v2_final`) refers to this version. */
export function meansVersion(text: string, { file, name }: KeptVersion): boolean {
  const base = file.path.slice(file.path.lastIndexOf("/") + 1).toLowerCase();
  const wanted = text.toLowerCase().replace(/^\.\//, "");
  if (wanted === base || wanted === file.path.toLowerCase()) return true;
  if (wanted === readModelFileName(base).stem) return true;
  const meant = readVersionName(text);
  if (meant.key !== "" || meant.copy > 0 || name.copy > 0) return false;
  return (
    meant.numbers.length + (meant.date ?? "").length + meant.words.length > 0 &&
    meant.numbers.join(".") === name.numbers.join(".") &&
    meant.date === name.date &&
    wordsText(meant.words) === wordsText(name.words)
  );
}

function wordsText(words: KeptVersion["name"]["words"]): string {
  return words.map(({ text }) => text.toLowerCase()).join(" ");
}

/** Facts from notes about one version. */
export interface NotedVersion extends VersionFacts {
  readonly label?: string;
  readonly changelog?: string;
  readonly isCurrent?: true;
}

/**
 * Assigns the notes of one folder to the versions in it and below. If `current` could mean several
 * versions, it means the last.
 *
 * @param versions those in the folder and below, the oldest first
 * @param isDirectlyIn returns true for a version that is in the folder itself
 */
export function applyVersionNotes(
  notes: VersionNotes,
  versions: readonly KeptVersion[],
  isDirectlyIn: (version: KeptVersion) => boolean,
): ReadonlyMap<string, NotedVersion> {
  const noted = new Map<string, NotedVersion>();
  const add = (version: KeptVersion, more: NotedVersion): void => {
    noted.set(version.file.path, { ...noted.get(version.file.path), ...more });
  };
  for (const { about, text } of notes.entries) {
    const version = versions.find((candidate) => meansVersion(about, candidate));
    if (version) add(version, isLabel(text) ? { label: withoutV(text) } : { changelog: text });
    else if (isLabel(about)) {
      // The other way round: `1.0.0: model_v1.pkl`.
      const named = versions.find((candidate) => meansVersion(text, candidate));
      if (named) add(named, { label: withoutV(about) });
    }
  }
  const { current, facts = {} } = notes;
  const alone = versions.filter(isDirectlyIn);
  const [only] = alone.length === 1 ? alone : [];
  if (current === undefined) {
    if (notes.facts && only) add(only, facts);
    return noted;
  }
  const meant = versions.findLast(
    (version) =>
      meansVersion(current, version) || noted.get(version.file.path)?.label === withoutV(current),
  );
  if (meant) add(meant, { isCurrent: true, ...facts });
  else if (only && isLabel(current)) add(only, { label: withoutV(current), ...facts });
  return noted;
}

/**
 * Returns true if a text is a label: `1.2.0`, `v1.2`, `2024-05-01`; more than a number, and nothing
 * but a version.
 */
function isLabel(text: string): boolean {
  return /^v?\d+(\.\d+)+([-+][\w.+-]+)?$/i.test(text) || /^\d{4}-\d\d-\d\d$/.test(text);
}

function withoutV(text: string): string {
  return text.replace(/^v(?=\d)/i, "");
}
