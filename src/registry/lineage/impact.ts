import {
  impactOf,
  impactedStages,
  type ImpactSubject,
  type ImpactedVersion,
} from "../../core/lineage/impact.ts";
import { VersionId, type Stage } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { productionStage, stageRole } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { versionTitle } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import { lookUp } from "../retrieval/resolve.ts";

/** The versions that depend on something, directly or through parents. */
export interface Impact {
  readonly subject: ImpactSubject;
  /** Those in Production first, then in stages on the way there, then the nearest and newest. */
  readonly versions: readonly ImpactedVersion[];
  readonly stages: readonly { readonly stage: Stage; readonly count: number }[];
  /** Versions that use it themselves. */
  readonly direct: number;
}

/**
 * Finds what depends on data (by path, URI, name, `name@version` or the beginning of its digest), on
 * a commit (by the beginning of its hash) or on a version (by a reference or its id).
 *
 * @throws RegistryError `unknown-version`, `unknown-model`, `version-deleted` or `invalid-request`
 */
export async function impact(
  registry: Registry,
  { subject: text }: { readonly subject: string },
): Promise<Impact> {
  const { policy } = await registry.policy();
  const used = await registry.read((state) => usesOf(state, text));
  const found = used ?? (await versionNamed(registry, text));
  return registry.read((state) => {
    const reached = state.lineage.reached(found.direct, "down");
    const derivations = state.lineage.derivations(found.direct, "down");
    const all = impactOf(found.direct, reached, derivations, importantStages(policy));
    const { subject } = found;
    // A version does not depend on itself.
    const versions =
      subject.kind === "version" ? all.filter(({ id }) => id !== subject.version) : all;
    const steps = subject.kind === "version" ? 1 : 0;
    const direct = versions.filter((version) => version.steps === steps).length;
    return { subject, versions, stages: impactedStages(versions), direct };
  });
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
  readonly direct: ReadonlySet<VersionId>;
}

/** @throws RegistryError `invalid-request` if the beginning of a hash fits several commits */
function usesOf(state: IndexQueries, text: string): Found | undefined {
  const uses = state.lineage.usesOfData(text);
  const commits = /^[0-9a-f]{6,64}$/.test(text) ? state.lineage.versionsOfCommit(text) : [];
  const names = new Set(commits.map(({ commit }) => commit));
  if (names.size + (uses.length > 0 ? 1 : 0) > 1) {
    throw new RegistryError({ code: "invalid-request", reason: "hash-ambiguous", text });
  }
  const [first] = uses;
  if (first) {
    const contents = new Set(uses.flatMap(({ content }) => content ?? []));
    return {
      subject: { kind: "dataset", place: first.place, contents: [...contents] },
      direct: new Set(uses.map(({ id }) => id)),
    };
  }
  const [commit] = names;
  if (commit === undefined) return undefined;
  return { subject: { kind: "commit", commit }, direct: new Set(commits.map(({ id }) => id)) };
}

async function versionNamed(registry: Registry, text: string): Promise<Found> {
  if (!text.includes("@") && !VersionId.safeParse(text).success) {
    throw new RegistryError({ code: "invalid-request", reason: "not-recorded", text });
  }
  const version = await lookUp(registry, { reference: text }, (_state, found) => found);
  return {
    subject: { kind: "version", version: version.id, title: versionTitle(version) },
    direct: new Set([version.id]),
  };
}
