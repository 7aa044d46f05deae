import { dirname, join, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import type { DiscoveryLimits } from "../../core/files/discovery-limits.ts";
import {
  planImport,
  type ModelFamily,
  type DiscoveredFile,
} from "../../core/import/import-plan.ts";
import type { ImportTarget } from "../../core/import/import-target.ts";
import { joinFamilies } from "../../core/import/join-families.ts";
import { pairPreprocessors } from "../../core/import/preprocessors.ts";
import { assignSideFiles } from "../../core/import/side-files.ts";
import type { ModelName } from "../../core/model/ids.ts";
import { pointerProblem } from "../../core/pointers/pointer.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { readModelFileName } from "../../core/registration/model-file-name.ts";
import { fetchCommandFor, unfetchedAt } from "../../provenance/data/pointer-file.ts";
import { slashRelative } from "../../provenance/files/slash-relative.ts";
import { parseModelName } from "../models/parse-model-name.ts";
import { findModelParts } from "../registration/find-model-parts.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { discoverFiles, type PassedFile } from "./discover-files.ts";
import { findDamagedDuplicates, findDuplicates, hashDiscoveredFiles } from "./find-duplicates.ts";
import { candidateOf, type Finding, type ImportCandidate } from "./import-candidate.ts";
import { importTargets } from "./import-targets.ts";
import { readNotes } from "./read-notes.ts";

export interface ImportPreviewRequest {
  /** Folders to look through, or the files themselves; absolute or relative to the workspace. */
  readonly paths: readonly string[];
  /** The name of the model, if all that is found are versions of one. */
  readonly model?: string;
  /**
   * Source of the order: the paths as they are given, or the names; if absent, the names, unless
   * files that are called differently are given in an order that is not alphabetical.
   */
  readonly order?: ImportOrder;
  /** Limits to the search for files; a path that is named itself is never left out. */
  readonly discovery?: DiscoveryLimits | undefined;
}

export type ImportOrder = "given" | "names";

/** Versions that an import would register, in order. */
export interface ImportPreview {
  readonly models: readonly ImportedModel[];
  /** Files that were not examined, each with the reason. */
  readonly passed: readonly PassedFile[];
}

export interface ImportedModel {
  readonly model: ModelName;
  readonly target: ImportTarget;
  /** The oldest first. */
  readonly versions: readonly ImportCandidate[];
}

/**
 * Finds versions among the files of folders, orders them, and returns the facts about each: all
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
  const { root, models, others, passed } = await discoverFiles(
    folder,
    paths,
    task,
    request.discovery,
  );
  const whole = await withoutParts(folder, root, models, task);
  const paired = pairPreprocessors(planImport(whole));
  const { preprocessors, unpaired } = paired;
  const isModel = ({ versions: [first] }: ModelFamily): boolean =>
    first !== undefined && !unpaired.has(first.file.path);
  const named = namedOneByOne(root, paths, [...whole, ...others]);
  if (!named) requireOneFamily(paired.families.filter(isModel), wished);
  if (!named && request.order === "given") throw noOrderGiven();
  const families = inOrder(paired.families, isModel, { wished, named, order: request.order });
  const versions = families.flatMap((family) => family.versions);
  const otherPaths = others.map(({ path }) => path);
  const sideFiles = assignSideFiles(versions, otherPaths);
  const notes = await readNotes(root, otherPaths, versions);
  const contents = await hashDiscoveredFiles(
    folder,
    root,
    versions.map(({ file }) => [file, ...(preprocessors.get(file.path) ?? [])]),
    task,
  );
  const same = await registry.read((state) => findDuplicates(state, families, contents));
  const duplicates = await findDamagedDuplicates(registry, same, task);
  const targeted = await registry.read((state) =>
    importTargets(
      state,
      families.map((family) => ({ ...family, wished: isModel(family) ? wished : undefined })),
      contents,
      { workspace: folder, root },
    ),
  );
  const { policy } = await registry.policy();
  const known = { sideFiles, preprocessors, unpaired, notes, contents, duplicates };
  const finding: Finding = { registry, root, policy, ...known };
  const previewed: ImportedModel[] = [];
  let done = 0;
  for (const { model, target, versions: kept } of targeted) {
    const candidates: ImportCandidate[] = [];
    for (const version of kept) {
      throwIfCancelled(task.signal);
      task.report?.({
        message: l10n.t(
          "Inspecting {0} ({1} of {2})",
          version.file.path,
          done + 1,
          versions.length,
        ),
      });
      candidates.push(await candidateOf(finding, version, task));
      done += 1;
    }
    previewed.push({ model, target, versions: candidates });
  }
  const unfetched = await unfetchedModels(folder, root, otherPaths);
  return { models: oneOfEach(previewed).toSorted(byUse), passed: [...passed, ...unfetched] };
}

/** Leaves out the files that others name as parts of themselves. */
async function withoutParts(
  workspace: string,
  root: string,
  models: readonly DiscoveredFile[],
  task: Task,
): Promise<readonly DiscoveredFile[]> {
  const files = models.filter(({ isFolder }) => !isFolder).map(({ path }) => join(root, path));
  const parts = await findModelParts(workspace, files, task);
  const taken = new Set(parts.map(({ model, path }) => join(dirname(model), path)));
  return models.filter(({ path }) => !taken.has(join(root, path)));
}

/** Returns the paths relative to the root, if each is that of one file or model folder. */
function namedOneByOne(
  root: string,
  paths: readonly string[],
  found: readonly { readonly path: string }[],
): readonly string[] | undefined {
  const known = new Set(found.map(({ path }) => path));
  const named = paths.map((path) => slashRelative(root, path));
  return named.every((path) => known.has(path)) ? named : undefined;
}

/** Puts versions in the order of the paths, and together if all are of one model, where so wanted. */
function inOrder(
  families: readonly ModelFamily[],
  isModel: (family: ModelFamily) => boolean,
  wanted: {
    readonly wished: ModelName | undefined;
    readonly named: readonly string[] | undefined;
    readonly order: ImportOrder | undefined;
  },
): readonly ModelFamily[] {
  const { wished, named, order } = wanted;
  if (!named) return families;
  const models = families.filter(isModel);
  const others = families.filter((family) => !isModel(family));
  const given = order === "given" ? named : undefined;
  if (wished !== undefined && models.length > 1) {
    const told = order === undefined && !isAlphabetical(named) ? named : given;
    return [joinFamilies(models, told), ...others];
  }
  return given ? [...models.map((family) => joinFamilies([family], given)), ...others] : families;
}

function noOrderGiven(): RegistryError {
  return new RegistryError({
    code: "invalid-request",
    reason: "no-order-given",
  });
}

/**
 * Returns true if paths are in the order of `*.pkl`, which carries no information about versions.
 */
function isAlphabetical(paths: readonly string[]): boolean {
  const compare = new Intl.Collator("en").compare;
  const isSorted = (order: (a: string, b: string) => number): boolean =>
    paths.every((path, index) => index === 0 || order(paths[index - 1] ?? "", path) <= 0);
  return isSorted(compare) || isSorted((a, b) => (a < b ? -1 : Number(a > b)));
}

function requireOneFamily(families: readonly ModelFamily[], wished: ModelName | undefined): void {
  if (wished === undefined || families.length <= 1) return;
  throw new RegistryError({
    code: "invalid-request",
    reason: "several-families",
    families: families.map(({ title }) => title),
  });
}

/** Models that DVC keeps and that were not fetched: all that is here of them is a `.dvc` file. */
async function unfetchedModels(
  workspace: string,
  root: string,
  paths: readonly string[],
): Promise<readonly PassedFile[]> {
  const passed: PassedFile[] = [];
  for (const path of paths) {
    const [, target] = /([^/]+)\.dvc$/i.exec(path) ?? [];
    if (target === undefined || !readModelFileName(target).isModel) continue;
    const absolute = join(root, path);
    const pointer = await unfetchedAt(absolute);
    if (!pointer) continue;
    const command = await fetchCommandFor(workspace, [{ path: absolute, pointer }]);
    passed.push({
      path,
      why: `${pointerProblem(pointer)}; ${l10n.t("fetch it with: {0}", command)}`,
    });
  }
  return passed;
}

/** Versions of several families that go to one model are those of that model. */
function oneOfEach(models: readonly ImportedModel[]): readonly ImportedModel[] {
  const merged = new Map<string, ImportedModel>();
  for (const { model, target, versions } of models) {
    const before = merged.get(model);
    merged.set(
      model,
      before
        ? {
            model,
            target: withFiles(before.target, target),
            versions: [...before.versions, ...versions],
          }
        : { model, target, versions },
    );
  }
  return [...merged.values()].map((each) => ({ ...each, versions: oneCurrent(each.versions) }));
}

function withFiles(one: ImportTarget, other: ImportTarget): ImportTarget {
  if (one.kind !== "registered" || other.kind !== "registered") return one;
  return { kind: "registered", files: one.files + other.files };
}

/** Compares models: those of which a version is to be imported come first. */
function byUse(a: ImportedModel, b: ImportedModel): number {
  const isUsed = ({ versions }: ImportedModel): boolean =>
    versions.some(({ isIncluded }) => isIncluded);
  return Number(isUsed(b)) - Number(isUsed(a));
}

/** Of several that could be in use, the last one. */
function oneCurrent(candidates: readonly ImportCandidate[]): readonly ImportCandidate[] {
  const current = candidates.findLastIndex(({ isCurrent }) => isCurrent);
  return candidates.map((candidate, index) => ({ ...candidate, isCurrent: index === current }));
}
