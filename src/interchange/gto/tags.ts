import { parseSemVer, semVerSortKey, withoutV } from "../../core/text/semver.ts";

/** An annotated git tag, with the commit that it stands for. */
export interface GitTag {
  readonly name: string;
  readonly commit: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly message: string;
}

/** Meaning of a tag of GTO (https://dvc.org/doc/gto/user-guide, gto/tag.py). */
export type GtoTag =
  | {
      readonly kind: "register" | "deregister";
      readonly artifact: string;
      readonly version: string;
    }
  | {
      readonly kind: "assign" | "unassign";
      readonly artifact: string;
      readonly stage: string;
      readonly counter: number;
    }
  | { readonly kind: "deprecate"; readonly artifact: string };

/** An artifact that GTO keeps, with the versions that count. */
export interface GtoArtifact {
  readonly name: string;
  readonly isDeprecated: boolean;
  /** By version. */
  readonly versions: readonly GtoVersion[];
}

export interface GtoVersion {
  /** Without the leading v. */
  readonly version: string;
  readonly commit: string;
  readonly at: number;
  readonly message: string;
  /** Stages that are assigned to it. */
  readonly stages: readonly string[];
}

const name = "(?:[^@#=]+=)?[a-zA-Z0-9](?:[a-zA-Z0-9/_-]*[a-zA-Z0-9])?";
const registration = new RegExp(`^(${name})@(v[^!@#]+)(!)?$`);
const assignment = new RegExp(
  `^(${name})#([a-zA-Z0-9](?:[a-zA-Z0-9/_-]*[a-zA-Z0-9])?)(!)?#(\\d{1,9})$`,
);
const deprecation = new RegExp(`^(${name})@deprecated$`);

/** Reads the name of a tag; undefined if it is none of GTO. `models=churn` is `models/churn`. */
export function parseGtoTag(tag: string): GtoTag | undefined {
  if (tag.length > 500) return undefined;
  const artifactOf = (text = ""): string => text.replace("=", "/");
  const [, deprecated] = deprecation.exec(tag) ?? [];
  if (deprecated !== undefined) return { kind: "deprecate", artifact: artifactOf(deprecated) };
  const [, registered, version, off] = registration.exec(tag) ?? [];
  if (version !== undefined) {
    if (!parseSemVer(withoutV(version))) return undefined;
    const kind = off === undefined ? "register" : "deregister";
    return { kind, artifact: artifactOf(registered), version: withoutV(version) };
  }
  const [, assigned, stage, unassigned, counter] = assignment.exec(tag) ?? [];
  if (stage === undefined) return undefined;
  const kind = unassigned === undefined ? "assign" : "unassign";
  return { kind, artifact: artifactOf(assigned), stage, counter: Number(counter) };
}

/** Returns the artifacts that tags leave: of each stage the assignment with the highest counter counts. */
export function gtoArtifacts(tags: readonly GitTag[]): readonly GtoArtifact[] {
  const artifacts = new Map<string, Folded>();
  for (const tag of tags.toSorted((a, b) => a.at - b.at)) {
    const read = parseGtoTag(tag.name);
    if (!read) continue;
    const known = artifacts.get(read.artifact) ?? newFolded();
    artifacts.set(read.artifact, known);
    apply(known, read, tag);
  }
  return [...artifacts]
    .map(([artifact, folded]) => ({
      name: artifact,
      isDeprecated: folded.isDeprecated,
      versions: versionsOf(folded),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

interface Folded {
  isDeprecated: boolean;
  readonly registered: Map<string, GitTag>;
  readonly off: Set<string>;
  readonly stages: Map<string, { readonly counter: number; readonly commit: string | undefined }>;
}

function newFolded(): Folded {
  return { isDeprecated: false, registered: new Map(), off: new Set(), stages: new Map() };
}

function apply(folded: Folded, read: GtoTag, tag: GitTag): void {
  switch (read.kind) {
    case "deprecate":
      folded.isDeprecated = true;
      return;
    case "register":
      folded.registered.set(read.version, tag);
      return;
    case "deregister":
      folded.off.add(read.version);
      return;
    case "assign":
    case "unassign": {
      const { stage, counter, kind } = read;
      if ((folded.stages.get(stage)?.counter ?? -1) > counter) return;
      folded.stages.set(stage, { counter, commit: kind === "assign" ? tag.commit : undefined });
    }
  }
}

function versionsOf({ registered, off, stages }: Folded): readonly GtoVersion[] {
  const living = [...registered]
    .filter(([version]) => !off.has(version))
    .toSorted(([a], [b]) => (sortKey(a) < sortKey(b) ? -1 : 1));
  return living.map(([version, { commit, at, message }], index) => ({
    version,
    commit,
    at,
    message,
    // GTO assigns stages to commits, and of several versions of one commit to the latest.
    stages: living.slice(index + 1).some(([, later]) => later.commit === commit)
      ? []
      : [...stages].flatMap(([stage, assigned]) => (assigned.commit === commit ? [stage] : [])),
  }));
}

function sortKey(version: string): string {
  const parsed = parseSemVer(version);
  return parsed ? semVerSortKey(parsed) : version;
}

/** A tag to write. */
export interface NewTag {
  readonly name: string;
  readonly message: string;
}

/** A version as GTO is to know it. */
export interface Published {
  readonly artifact: string;
  /** Without the leading v. */
  readonly version: string;
  readonly commit: string;
  /** Absent if it is in none. */
  readonly stage?: string;
}

/**
 * Returns the tags that are missing for GTO to know a version and its stage; a problem where tags
 * say otherwise, or it can't have such names.
 */
export function missingTags(
  { artifact, version, commit, stage }: Published,
  tags: readonly GitTag[],
): readonly NewTag[] | { readonly problem: "name" | "version-elsewhere" } {
  const registered = `${artifact}@v${version}`;
  const isNamed = [registered, ...(stage === undefined ? [] : [`${artifact}#${stage}#1`])].every(
    (tag) => parseGtoTag(tag)?.artifact === artifact,
  );
  if (!isNamed) return { problem: "name" };
  const known = tags.find((tag) => tag.name === registered);
  if (known && known.commit !== commit) return { problem: "version-elsewhere" };
  const register = known
    ? []
    : [{ name: registered, message: `Registering artifact ${artifact} version v${version}` }];
  return [...register, ...assignmentOf({ artifact, version, commit, stage }, tags)];
}

function assignmentOf(
  {
    artifact,
    version,
    commit,
    stage,
  }: Omit<Published, "stage"> & { readonly stage?: string | undefined },
  tags: readonly GitTag[],
): readonly NewTag[] {
  if (stage === undefined) return [];
  const read = tags.flatMap((tag) => {
    const said = parseGtoTag(tag.name);
    const isOurs = said?.artifact === artifact && "stage" in said;
    return isOurs ? [{ ...said, commit: tag.commit }] : [];
  });
  const last = read
    .filter((said) => said.stage === stage)
    .reduce<(typeof read)[number] | undefined>(
      (latest, said) => (latest && latest.counter > said.counter ? latest : said),
      undefined,
    );
  if (last?.kind === "assign" && last.commit === commit) return [];
  // One more than the highest of all stages of the artifact.
  const counter = read.reduce((highest, said) => Math.max(highest, said.counter), 0) + 1;
  const message = `Assigning stage ${stage} to artifact ${artifact} version v${version}`;
  return [{ name: `${artifact}#${stage}#${counter}`, message }];
}
