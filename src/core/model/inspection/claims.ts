import { artifactSha256, type Artifact } from "../artifact.ts";
import type { Sha256 } from "../ids.ts";
import type { ModelDescription } from "../inspection.ts";
import type { GitState, MissingFact } from "../recipe.ts";
import type { ModelMetadata } from "./model-metadata.ts";
import { unnamed } from "./signature.ts";

/** Statement of a file about the version that it lies beside, to be compared with the version. */
export interface Claim {
  /** File and field: `fraud.metadata.json: git_commit`. */
  readonly field: string;
  readonly says: string;
}

export type Claims = Readonly<
  Partial<Record<"model" | "version" | "digest" | "commit" | "branch", Claim>>
> & {
  /** Names of the file's fields by what they declare, for messages. */
  readonly declared?: Readonly<
    Partial<Record<"framework" | "frameworkVersion" | "task" | "parameterCount", string>>
  >;
};

/** Facts about a version that are known without the file. */
export interface KnownFacts {
  readonly model: string;
  readonly number: number;
  readonly label?: string | undefined;
  readonly digest: Sha256;
  readonly artifacts: readonly Artifact[];
  readonly git?: GitState | undefined;
  readonly description?: ModelDescription | undefined;
}

/**
 * Returns the statements of a file that contradict the version, each with both values. What the
 * model's own files say counts over what is declared.
 */
export function contradictedClaims(
  claims: Claims,
  metadata: ModelMetadata | undefined,
  known: KnownFacts,
): readonly MissingFact[] {
  return allContradicted(claims, metadata, known).map((fact) => ({
    ...fact,
    kind: "contradiction",
  }));
}

function allContradicted(
  claims: Claims,
  metadata: ModelMetadata | undefined,
  known: KnownFacts,
): readonly MissingFact[] {
  const contradicted = [...ofIdentity(claims, known), ...ofGit(claims, known.git)];
  const { description } = known;
  if (!metadata || !description) return contradicted;
  const other = comparedFacts.flatMap((fact) => {
    const [says, read] = [metadata[fact], description[fact]];
    // None is what readers find that do not know where a format keeps its values.
    if (says === undefined || read === undefined || read === 0) return [];
    return agree[fact](String(says), String(read)) ? [] : [{ fact, says, read }];
  });
  const names = contradictedNames(metadata, description);
  return [
    ...contradicted,
    ...other.map(({ fact, says, read }) => {
      const about = claims.declared?.[fact] ?? fact;
      return { about, reason: `says ${says}; the model file says ${read}, which counts` };
    }),
    ...(names ? [names] : []),
  ];
}

const comparedFacts = ["framework", "frameworkVersion", "task", "parameterCount"] as const;

function ofIdentity(claims: Claims, known: KnownFacts): readonly MissingFact[] {
  const { model, version, digest } = claims;
  const label = known.label === undefined ? "" : ` (${known.label})`;
  return [
    ...contradiction(model, known.model === model?.says, `this is a version of ${known.model}`),
    ...contradiction(
      version,
      isVersion(version?.says ?? "", known),
      `this is version ${known.number}${label}`,
    ),
    ...contradiction(
      digest,
      hasDigest(digest?.says ?? "", known),
      "no file of this version has that digest",
    ),
  ];
}

function ofGit({ commit, branch }: Claims, git: GitState | undefined): readonly MissingFact[] {
  if (!git) return [];
  const says = commit?.says.toLowerCase() ?? "";
  const current = git.branch === undefined ? "HEAD is detached" : `the branch is ${git.branch}`;
  return [
    ...contradiction(commit, git.commit.startsWith(says), `HEAD is ${git.commit}`),
    ...contradiction(branch, git.branch === branch?.says, current),
  ];
}

function contradiction(
  claim: Claim | undefined,
  isSo: boolean,
  fact: string,
): readonly MissingFact[] {
  if (!claim || isSo) return [];
  return [{ about: claim.field, reason: `says ${claim.says}; ${fact}` }];
}

/** Returns whether a text names a version: `3`, `v3`, `1.2.0` of the label v1.2.0. */
export function isVersion(
  text: string,
  { number, label }: Pick<KnownFacts, "number" | "label">,
): boolean {
  const bare = (version: string): string =>
    version
      .trim()
      .toLowerCase()
      .replace(/^v(?=\d)/, "");
  const says = bare(text);
  if (label !== undefined && says === bare(label)) return true;
  return says.replace(/^(\d+)(\.0)+$/, "$1") === String(number);
}

function hasDigest(text: string, { digest, artifacts }: KnownFacts): boolean {
  const says = text.toLowerCase().replace(/^sha-?256:/, "");
  return says === digest || artifacts.some((artifact) => artifactSha256(artifact) === says);
}

function contradictedNames(
  { source, signature }: ModelMetadata,
  description: ModelDescription,
): MissingFact | undefined {
  const read = description.signature;
  if (!signature || !read) return undefined;
  const list = (specs: readonly { readonly name: string }[]): string =>
    specs.map(({ name }) => name).join(", ");
  for (const side of ["inputs", "outputs"] as const) {
    const [says, known] = [signature[side], read[side]];
    if (known.every(({ name }) => name === unnamed)) continue;
    const names = new Set(known.map(({ name }) => name));
    if (says.every(({ name }) => names.has(name) || name === unnamed)) continue;
    const reason = `says ${list(says)}; the model file says ${list(known)}, which counts`;
    return { about: `${source}: ${side}`, reason: reason.slice(0, 1000) };
  }
  return undefined;
}

const folded = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
const overlap = (one: string, other: string): boolean =>
  folded(one).includes(folded(other)) || folded(other).includes(folded(one));
const usual: Readonly<Record<string, string>> = {
  sklearn: "scikitlearn",
  torch: "pytorch",
  tf: "tensorflow",
};
const framework = (text: string): string => usual[folded(text)] ?? folded(text);
const parts = (version: string): readonly string[] =>
  version.trim().replace(/^v/i, "").replace(/\+.*$/, "").split(".");

/** Comparison for each fact: by what people mean, not by how they write it. */
const agree = {
  framework: (says: string, read: string) => overlap(framework(says), framework(read)),
  // 1.9 is what a person writes of 1.9.1.
  frameworkVersion: (says: string, read: string) =>
    parts(says).every((part, index) => part === parts(read)[index]) ||
    parts(read).every((part, index) => part === parts(says)[index]),
  task: overlap,
  parameterCount: (says: string, read: string) => says === read,
};
