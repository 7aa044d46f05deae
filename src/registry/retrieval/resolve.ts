import { primaryArtifact, type Artifact } from "../../core/model/artifact.ts";
import { EventId, VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/model/refusal.ts";
import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import { resolveReference } from "../../core/retrieval/reference.ts";
import { deletedRefusal } from "../../core/state/missing-version.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { verifyArtifact } from "../../storage/artifacts/artifact-store.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { requireHeld } from "../files/require-held.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { withoutBest } from "./best-version.ts";

/** Verified bytes on disk. */
export interface Resolution {
  readonly version: Version;
  readonly artifact: Artifact;
  /** Absolute path of the bytes, hashed just now. They must not be written to. */
  readonly path: string;
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
 * Returns the exact bytes that a reference means, after verifying them.
 *
 * @throws RegistryError `unknown-model`, `unknown-version`, `unknown-artifact`, `artifact-changed`,
 *   `ledger-damaged`, `ledger-missing`, …
 */
export async function resolve(
  registry: Registry,
  request: ResolveRequest,
  { signal, report }: Task = {},
): Promise<Resolution> {
  const { version, artifacts } = await lookUp(registry, request, (state, found) => ({
    version: found,
    artifacts: state.artifacts(found.id),
  }));
  const artifact = requireHeld(version, chooseArtifact(version, artifacts, request.artifact));
  let done = 0;
  const onBytes = (bytes: number): void => {
    done += bytes;
    report?.({ message: `Verifying ${artifact.path}`, done, total: artifact.size });
  };
  const title = `${artifact.path} of ${versionTitle(version)}`;
  const path = await verifyArtifact(registry.paths, artifact, title, { signal, onBytes });
  return { version, artifact, path };
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
    message: `${versionTitle(version)} has no artifact named “${path ?? ""}”.`,
    wayOut: `Its artifacts are ${artifacts.map((artifact) => artifact.path).join(", ")}.`,
  });
}
