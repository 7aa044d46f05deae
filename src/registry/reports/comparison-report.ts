import { basename } from "node:path";
import { checkStageGates } from "../../core/lifecycle/stage-gate.ts";
import type { MetricDirection } from "../../core/metrics/metric-direction.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { Actor } from "../../core/model/recipe.ts";
import { requirePolicy, type PolicyInForce } from "../../core/policy/policy-in-force.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { ComparisonReport, GateResults } from "../../core/reports/comparison-report.ts";
import { compareVersions } from "../../core/reports/comparison.ts";
import { inEnglish } from "../../core/text/language.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import { requireVersion } from "../versions/describe-version.ts";
import { now } from "./now.ts";
import { reportedVersion } from "./reported-version.ts";

/** Versions to compare in a report. */
export interface ComparisonRequest {
  /** At least one. */
  readonly versions: readonly VersionId[];
  /** The one that changes are measured against; the first if absent. */
  readonly baseline?: VersionId | undefined;
  /** Directions that a person chose, by metric key. */
  readonly directions?: Readonly<Record<string, MetricDirection>> | undefined;
}

/** Gates that are asked of a promotion, not of a version: who promotes and who approved. */
const ofPeople: ReadonlySet<string> = new Set(["promoter", "approvals"]);

/** More versions than this make no report that anybody reads. */
const mostVersions = 200;

/** @throws RegistryError `unknown-version`, `version-deleted` or `invalid-request` */
export async function comparisonReport(
  registry: Registry,
  { versions: ids, baseline: chosen, directions = {} }: ComparisonRequest,
): Promise<ComparisonReport> {
  if (ids.length === 0 || ids.length > mostVersions) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "too-many-compared",
      most: mostVersions,
      given: ids.length,
    });
  }
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  return registry.read((state) =>
    inEnglish(() => {
      const versions = ids.map((id) => reportedVersion(state, id));
      const baseline = Math.max(
        0,
        versions.findIndex(({ id }) => id === chosen),
      );
      const gates = gateResults(state, inForce, actor, ids);
      return {
        madeAt: now(),
        folder: basename(registry.folder),
        versions,
        baseline,
        comparison: compareVersions(versions, { baseline, directions }),
        ...(gates && { gates }),
      };
    }),
  );
}

/**
 * Returns what the gates of the stage of the versions in use say of each version now; undefined if
 * it has none, or the policy is invalid.
 */
function gateResults(
  state: IndexQueries,
  inForce: PolicyInForce,
  actor: Actor,
  ids: readonly VersionId[],
): GateResults | undefined {
  if (inForce.problem) return undefined;
  const policy = requirePolicy(inForce);
  const stage = productionStage(policy);
  if (stage === undefined) return undefined;
  const checks = ids.map((id) => {
    const version = requireVersion(state, id);
    // A version that is in the stage is what others are measured by.
    const isIn = version.stage === stage;
    return checkStageGates(state, policy, version, stage, actor).filter(
      ({ rule }) => !ofPeople.has(rule) && !(isIn && rule === "regression"),
    );
  });
  return checks.some((list) => list.length > 0) ? { stage, checks } : undefined;
}
