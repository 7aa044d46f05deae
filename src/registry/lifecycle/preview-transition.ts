import { moveObstacle } from "../../core/lifecycle/decide-transition.ts";
import { checkStageGates, mayForce } from "../../core/lifecycle/stage-gate.ts";
import type { Stage, VersionId } from "../../core/model/ids.ts";
import type { GateCheck } from "../../core/model/policy/gate-check.ts";
import { retirementStage, stageRule } from "../../core/model/policy.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import type { ApprovalRequest } from "../../core/state/approval.ts";
import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { bytesObstacle } from "../retrieval/require-bytes.ts";
import { requireVersion } from "../versions/describe-version.ts";

/** Preview of moving a version to a stage now. */
export interface TransitionPreview {
  readonly version: Version;
  readonly to: Stage;
  /** Reason why the stages don't admit it, or what is missing of its bytes; then there are no checks. */
  readonly obstacle?: Refusal;
  /** Checks of the gates and their results, for the current user. */
  readonly checks: readonly GateCheck[];
  readonly passes: boolean;
  /** The policy lets who asks go on although gates fail. */
  readonly mayForce: boolean;
  /** True if the gates require approvals that have not been requested yet. */
  readonly mayRequestApproval: boolean;
  readonly request?: ApprovalRequest;
  /** Versions that would have to leave, and where to. */
  readonly displaces: readonly Version[];
  readonly displacedTo: Stage;
}

/** @throws RegistryError `unknown-version` or `invalid-policy` */
export async function previewTransition(
  registry: Registry,
  { version: id, to }: { readonly version: VersionId; readonly to: Stage },
): Promise<TransitionPreview> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  const rule = stageRule(policy, to);
  // A version that is archived may go without its bytes.
  const lack = rule?.retires ? undefined : await bytesObstacle(registry, id);
  return registry.read((state) => {
    const version = requireVersion(state, id);
    const obstacle = moveObstacle(state, policy, version, to, actor) ?? lack;
    const checks = obstacle ? [] : checkStageGates(state, policy, version, to, actor);
    const request = state.openRequest(id, to);
    return {
      version,
      to,
      ...(obstacle && { obstacle }),
      checks,
      passes: !obstacle && checks.every(({ passed }) => passed),
      mayForce:
        mayForce(rule?.gates, actor) &&
        !checks.some(({ rule: kind, passed }) => kind === "promoter" && !passed),
      mayRequestApproval: rule?.gates?.approvals !== undefined && !obstacle && !request,
      ...(request && { request }),
      displaces: rule?.exclusive && !obstacle ? state.holders(version.model, to) : [],
      displacedTo: retirementStage(policy),
    };
  });
}
