import { join, resolve } from "node:path";
import { Timestamp, type ModelName, type VersionId } from "../../core/ids.ts";
import { planImport, type KeptVersion } from "../../core/import/import-plan.ts";
import {
  assignSideFiles,
  isModelByName,
  noSideFiles,
  type SideFiles,
} from "../../core/import/side-files.ts";
import type { NotedVersion } from "../../core/import/version-notes.ts";
import type { Verdict } from "../../core/inspection.ts";
import type { Policy } from "../../core/policy.ts";
import type { Made } from "../../core/recipe.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusal.ts";
import { parseSemVer } from "../../core/semver.ts";
import { VersionLabel } from "../../core/version-label.ts";
import { suggestModelName } from "../../provenance/suggest-model-name.ts";
import { inspectModel } from "../inspect-model.ts";
import { parseModelName } from "../register.ts";
import type { Registry } from "../registry.ts";
import { relativePath } from "../relative-path.ts";
import type { Task } from "../task.ts";
import { findKeptFiles, type PassedFile } from "./find-kept-files.ts";
import { findTwins, hashKeptFiles, type Content, type Twins } from "./find-twins.ts";
import { readDescription, readNotes } from "./read-notes.ts";

export interface ImportPreviewRequest {
  /** Folders to look through, or the files themselves; absolute or relative to the workspace. */
  readonly paths: readonly string[];
  /** The name of the model, if all that is found are versions of one. */
  readonly model?: string;
}

/** What an import would register, in which order. */
export interface ImportPreview {
  readonly models: readonly ImportedModel[];
  /** What was not looked at, and why. */
  readonly passed: readonly PassedFile[];
}

export interface ImportedModel {
  readonly model: string;
  /** The oldest first. */
  readonly versions: readonly ImportCandidate[];
}

/** A kept version, and what is known of it. */
export interface ImportCandidate {
  /** Relative to the workspace folder where it is inside. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes. */
  readonly size: number;
  /** Why it stands where it stands, in words. */
  readonly reason: string;
  readonly made?: Made;
  readonly label?: string;
  readonly description?: string;
  readonly changelog?: string;
  /** What a `version.txt` or a copy under the plain name says is in use. */
  readonly isCurrent: boolean;
  readonly metricsFiles: readonly string[];
  readonly parametersFiles: readonly string[];
  /** The path of another one of this import with exactly the same bytes. */
  readonly sameAs?: string;
  /** The version that has exactly these bytes already. */
  readonly registeredAs?: RegisteredTwin;
  readonly formatName?: string;
  readonly verdict?: Verdict;
  /** Why it is dangerous to load. */
  readonly danger?: string;
  /** Why it can't be imported. */
  readonly problem?: string;
  /** Whether a person most likely wants it imported. */
  readonly isIncluded: boolean;
}

export interface RegisteredTwin {
  readonly id: VersionId;
  readonly model: ModelName;
  /** `fraud@3` */
  readonly reference: string;
}

/**
 * Finds what people kept as versions by hand, puts it in order, and says what is known of each: all
 * files are hashed and inspected. Stores nothing.
 *
 * @throws RegistryError `file-problem`, `read-only`, `invalid-request`, `cancelled`
 */
export async function previewImport(
  registry: Registry,
  request: ImportPreviewRequest,
  task: Task = {},
): Promise<ImportPreview> {
  registry.requireTrust();
  const { folder } = registry;
  const wished = request.model === undefined ? undefined : parseModelName(request.model);
  const paths = request.paths.map((path) => resolve(folder, path));
  const { root, models, others, passed } = await findKeptFiles(folder, paths, task);
  const families = planImport(models);
  requireOneFamily(families.length, wished);
  const versions = families.flatMap((family) => family.versions);
  const otherPaths = others.map(({ path }) => path);
  const sideFiles = assignSideFiles(versions, otherPaths);
  const notes = await readNotes(root, otherPaths, versions);
  const contents = await hashKeptFiles(folder, root, models, task);
  const twins = await registry.read((state) => findTwins(state, families, contents));
  const names = await modelNames(
    registry,
    root,
    families.map(({ title }) => title),
    wished,
  );
  const { policy } = await registry.policy();
  const finding: Finding = { registry, root, policy, sideFiles, notes, contents, twins };
  const previewed: ImportedModel[] = [];
  let done = 0;
  for (const [index, family] of families.entries()) {
    const candidates: ImportCandidate[] = [];
    for (const version of family.versions) {
      throwIfCancelled(task.signal);
      task.report?.({
        message: `Inspecting ${version.file.path} (${done + 1} of ${versions.length})`,
      });
      candidates.push(await candidateOf(finding, version, task));
      done += 1;
    }
    previewed.push({ model: names[index] ?? family.title, versions: oneCurrent(candidates) });
  }
  return { models: previewed, passed };
}

/** What was found out about all of them. */
interface Finding {
  readonly registry: Registry;
  readonly root: string;
  readonly policy: Policy;
  readonly sideFiles: ReadonlyMap<string, SideFiles>;
  readonly notes: ReadonlyMap<string, NotedVersion>;
  readonly contents: ReadonlyMap<string, Content>;
  readonly twins: ReadonlyMap<string, Twins>;
}

async function candidateOf(
  { registry, root, policy, sideFiles, notes, contents, twins }: Finding,
  version: KeptVersion,
  task: Task,
): Promise<ImportCandidate> {
  const { file, reason } = version;
  const inRoot = (at: string): string => relativePath(registry.folder, join(root, at));
  const side = sideFiles.get(file.path) ?? noSideFiles;
  const noted: NotedVersion = notes.get(file.path) ?? {};
  const { sameAs, registeredAs, isPlainTwin = false } = twins.get(file.path) ?? {};
  const seen = await inspected(join(root, file.path), contents.get(file.path), task);
  const isUsable = seen.problem === undefined && seen.verdict !== "dangerous";
  return {
    path: inRoot(file.path),
    isFolder: file.isFolder,
    size: file.size,
    reason,
    ...written(version, noted, await readDescription(root, side.notes), policy),
    isCurrent: noted.isCurrent ?? isPlainTwin,
    metricsFiles: side.metrics.map(inRoot),
    parametersFiles: side.parameters.map(inRoot),
    ...(sameAs !== undefined && { sameAs: inRoot(sameAs) }),
    ...(registeredAs && { registeredAs }),
    ...seen,
    isIncluded: isUsable && !sameAs && !registeredAs && isModelByName(file.path),
  };
}

type Written = Pick<ImportCandidate, "made" | "label" | "description" | "changelog">;

/** What people wrote of it, in its name or beside it. */
function written(
  version: KeptVersion,
  { label: noted, changelog }: NotedVersion,
  description: string | undefined,
  policy: Policy,
): Written {
  const [made, label] = [madeOf(version), noted ?? version.name.label];
  return {
    ...(made && { made }),
    ...(label !== undefined && isLabel(label, policy) && { label }),
    ...(description !== undefined && { description }),
    ...(changelog !== undefined && { changelog: changelog.slice(0, 5000) }),
  };
}

/** Where versions are labelled by semantic version numbers, a date can't be a label. */
function isLabel(label: string, { versioning }: Policy): boolean {
  return (
    VersionLabel.safeParse(label).success &&
    (versioning !== "semver" || parseSemVer(label) !== undefined)
  );
}

function requireOneFamily(count: number, wished: ModelName | undefined): void {
  if (wished === undefined || count <= 1) return;
  throw new RegistryError({
    code: "invalid-request",
    message: `These are versions of ${count} models, not of one.`,
    wayOut: "Leave the name out, or name only the files of one model.",
  });
}

/** A name for each family, no two the same. */
async function modelNames(
  registry: Registry,
  root: string,
  titles: readonly string[],
  wished: ModelName | undefined,
): Promise<readonly string[]> {
  if (wished !== undefined) return titles.map(() => wished);
  const existing = await registry.read((state) => state.models().map(({ name }) => name));
  const taken = new Map<string, number>();
  return titles.map((title) => {
    const path = relativePath(registry.folder, join(root, title));
    const name = suggestModelName(`${path}.model`, existing) ?? "model";
    const count = (taken.get(name) ?? 0) + 1;
    taken.set(name, count);
    return count === 1 ? name : `${name}-${count}`;
  });
}

/** What its name says, else when its file was last written; git is asked when it is registered. */
function madeOf({ file, name: { date } }: KeptVersion): Made | undefined {
  if (date !== undefined) {
    const [, day, clock] = /^(\d{8})(\d{6})?$/.exec(date) ?? [];
    const text = `${day ?? ""}${clock ?? "000000"}`.replace(
      /^(....)(..)(..)(..)(..)(..)$/,
      "$1-$2-$3T$4:$5:$6.000Z",
    );
    const at = Timestamp.safeParse(text);
    if (at.success) return { at: at.data, source: "name" };
  }
  const at = file.committedAt ?? file.modifiedAt;
  const source = file.committedAt === undefined ? "file" : "commit";
  // A file system keeps any number.
  if (!(at >= 0 && at < Date.UTC(10_000, 0))) return undefined;
  return { at: Timestamp.parse(new Date(at).toISOString()), source };
}

type Seen = Pick<ImportCandidate, "formatName" | "verdict" | "danger" | "problem">;

async function inspected(path: string, content: Content | undefined, task: Task): Promise<Seen> {
  if (!content || "problem" in content) return { problem: content?.problem ?? "was not read" };
  try {
    const { formatName, inspection } = await inspectModel({ path }, task);
    const { verdict, findings } = inspection.description;
    const danger = findings.find(({ severity }) => severity === "danger")?.message;
    return { formatName, verdict, ...(danger !== undefined && { danger }) };
  } catch (error) {
    throwIfCancelled(task.signal);
    if (error instanceof RegistryError) return { problem: error.refusal.message };
    throw error;
  }
}

/** Of several that could be in use, the last one. */
function oneCurrent(candidates: readonly ImportCandidate[]): readonly ImportCandidate[] {
  const current = candidates.findLastIndex(({ isCurrent }) => isCurrent);
  return candidates.map((candidate, index) => ({ ...candidate, isCurrent: index === current }));
}
