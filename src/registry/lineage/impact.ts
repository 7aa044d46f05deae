import type { ImpactedVersion, ImpactSubject, StageCount } from "../../core/lineage/impact.ts";
import { VersionId, type Stage } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { productionStage, stageRole } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { FirstDependents } from "../../storage/index/lineage/first-dependents.ts";
import type { DependentsPage } from "../../storage/index/lineage/impact-queries.ts";
import { versionsWithIds, type VersionSet } from "../../storage/index/lineage/version-walk.ts";
import type { Registry } from "../registry.ts";
import { lookUp } from "../retrieval/resolve.ts";

export interface ImpactRequest {
  readonly subject: string;
  /** Versions to list at most; all if absent. All are counted. */
  readonly limit?: number;
}

/** The versions that depend on something, directly or through parents. */
export interface Impact {
  readonly subject: ImpactSubject;
  readonly total: number;
  /** Versions that use it themselves. */
  readonly direct: number;
  /** Living versions by stage. */
  readonly stages: readonly StageCount[];
  /**
   * The first of them: those in Production, then in stages on the way there, then the nearest and
   * newest.
   */
  readonly versions: readonly ImpactedVersion[];
}

const unlimited = 1_000_000_000;

/**
 * Finds what depends on data (by path, URI, name, `name@version` or the beginning of its digest), on
 * a commit (by the beginning of its hash) or on a version (by a reference or its id).
 *
 * @throws RegistryError `unknown-version`, `unknown-model`, `version-deleted` or `invalid-request`
 */
export async function impact(
  registry: Registry,
  { subject: text, limit = unlimited }: ImpactRequest,
): Promise<Impact> {
  const { subject, versions, from, important } = await subjectOf(registry, text);
  return registry.read((state) => ({
    subject,
    ...state.lineage.dependents(versions, { important, limit, from }),
  }));
}

/**
 * Finds the first versions that depend on something, as `impact` does, in a time that does not grow
 * with what depends on it.
 *
 * @throws RegistryError as `impact` does
 */
export async function firstImpact(
  registry: Registry,
  { subject: text, limit }: Required<ImpactRequest>,
): Promise<FirstDependents & { readonly subject: ImpactSubject }> {
  const { subject, versions, from, important } = await subjectOf(registry, text);
  return registry.read((state) => ({
    subject,
    ...state.lineage.firstDependents(versions, { important, limit, from }),
  }));
}

interface Subject extends Found, Pick<DependentsPage, "from" | "important"> {}

async function subjectOf(registry: Registry, text: string): Promise<Subject> {
  const { policy } = await registry.policy();
  const used = await registry.read((state) => usesOf(state, text));
  const found = used ?? (await versionNamed(registry, text));
  // A version does not depend on itself.
  const from = found.subject.kind === "version" ? 1 : 0;
  return { ...found, from, important: importantStages(policy) };
}

/** Returns Production, then the stages on the way to it. */
export function importantStages(policy: Policy): readonly Stage[] {
  const production = productionStage(policy);
  const trials = policy.stages.flatMap(({ name }) =>
    stageRole(policy, name) === "trial" ? [name] : [],
  );
  return [...(production === undefined ? [] : [production]), ...trials.reverse()];
}

interface Found {
  readonly subject: ImpactSubject;
  readonly versions: VersionSet;
}

/** @throws RegistryError `invalid-request` if the beginning of a hash fits several commits */
function usesOf(state: IndexQueries, text: string): Found | undefined {
  const data = state.lineage.usesOfData(text);
  const commit = /^[0-9a-f]{6,64}$/.test(text) ? state.lineage.usesOfCommit(text) : undefined;
  if (commit?.isAmbiguous === true || (commit && data)) {
    throw new RegistryError({ code: "invalid-request", reason: "hash-ambiguous", text });
  }
  if (data) {
    const { place, contents, versions } = data;
    return { subject: { kind: "dataset", place, contents }, versions };
  }
  return (
    commit && { subject: { kind: "commit", commit: commit.commit }, versions: commit.versions }
  );
}

async function versionNamed(registry: Registry, text: string): Promise<Found> {
  if (!text.includes("@") && !VersionId.safeParse(text).success) {
    throw new RegistryError({ code: "invalid-request", reason: "not-recorded", text });
  }
  const version = await lookUp(registry, { reference: text }, (_state, found) => found);
  return {
    subject: { kind: "version", version: version.id, title: versionTitle(version) },
    versions: versionsWithIds([version.id]),
  };
}
