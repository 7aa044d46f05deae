import type { StageRolledBack, Stamped, VersionTransitioned } from "../events/event.ts";
import { checkStageGates, separateRights } from "../lifecycle/stage-gate.ts";
import type { GateCheck } from "../model/policy/gate-check.ts";
import type { Policy } from "../model/policy.ts";
import type { MergeConflict } from "../state/merge-conflict.ts";
import type { RegistryState } from "../state/registry-state.ts";

/** An event that brought a version to a stage of its own accord. */
export type StageEntry = Stamped<VersionTransitioned> | Stamped<StageRolledBack>;

/**
 * Compares how a version came to the stage that it is in with the policy in force here: it is a
 * conflict if another policy decided it, and if gates of this one fail that it did not go through.
 * A gate counts as gone through if the event records it with the same requirement. A policy that
 * was written after the event was no policy to go by then.
 */
export function otherPolicyConflict(
  state: RegistryState,
  policy: Policy,
  event: StageEntry,
): Extract<MergeConflict, { kind: "other-policy" }> | undefined {
  const { version: id, from, policy: decidedBy, gates: recorded = [] } = event.data;
  const stage = event.type === "stage.rolled-back" ? event.data.stage : event.data.to;
  const version = state.version(id);
  // Old releases did not record the policy.
  if (decidedBy === undefined || decidedBy === policy.digest) return undefined;
  if (policy.writtenAt !== undefined && policy.writtenAt > event.at) return undefined;
  if (version?.stage !== stage || version.stageSince !== event.at) return undefined;
  const checks = checkStageGates(state, policy, version, stage, promoter(state, event));
  // A rollback continues although other gates fail.
  const needed = event.type === "stage.rolled-back" ? separateRights(checks).rights : checks;
  const lacking = needed.filter(
    (check) => !check.passed && !recorded.some((known) => isSameGate(known, check)),
  );
  if (lacking.length === 0) return undefined;
  const gates = lacking.map(({ subject, required }) => ({ subject, required }));
  return { event: event.id, version: id, kind: "other-policy", from, stage, gates };
}

/** Returns who counts as the one who promotes: of a request for approval, who made it. */
function promoter(state: RegistryState, { actor, ...event }: StageEntry): StageEntry["actor"] {
  if (event.type !== "version.transitioned" || event.data.request === undefined) return actor;
  return state.approvalRequest(event.data.request)?.requestedBy ?? actor;
}

function isSameGate(a: GateCheck, b: GateCheck): boolean {
  return a.rule === b.rule && a.subject === b.subject && a.required === b.required;
}
