import { mkdir, realpath } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import type { GitState, RunCommand } from "../../core/model/recipe.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { CommandSource } from "../../core/reproduction/reproduction-events.ts";
import { versionTitle, type Version, type VersionDetail } from "../../core/state/version.ts";
import { isInside, slashRelative } from "../../provenance/files/slash-relative.ts";
import { openRepository, type Repository } from "../../provenance/git/git-repository.ts";
import { addSubmodules, addWorktree, applyPatch } from "../../provenance/git/git-worktree.ts";
import { gitProblem } from "../../provenance/git/run-git.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import { insideFolder } from "../files/inside-folder.ts";
import type { Registry } from "../registry.ts";
import { lookUp } from "../retrieval/resolve.ts";
import type { Task } from "../task.ts";
import { requireDetail } from "../versions/describe-version.ts";
import { checkInputs, type CheckedInput } from "./check-inputs.ts";
import { layOutEnvironment, type LaidOutEnvironment } from "./environment-file.ts";
import { findCommand } from "./find-command.ts";
import { resetOutputs } from "./output-files.ts";
import {
  makeReproductionFolder,
  preparingHere,
  removeReproductionFolder,
  reproductions,
  saveReproduction,
  type Reproduction,
} from "./reproduction-folder.ts";

export interface PrepareRequest {
  readonly reference: string;
  /** The command line to run instead of the recorded one. */
  readonly command?: string;
  /** Folder for the work tree, absolute; the person's cache folder if absent. */
  readonly into?: string;
}

/** A version laid out to be made again. */
export interface PreparedReproduction {
  readonly id: string;
  readonly version: Version;
  /** The workspace folder in the checkout, absolute: where the command runs. */
  readonly workspace: string;
  /** Top of the checkout. */
  readonly checkout: string;
  readonly commit: string;
  readonly isPatched: boolean;
  readonly command?: RunCommand;
  readonly commandSource?: CommandSource;
  readonly inputs: readonly CheckedInput[];
  readonly environment: LaidOutEnvironment;
  /** Parts of the code that are not as they were. */
  readonly deviations: readonly string[];
}

/**
 * Lays a version out to be made again: a linked work tree at its commit, with its uncommitted
 * changes, its submodules, its data and parameters checked, and its environment as a requirements
 * file. Runs no command of the repository and touches no file of the workspace. Cancelled or failed,
 * nothing of it is left.
 *
 * @throws RegistryError `invalid-request` if no commit was recorded, `file-problem`, `read-only`,
 *   `artifact-changed`, `cancelled`, …
 */
export async function prepareReproduction(
  registry: Registry,
  { reference, command: given, into }: PrepareRequest,
  task: Task = {},
): Promise<PreparedReproduction> {
  registry.requireTrust();
  const version = await lookUp(registry, { reference }, (_state, found) => found);
  const detail = await registry.read((state) => requireDetail(state, version.id));
  const { git } = detail.registration.recipe;
  if (!git) throw notRecorded(detail);
  // What an ended process left behind goes first.
  await reproductions(registry);
  const repository = await requireRepository(registry, detail, task.signal);
  const { id, folder, checkout } = await makeReproductionFolder(registry, version, into);
  const inside = relative(repository.top, await realpath(registry.folder));
  const reproduction: Reproduction = {
    id,
    registry: registry.paths.root,
    version: version.id,
    repository: repository.top,
    checkout,
    // Of a folder of several repositories, the one around the model stands for all.
    workspace: isInside(inside) && !isAbsolute(inside) ? join(checkout, inside) : checkout,
    submodules: [],
    preparing: await preparingHere(),
    inputs: [],
    deviations: [],
    prepared: Date.now(),
    marks: {},
  };
  await saveReproduction(registry, reproduction);
  const submodules: string[] = [];
  try {
    const layout = { reproduction, submodules, task };
    const code = await layOutCode(registry, repository, detail, git, layout);
    const { workspace } = reproduction;
    // In an older commit a folder may have been a link to anywhere.
    await insideFolder(checkout, workspace);
    await mkdir(workspace, { recursive: true });
    const chosen = await findCommand(registry, detail, workspace, given);
    const folders = { workspace: registry.folder, checkout: workspace };
    const inputs = await checkInputs(folders, detail.registration.recipe, task);
    const { environment: recorded } = detail.registration.recipe;
    const environment = await layOutEnvironment(folder, workspace, recorded);
    throwIfCancelled(task.signal);
    const prepared = { ...reproduction };
    delete prepared.preparing;
    const chosenCommand = chosen && { command: chosen.command, commandSource: chosen.source };
    await saveReproduction(registry, {
      ...prepared,
      ...code,
      ...chosenCommand,
      inputs: inputs.map(({ name, state }) => ({ name, state })),
      marks: await resetOutputs(workspace, detail),
      prepared: Date.now(),
    });
    return {
      id,
      version,
      workspace,
      checkout,
      commit: git.commit,
      isPatched: git.dirty?.patch !== undefined,
      ...chosenCommand,
      inputs,
      environment,
      deviations: code.deviations,
    };
  } catch (error) {
    await removeReproductionFolder(registry, { ...reproduction, submodules }).catch(
      () => undefined,
    );
    throwIfCancelled(task.signal);
    throw error;
  }
}

/** The checkout that is being made, and who waits for it. */
interface Layout {
  readonly reproduction: Reproduction;
  /** Paths of submodules that were checked out. */
  readonly submodules: string[];
  readonly task: Task;
}

async function layOutCode(
  registry: Registry,
  repository: Repository,
  detail: VersionDetail,
  git: GitState,
  { reproduction, submodules: added, task }: Layout,
): Promise<Pick<Reproduction, "submodules" | "deviations">> {
  const { checkout } = reproduction;
  const title = versionTitle(detail);
  task.report?.({ message: l10n.t("Checking out {0}", git.commit.slice(0, 7)) });
  const { problems } = await addWorktree(repository, checkout, git.commit).catch(
    (error: unknown) => {
      throw codeProblem("check-out", title, error);
    },
  );
  throwIfCancelled(task.signal);
  const { submodules = [], dirty } = git;
  const inner = submodules.map(({ path, ...rest }) => ({
    ...rest,
    path: slashRelative(repository.top, resolve(registry.folder, path)),
  }));
  const checkedOut = await addSubmodules(repository.top, checkout, inner, task.signal);
  // Removed with the rest if what follows fails, or never happens.
  added.push(...checkedOut.added);
  await saveReproduction(registry, { ...reproduction, submodules: added });
  if (dirty?.patch) {
    const patch = await verifyArtifact(
      registry.paths,
      dirty.patch,
      l10n.t("the patch of {0}", title),
    );
    await applyPatch(repository, checkout, patch).catch((error: unknown) => {
      throw codeProblem("apply-patch", title, error);
    });
  }
  return {
    submodules: checkedOut.added,
    deviations: [
      ...problems,
      ...checkedOut.problems,
      ...lostChanges(git),
      ...inner
        .filter(({ changed }) => changed)
        .map(({ path }) => `changes in ${path} were not kept`),
    ].map((problem) => (problem.length > 500 ? `${problem.slice(0, 499)}…` : problem)),
  };
}

/** Names uncommitted changes that were not recorded. */
function lostChanges({ state, dirty, unknownReason }: GitState): readonly string[] {
  if (state === "unknown") return [`uncommitted changes are unknown: ${unknownReason ?? ""}`];
  if (!dirty) return [];
  const lost = dirty.leftOut ?? [];
  return [
    ...(dirty.patch ? [] : ["the uncommitted changes were not kept"]),
    ...(lost.length > 0 ? [`changes that are not in the patch: ${lost.join(", ")}`] : []),
  ];
}

async function requireRepository(
  registry: Registry,
  detail: VersionDetail,
  signal: AbortSignal | undefined,
): Promise<Repository> {
  const path = resolve(registry.folder, detail.registration.source);
  const repository = await openRepository(registry.folder, path, signal);
  if ("git" in repository) return repository;
  throw new RegistryError({
    code: "file-problem",
    reason: "git-failed",
    task: { kind: "reproduce", title: versionTitle(detail) },
    problem: repository.problem,
    advice: "clone-to-reproduce",
  });
}

function codeProblem(
  kind: "check-out" | "apply-patch",
  title: string,
  error: unknown,
): RegistryError {
  return new RegistryError(
    {
      code: "file-problem",
      reason: "git-failed",
      task: { kind, title },
      problem: gitProblem(error),
      advice: "fetch-commit",
    },
    { cause: error },
  );
}

function notRecorded(detail: VersionDetail): RegistryError {
  return new RegistryError({
    code: "invalid-request",
    reason: "no-commit-to-reproduce",
    title: versionTitle(detail),
  });
}

/** Returns the newest prepared reproduction of a version, with its folder; undefined if there is none. */
export async function latestReproduction(
  registry: Registry,
  version: Version,
): Promise<Reproduction | undefined> {
  return (await reproductions(registry, version.id))[0];
}
