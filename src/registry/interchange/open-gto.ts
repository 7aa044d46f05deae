import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { posix } from "node:path";
import { parse } from "yaml";
import type { CommitId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { gtoAnnotations, type GtoAnnotation } from "../../interchange/gto/annotations.ts";
import { gtoArtifacts, type GtoArtifact } from "../../interchange/gto/tags.ts";
import { CommittedFiles } from "../../provenance/git/git-tags.ts";
import { cachedByDvc } from "./dvc-files.ts";

/** Bytes of one file at most: git hands it out as a whole. */
const maxFile = 1024 * 1024 * 1024;
/** Bytes of a file of annotations at most. */
const maxText = 4 * 1024 * 1024;
const maxFiles = 10_000;

/** A file of a version: in git, or in the cache of DVC. */
export interface GtoFile {
  /** From the top of the repository. */
  readonly path: string;
  readonly size: number;
  /** Id of its bytes in git. */
  readonly id?: string;
  /** MD5 of its bytes, and where DVC keeps them. */
  readonly cached?: { readonly md5: string; readonly file: string };
}

/** The artifacts of a repository that are kept with GTO. */
export interface OpenGto {
  readonly artifacts: readonly GtoArtifact[];
  /** Annotations of all artifacts in a commit, by name; their paths from the top of the repository. */
  annotations(commit: CommitId): Promise<ReadonlyMap<string, GtoAnnotation>>;
  /** The files at a path of a commit; none if they are not here. */
  files(commit: CommitId, path: string): Promise<readonly GtoFile[]>;
  /** @throws RegistryError `file-problem` */
  bytes(file: GtoFile): Promise<Uint8Array>;
}

/**
 * Reads the tags of GTO in the repository around a folder.
 *
 * @throws RegistryError `file-problem` if git can't be asked
 */
export async function openGto(folder: string, signal?: AbortSignal): Promise<OpenGto> {
  const committed = await CommittedFiles.open(folder, signal);
  const artifacts = gtoArtifacts(await committed.tags());
  const known = new Map<CommitId, Promise<ReadonlyMap<string, GtoAnnotation>>>();
  return {
    artifacts,
    annotations: (commit) => {
      const found = known.get(commit) ?? annotationsOf(committed, commit);
      known.set(commit, found);
      return found;
    },
    files: (commit, path) => filesAt(committed, commit, path),
    bytes: (file) => bytesOf(committed, file),
  };
}

/** Reads `artifacts.yaml` and `dvc.yaml` at the top; the former counts where both name an artifact. */
async function annotationsOf(
  committed: CommittedFiles,
  commit: CommitId,
): Promise<ReadonlyMap<string, GtoAnnotation>> {
  const found = new Map<string, GtoAnnotation>();
  for (const name of ["dvc.yaml", "artifacts.yaml"] as const) {
    const file = (await committed.list(commit, name)).find(({ path }) => path === name);
    const bytes = file && (await committed.read(file.id, maxText));
    if (!bytes) continue;
    for (const [artifact, annotation] of gtoAnnotations(name, bytes.toString("utf8"))) {
      found.set(artifact, annotation);
    }
  }
  return found;
}

async function filesAt(
  committed: CommittedFiles,
  commit: CommitId,
  given: string,
): Promise<readonly GtoFile[]> {
  const path = posix.normalize(given).replace(/\/$/, "");
  if (path.startsWith("/") || path.split("/").includes("..") || path === ".") return [];
  const found = (await committed.list(commit, path)).filter(
    (file) => file.path === path || file.path.startsWith(`${path}/`),
  );
  if (found.length > 0) return found.length > maxFiles ? [] : found;
  const [pointer] = await committed.list(commit, `${path}.dvc`);
  const text = pointer && (await committed.read(pointer.id, maxText));
  const cached = text && (await cachedFile(committed.top, text.toString("utf8")));
  return cached ? [{ ...cached, path }] : [];
}

/** Finds the bytes of a `.dvc` file in the cache of DVC, of version 3 or before. */
async function cachedFile(
  top: string,
  text: string,
): Promise<Pick<GtoFile, "size" | "cached"> | undefined> {
  const [, md5] = /^[-\s]+md5:\s*([0-9a-f]{32})\s*$/m.exec(text) ?? [];
  if (md5 === undefined || !isYaml(text)) return undefined;
  const found = await cachedByDvc(top, md5);
  return found && { size: found.size, cached: { md5, file: found.file } };
}

function isYaml(text: string): boolean {
  try {
    parse(text, { schema: "core", maxAliasCount: 10 });
    return true;
  } catch {
    return false;
  }
}

async function bytesOf(committed: CommittedFiles, file: GtoFile): Promise<Uint8Array> {
  const tooLarge = new RegistryError({
    code: "file-problem",
    reason: "file-unusable",
    file: file.path,
    fault: { kind: "too-large", most: maxFile },
    advice: "choose-other",
  });
  if (file.size > maxFile) throw tooLarge;
  if (file.id !== undefined) {
    const bytes = await committed.read(file.id, maxFile);
    if (bytes) return bytes;
    throw tooLarge;
  }
  const bytes = await readFile(file.cached?.file ?? "");
  const md5 = createHash("md5").update(bytes).digest("hex");
  if (md5 === file.cached?.md5) return bytes;
  throw new RegistryError({
    code: "file-problem",
    reason: "changed-since-preview",
    file: file.path,
  });
}
