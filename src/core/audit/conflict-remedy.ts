import { decideAlias } from "../annotations/decide-marking.ts";
import { rollbackCandidates } from "../lifecycle/decide-rollback.ts";
import { moveObstacle } from "../lifecycle/decide-transition.ts";
import { checkStageGates, separateRights } from "../lifecycle/stage-gate.ts";
import type { Stage, VersionId } from "../model/ids.ts";
import type { Alias } from "../model/markings.ts";
import { retirementStage, stageRule, type Policy } from "../model/policy.ts";
import { protection } from "../retention/protection.ts";
import type { ConflictRemedy, MergeConflict } from "../state/merge-conflict.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionReference, versionTitle, type Version } from "../state/version.ts";

/**
 * Returns the action that gives a conflict the other outcome. It is one that the policy
 * allows now, to whom it lets do so; undefined where there is none, and once something has happened
 * since to what the conflict is about.
 */
export function conflictRemedy(
  state: RegistryState,
  policy: Policy,
  conflict: MergeConflict,
): ConflictRemedy | undefined {
  const version = state.version(conflict.version);
  if (!version) return undefined;
  switch (conflict.kind) {
    case "no-effect":
      return conflict.why === "in-use" ? deletion(state, policy, version) : undefined;
    case "deletion-undone":
      return deletion(state, policy, version);
    case "unexpected-stage":
    case "stage-taken-over":
      return stageRemedy(state, policy, version, conflict);
    case "alias-moved":
      return pointBack(state, policy, version, conflict.other, conflict.alias);
    case "other-policy":
      return (
        move(state, policy, version, conflict.from) ??
        comeBack(state, policy, version) ??
        move(state, policy, version, retirementStage(policy))
      );
    case "number-moved":
    case "label-taken":
    case "test-renamed":
      return undefined;
  }
}

type StageConflict = Extract<MergeConflict, { kind: "unexpected-stage" | "stage-taken-over" }>;

function stageRemedy(
  state: RegistryState,
  policy: Policy,
  version: Version,
  conflict: StageConflict,
): ConflictRemedy | undefined {
  if (version.stageSince !== conflict.at) return undefined;
  return conflict.kind === "unexpected-stage"
    ? move(state, policy, version, conflict.found)
    : comeBack(state, policy, version, conflict.other);
}

function deletion(
  state: RegistryState,
  policy: Policy,
  version: Version,
): ConflictRemedy | undefined {
  const use = {
    requested: state.requestedStage(version.id),
    tested: state.abTests.runningOf(version.id)[0]?.name,
    children: state.children(version.id),
  };
  if (protection(policy, version, use)) return undefined;
  return { kind: "delete", ...named(version) };
}

/** Returns the action that moves a version to another stage, if its gates let it in. */
function move(
  state: RegistryState,
  policy: Policy,
  version: Version,
  to: Stage,
): ConflictRemedy | undefined {
  if (moveObstacle(state, policy, version, to, undefined)) return undefined;
  // Who acts is not known: rights are not looked at.
  const checks = checkStageGates(state, policy, version, to, version.registeredBy);
  if (separateRights(checks).qualities.some(({ passed }) => !passed)) return undefined;
  return { kind: "move", ...named(version), to };
}

/**
 * Returns the action that rolls the stage of a version back to another one, or to the one that
 * left it last.
 */
function comeBack(
  state: RegistryState,
  policy: Policy,
  { model, stage }: Version,
  other?: VersionId,
): ConflictRemedy | undefined {
  if (!stageRule(policy, stage)?.exclusive) return undefined;
  const candidates = rollbackCandidates(state, model, stage);
  const former = other === undefined ? candidates[0] : candidates.find(({ id }) => id === other);
  if (!former) return undefined;
  return { kind: "roll-back", model, stage, number: former.number };
}

/**
 * Returns the action that points the alias to another version again, if it still points where the
 * conflict left it.
 */
function pointBack(
  state: RegistryState,
  policy: Policy,
  version: Version,
  id: VersionId,
  alias: Alias,
): ConflictRemedy | undefined {
  const other = state.version(id);
  if (!other || state.aliased(version.model, alias)?.id !== version.id) return undefined;
  if (!decideAlias(state, policy, { version: id, alias }).accepted) return undefined;
  return { kind: "set-alias", ...named(other), alias };
}

function named(version: Version): { readonly reference: string; readonly title: string } {
  return { reference: versionReference(version), title: versionTitle(version) };
}
