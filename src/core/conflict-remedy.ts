import { commandText } from "./command-text.ts";
import type { Stage, VersionId } from "./ids.ts";
import type { Alias } from "./markings.ts";
import type { MergeConflict } from "./merge-conflict.ts";
import { allowedTargets, type Policy } from "./policy.ts";
import { protection } from "./protection.ts";
import type { RegistryState } from "./registry-state.ts";
import { versionReference, type Version } from "./version.ts";

const program = "model-registry";

/**
 * Returns the command line that gives a conflict the other outcome; undefined where that is the case
 * already, or where no single command does it now.
 */
export function conflictRemedy(
  state: RegistryState,
  policy: Policy,
  conflict: MergeConflict,
): string | undefined {
  const version = state.version(conflict.version);
  if (!version) return undefined;
  switch (conflict.kind) {
    case "no-effect":
      return conflict.why === "in-use" ? deletion(state, policy, version) : undefined;
    case "deletion-undone":
      return deletion(state, policy, version);
    case "unexpected-stage":
      return moveBack(policy, version, conflict.found);
    case "stage-taken-over":
      return comeBack(state, version, conflict.other, conflict.stage);
    case "alias-moved":
      return pointBack(state, version, conflict.other, conflict.alias);
    case "number-moved":
    case "label-taken":
      return undefined;
  }
}

function deletion(state: RegistryState, policy: Policy, version: Version): string | undefined {
  const use = { requested: state.requestedStage(version.id), children: state.children(version.id) };
  if (protection(policy, version, use)) return undefined;
  return commandText([program, "delete", versionReference(version), "--reason", "…"]);
}

function moveBack(policy: Policy, version: Version, stage: Stage): string | undefined {
  if (version.stage === stage || !allowedTargets(policy, version.stage).includes(stage)) {
    return undefined;
  }
  return commandText([program, "promote", versionReference(version), "--to", stage]);
}

function comeBack(
  state: RegistryState,
  version: Version,
  other: VersionId,
  stage: Stage,
): string | undefined {
  const former = state.formerHolders(version.model, stage).find(({ id }) => id === other);
  if (version.stage !== stage || !former) return undefined;
  const words = ["rollback", version.model, "--stage", stage, "--to", String(former.number)];
  return commandText([program, ...words, "--reason", "…"]);
}

function pointBack(
  state: RegistryState,
  { model }: Version,
  id: VersionId,
  alias: Alias,
): string | undefined {
  const other = state.version(id);
  if (!other || state.aliased(model, alias)?.id === id) return undefined;
  return commandText([program, "alias", versionReference(other), alias]);
}
