import { addTo } from "../add-to.ts";
import { guessRole } from "../registration/guess-role.ts";
import { readKeptPath, type KeptVersion } from "./import-plan.ts";
import { isMarked, readVersionName, type VersionName } from "./version-name.ts";
import { isNotesFile, isVersionFile } from "./version-notes.ts";

/** Files that describe one version; paths as they were given. */
export interface SideFiles {
  readonly metrics: readonly string[];
  readonly parameters: readonly string[];
  /** Text for people. */
  readonly notes: readonly string[];
  /** Other metadata, see docs/METADATA.md. */
  readonly metadata: readonly string[];
}

type SideKind = keyof SideFiles;

export const noSideFiles: SideFiles = {
  metrics: [],
  parameters: [],
  notes: [],
  metadata: [],
};

const kindWords: Readonly<Record<SideKind, RegExp>> = {
  metrics: /(^|[-_. ])(metrics?|eval|evaluation|scores?|results?|performance)(?=$|[-_. ])/i,
  parameters:
    /(^|[-_. ])(params?|parameters|hparams?|hyper[-_]?param(?:eter)?s?|config|args)(?=$|[-_. ])/i,
  notes: /(^|[-_. ])(readme|notes?|changes|changelog|description|info)(?=$|[-_. ])/i,
  metadata: /(^|[-_. ])(model[-_ ]?(card|metadata)|metadata)(?=$|[-_. ])/i,
};
const extensions: Readonly<Record<SideKind, RegExp>> = {
  metrics: /^(json|ya?ml|csv|tsv)$/i,
  parameters: /^(json|ya?ml)$/i,
  notes: /^(md|txt|rst)$/i,
  metadata: /^(json|ya?ml)$/i,
};
/** Folders in which people keep such files beside the models. */
const folders: Readonly<Record<SideKind, RegExp>> = {
  metrics: /^(metrics|eval|evaluation|scores|results)$/i,
  parameters: /^(params|parameters|hparams|configs?)$/i,
  notes: /^notes$/i,
  metadata: /^metadata$/i,
};

/**
 * Assigns files to the versions that they describe: `model_v2_metrics.json`, `metrics_v2.json`,
 * `model_v2.json`, `model_v2.metadata.json` and `params/model_v2.yaml` to `model_v2.pkl`,
 * `v1/metrics.json` to `v1/model.pkl`. A file that could describe several versions is assigned to
 * none.
 */
export function assignSideFiles(
  versions: readonly KeptVersion[],
  paths: readonly string[],
): ReadonlyMap<string, SideFiles> {
  const byMark = new Map<string, KeptVersion[]>();
  for (const version of versions) {
    const mark = markOf(version.name);
    addTo(byMark, mark, version);
  }
  const assigned = new Map<string, Record<SideKind, string[]>>();
  for (const path of [...paths].sort()) {
    const side = readSideFile(path);
    if (!side) continue;
    const version = ownerOf(side.name, byMark.get(markOf(side.name)) ?? [], side.isNamed);
    if (!version) continue;
    const files = assigned.get(version.file.path) ?? emptySide();
    files[side.kind].push(path);
    assigned.set(version.file.path, files);
  }
  return assigned;
}

/** Tells whether a file is one of metadata, by its name. */
export function isMetadataFileName(name: string): boolean {
  return readSideFile(name)?.kind === "metadata";
}

function emptySide(): Record<SideKind, string[]> {
  return { metrics: [], parameters: [], notes: [], metadata: [] };
}

interface SideFile {
  readonly kind: SideKind;
  readonly name: VersionName;
  /** Its name says what it is; `model_v2.json` only shares the model's name. */
  readonly isNamed: boolean;
}

function readSideFile(path: string): SideFile | undefined {
  const places = path.split("/");
  const [, stem = "", extension = ""] = /^(.+?)\.([a-z]+)$/i.exec(places.pop() ?? "") ?? [];
  const allowed = sideKinds.filter((kind) => extensions[kind].test(extension));
  const named = allowed.find((kind) => kindWords[kind].test(stem));
  const placed = allowed.find((kind) => folders[kind].test(places.at(-1) ?? ""));
  const kind = named ?? placed ?? allowed[0];
  // Files about several versions at once are read line by line (version-notes.ts).
  const isShared =
    isNotesFile(stem) && places.every((place) => !isMarked(readVersionName(place, true)));
  if (!kind || isShared || isVersionFile(stem)) return undefined;
  const homes = placed ? places.slice(0, -1) : places;
  const rest = stem.replace(kindWords[kind], " ").trim();
  const isNamed = (named ?? placed) !== undefined;
  return { kind, name: readKeptPath([...homes, ""].join("/"), rest), isNamed };
}

const sideKinds = ["metrics", "parameters", "notes", "metadata"] as const;

/** Returns the one version that a file with these marks is about. */
function ownerOf(
  side: VersionName,
  candidates: readonly KeptVersion[],
  isNamed: boolean,
): KeptVersion | undefined {
  const namesakes = candidates.filter(({ name }) => name.key === side.key);
  if (namesakes.length > 0) return onlyModel(namesakes);
  // `metrics_v2.json` has no more of a name than its version.
  return isNamed
    ? onlyModel(candidates.filter(({ name }) => folderKey(name) === side.key))
    : undefined;
}

/** A file beside model files, as far as its name says which of them it is about. */
export type Belonging = "own" | "other" | "any";

/**
 * Tells for files whether they are, by their names, about one of some model files (`own`) or about
 * another version than these (`other`).
 *
 * @param own paths of the model files
 * @param versions all model files around, those too
 */
export function belongings(
  own: readonly string[],
  versions: readonly KeptVersion[],
  paths: readonly string[],
): ReadonlyMap<string, Belonging> {
  const owners = new Map<string, string>();
  for (const [owner, { metrics, parameters, notes, metadata }] of assignSideFiles(
    versions,
    paths,
  )) {
    for (const path of [...metrics, ...parameters, ...notes, ...metadata]) owners.set(path, owner);
  }
  const mine = versions.filter(({ file }) => own.includes(file.path));
  return new Map(
    paths.map((path): [string, Belonging] => {
      const owner = owners.get(path);
      if (owner !== undefined && own.includes(owner)) return [path, "own"];
      const side = readSideFile(path);
      if (!side || !isMarked(side.name)) return [path, "any"];
      const isOther =
        owner !== undefined || (mine.length > 0 && mine.every(isOtherThan(path, side)));
      return [path, isOther ? "other" : "any"];
    }),
  );
}

/**
 * Returns true for files that are about another version: `model_v3_metrics.json` and
 * `metrics_v3.json` are not about `model_v4.pkl`, wherever v3 is.
 */
function isOtherThan(path: string, { name, isNamed }: SideFile): (version: KeptVersion) => boolean {
  const writesV = (text: string): boolean => /(^|[-_. /])v\d/i.test(text);
  return (version) =>
    isMarked(version.name) &&
    markOf(version.name) !== markOf(name) &&
    (version.name.key === name.key ||
      (isNamed &&
        folderKey(version.name) === name.key &&
        writesV(path) &&
        writesV(version.file.path)));
}

/**
 * Returns the one version that a file with such a name belongs to; one that could be about several
 * has none.
 */
export function ownerByName(
  name: VersionName,
  versions: readonly KeptVersion[],
): KeptVersion | undefined {
  const mark = markOf(name);
  return ownerOf(
    name,
    versions.filter((version) => markOf(version.name) === mark),
    true,
  );
}

function onlyModel(versions: readonly KeptVersion[]): KeptVersion | undefined {
  if (versions.length <= 1) return versions[0];
  const models = versions.filter(({ file: { path } }) => isModelByName(path));
  return models.length === 1 ? models[0] : undefined;
}

/** Returns true if a file describes versions and is not one itself, by its name. */
export function isSideFileByName(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return isVersionFile(name) || isNotesFile(name) || (readSideFile(path)?.isNamed ?? false);
}

/** Returns true if a file is a model and does not prepare data for one, by its name. */
export function isModelByName(path: string): boolean {
  return guessRole(`x/${path}`, false) !== "preprocessor";
}

function folderKey({ key }: VersionName): string {
  return key.includes("/") ? key.slice(0, key.lastIndexOf("/")) : "";
}

function markOf({ numbers, date, words, copy }: VersionName): string {
  const said = words.map(({ text }) => text.toLowerCase());
  return JSON.stringify([numbers, date ?? "", said, copy]);
}
