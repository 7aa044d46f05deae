import { join, sep } from "node:path";
import * as l10n from "@vscode/l10n";
import {
  artifactSha256,
  isHeld,
  primaryArtifact,
  type Artifact,
} from "../../core/model/artifact.ts";
import { EventId, VersionId } from "../../core/model/ids.ts";
import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { resolveReference } from "../../core/retrieval/reference.ts";
import { deletedRefusal } from "../../core/state/missing-version.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import { openSnapshot } from "../../storage/artifacts/snapshot.ts";
import { isWriteProblem } from "../../storage/files/registry-paths.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { requireHeld } from "../files/require-held.ts";
import {
  fetchUsable,
  usableFiles,
  verifyUsable,
  withTakenIn,
  type UsableFile,
} from "../files/usable-files.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { withoutBest } from "./best-version.ts";

/** Verified bytes on disk. */
export interface Resolution {
  readonly version: Version;
  /** The artifact that was asked for, else the model file. */
  readonly artifact: Artifact;
  /**
   * Absolute path of a read-only copy under its own name, with the other files of the version
   * around it, hashed just now; of a model that is a folder, the folder. Where no copy can be made
   * (a folder that can't be written, Restricted Mode), the stored bytes themselves.
   */
  readonly path: string;
  /** True if the path is that of a folder. */
  readonly isFolder: boolean;
}

export interface ResolveRequest {
  /** `fraud@Production`, `fraud@5`, `fraud@latest`, `fraud@best:auc`, or a version's id. */
  readonly reference: string;
  /** Path of one artifact of the version; its model file if absent. */
  readonly artifact?: string;
  /** Answer from what can be read of a damaged or incomplete ledger. */
  readonly despiteDamage?: boolean;
}

/**
 * Returns the exact bytes that a reference means, after verifying them. In a shared registry, those
 * that are not here are fetched.
 *
 * @throws RegistryError `unknown-model`, `unknown-version`, `unknown-artifact`, `artifact-changed`,
 *   `ledger-damaged`, `ledger-missing`, …
 */
export async function resolve(
  registry: Registry,
  request: ResolveRequest,
  { signal, report }: Task = {},
): Promise<Resolution> {
  const { version, recorded } = await lookUp(registry, request, (state, found) => ({
    version: found,
    recorded: state.artifacts(found.id),
  }));
  const wanted = chooseArtifact(version, recorded, request.artifact);
  const isNamed = request.artifact !== undefined;
  await fetchUsable(registry, version, planSnapshot(version, recorded, wanted, isNamed).files, {
    signal,
    report,
  });
  const artifacts = await withTakenIn(registry, recorded);
  const chosen = chooseArtifact(version, artifacts, request.artifact);
  const { files: planned } = planSnapshot(version, artifacts, chosen, isNamed);
  if (!planned.every(isHeld)) {
    return resolveElsewhere(registry, version, { recorded, wanted, isNamed }, { signal, report });
  }
  const artifact = requireHeld(version, chosen);
  const plan = planSnapshot(version, artifacts, artifact, isNamed);
  const files = plan.files.filter(isHeld);
  let done = 0;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const onBytes = (bytes: number): void => {
    done += bytes;
    report?.({
      message: l10n.t("Verifying {0}", versionTitle(version)),
      done: Math.min(done, total),
      total,
    });
  };
  const transfer = { signal, onBytes };
  const titleOf = (path: string): string => l10n.t("{0} of {1}", path, versionTitle(version));
  const isFolder = plan.folder !== undefined;
  const inPlace = async (): Promise<Resolution> => {
    const path = await verifyArtifact(registry.paths, artifact, titleOf(artifact.path), transfer);
    return { version, artifact, path, isFolder };
  };
  if (!registry.trusted && !isFolder) return inPlace();
  registry.requireTrust();
  try {
    const snapshot = await openSnapshot(
      registry.paths,
      plan.name,
      files.map((file) => ({ path: file.path, stored: file, title: titleOf(file.path) })),
      transfer,
    );
    const path = join(snapshot, plan.folder ?? artifact.path);
    return { version, artifact, path, isFolder };
  } catch (error) {
    // Bytes that can be read are not refused because there is no room for a copy.
    if (!isFolder && error instanceof RegistryError && isWriteProblem(error.cause)) {
      return inPlace();
    }
    throw error;
  }
}

/** Files of a version as they were registered, and the one that is asked for. */
interface ElsewhereFiles {
  readonly recorded: readonly Artifact[];
  readonly wanted: Artifact;
  readonly isNamed: boolean;
}

/**
 * Verifies files that were registered without a copy, and returns where they are: copying them would be
 * what nobody wanted.
 */
async function resolveElsewhere(
  registry: Registry,
  version: Version,
  { recorded, wanted, isNamed }: ElsewhereFiles,
  { signal, report }: Task,
): Promise<Resolution> {
  const plan = planSnapshot(version, recorded, wanted, isNamed);
  const isFolder = plan.folder !== undefined;
  const elsewhere = isFolder ? plan.files : [wanted];
  const files = await usableFiles(registry, version, elsewhere);
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    report?.({ message: l10n.t("Verifying {0}", versionTitle(version)), done, total });
  };
  for (const file of files) {
    const title = l10n.t("{0} of {1}", file.path, versionTitle(version));
    await verifyUsable(file, title, { signal, onBytes });
  }
  const [first] = files;
  const path = isFolder ? folderOf(files) : first?.at;
  if (path !== undefined) return { version, artifact: wanted, path, isFolder };
  throw new RegistryError({
    code: "artifact-missing",
    reason: "reference-partly-here",
    title: versionTitle(version),
  });
}

/** Returns the folder in which files lie as their paths say; undefined if there is none. */
function folderOf(files: readonly UsableFile[]): string | undefined {
  const folders = new Set(
    files.map(({ at, path, uri }) => {
      const [, ...within] = path.split("/");
      const end = join(...within);
      return uri !== undefined && at.endsWith(sep + end) ? at.slice(0, -end.length - 1) : undefined;
    }),
  );
  const [folder, ...others] = folders;
  return others.length === 0 ? folder : undefined;
}

interface SnapshotPlan {
  readonly name: string;
  readonly files: readonly Artifact[];
  /** Path in the snapshot of the folder that is the model; absent if a file is. */
  readonly folder?: string;
}

/**
 * Plans what has to be beside an artifact for it to be loaded: everything, since formats keep
 * weights, tokenizers and tables in files of their own; but for one artifact that was asked for by
 * its path, that one alone. Files that the registry only refers to are left out, unless they are the
 * model or in its folder.
 */
function planSnapshot(
  version: Version,
  artifacts: readonly Artifact[],
  artifact: Artifact,
  isNamed: boolean,
): SnapshotPlan {
  if (isNamed) return { name: artifactSha256(artifact) ?? version.id, files: [artifact] };
  const [folder = "", ...rest] = artifact.path.split("/");
  if (rest.length === 0) {
    const isPart = (a: Artifact): boolean => isHeld(a) || a.path === artifact.path;
    return { name: version.id, files: artifacts.filter(isPart) };
  }
  const isWithin = ({ path }: Artifact): boolean => path.startsWith(`${folder}/`);
  return { name: version.id, files: artifacts.filter((a) => isWithin(a) || isHeld(a)), folder };
}

/** A version's id or its number: what it means does not change with what comes after. */
const exactReference = /@v?[1-9][0-9]{0,8}$/;

/**
 * Finds the version that a reference means and answers a question about it. While lines of the
 * ledger can't be read or events are missing, it is not known which version is in a stage, has an
 * alias or is the latest: then only an id or an exact number is answered.
 *
 * @throws RegistryError `unknown-model`, `unknown-version`, `version-deleted`, `ledger-damaged`,
 * `ledger-missing`
 */
export async function lookUp<T>(
  registry: Registry,
  { reference, despiteDamage = false }: Pick<ResolveRequest, "reference" | "despiteDamage">,
  ask: (state: IndexQueries, version: Version) => T,
): Promise<T> {
  const policy = await registry.policy();
  const isExact = EventId.safeParse(reference).success || exactReference.test(reference);
  try {
    const settled = await withoutBest(registry, reference);
    const answer = await registry.read((state) => ask(state, versionFor(policy, state, settled)));
    if (!isExact && !despiteDamage) registry.requireHealth();
    return answer;
  } catch (error) {
    // What is not found may be among what can't be read.
    if (error instanceof RegistryError) registry.requireHealth();
    throw error;
  }
}

/** The version that a reference or a version id means. */
export function versionFor(
  { policy }: PolicyInForce,
  state: IndexQueries,
  reference: string,
): Version {
  const id = EventId.safeParse(reference);
  if (!id.success) return resolveReference(state, policy, reference);
  const version = VersionId.parse(id.data);
  const known = state.version(version);
  if (known) return known;
  const deleted = state.deletedVersion(version);
  if (deleted) throw new RegistryError(deletedRefusal(deleted));
  return resolveReference(state, policy, reference);
}

function chooseArtifact(
  version: Version,
  artifacts: readonly Artifact[],
  path: string | undefined,
): Artifact {
  const chosen =
    path === undefined
      ? primaryArtifact(artifacts)
      : artifacts.find((artifact) => artifact.path === path);
  if (chosen) return chosen;
  throw new RegistryError({
    code: "unknown-artifact",
    reason: "artifact-unknown",
    title: versionTitle(version),
    path: path ?? "",
    artifacts: artifacts.map((artifact) => artifact.path),
  });
}
