import { checkStageGates } from "../../core/lifecycle/stage-gate.ts";
import type { NamedParent } from "../../core/model/data/parent.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import type { StageChecks } from "../../core/reports/comparison-facts.ts";
import type { RegistryState } from "../../core/state/registry-state.ts";
import { versionTitle, type Version, type VersionDetail } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "./describe-version.ts";
import { namedParents } from "./named-parents.ts";

/** Everything about a version that a comparison shows. */
export interface ComparedVersion extends VersionDetail {
  /** Versions and models that it was made from, under the names that people use. */
  readonly madeFrom: readonly NamedParent[];
  /** For each stage that has gates. */
  readonly gates: readonly StageChecks[];
}

/** Versions to compare, in the order asked. */
export interface ComparedVersions {
  readonly versions: readonly ComparedVersion[];
  /** Titles of those that were deleted, and are left out. */
  readonly deleted: readonly string[];
}

/**
 * Returns what a comparison is made of. Versions that were deleted are left out and named; a version
 * that is named twice stands twice.
 *
 * @throws RegistryError `unknown-version`
 */
export async function comparedVersions(
  registry: Registry,
  request: { readonly versions: readonly VersionId[] },
): Promise<ComparedVersions> {
  const { policy, problem } = await registry.policy();
  return registry.read((state) => ({
    versions: request.versions
      .filter((id) => !state.deletedVersion(id))
      .map((id) => {
        const detail = requireDetail(state, id);
        return {
          ...detail,
          madeFrom: namedParents(state, detail.registration.parents),
          gates: problem ? [] : gatesOf(state, policy, detail),
        };
      }),
    deleted: request.versions.flatMap((id) => {
      const deleted = state.deletedVersion(id);
      return deleted ? [versionTitle(deleted)] : [];
    }),
  }));
}

/** Nobody is about to move a version, so who may do it is left out. */
const nobody = { name: "nobody" };

function gatesOf(state: RegistryState, policy: Policy, version: Version): readonly StageChecks[] {
  return policy.stages.flatMap(({ name }) => {
    const checks = checkStageGates(state, policy, version, name, nobody);
    const kept = checks.filter(({ rule }) => rule !== "promoter");
    return kept.length > 0 ? [{ stage: name, checks: kept }] : [];
  });
}
