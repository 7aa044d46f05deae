import type { Command } from "commander";
import type { Stage } from "../../../core/model/ids.ts";
import type { NextMoves } from "../../../core/model/policy/next-move.ts";
import type { Policy } from "../../../core/model/policy.ts";
import { requirePolicy } from "../../../core/policy/policy-in-force.ts";
import { archiveStage, rejectionStages } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionReference, versionTitle, type Version } from "../../../core/state/version.ts";
import { findNextMoves } from "../../../registry/lifecycle/next-moves.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { versionOf } from "../../references.ts";
import { run } from "../../run.ts";
import { addMoveOptions, moveVersion, type MoveOptions } from "./move-version.ts";

/** Defines `model-registry archive`. */
export function defineArchive(command: Command): void {
  addHelp(command, {
    more: "That is the policy's archive stage, Archived unless the policy says otherwise.",
    examples: ['archive fraud-detection@3 --reason "replaced by 5"'],
  });
  addStageCommand(command, archiveTarget);
}

/** Defines `model-registry reject`. */
export function defineReject(command: Command): void {
  addHelp(command, {
    more: "It is Rejected unless the policy says otherwise.",
    examples: ['reject fraud-detection@4 --reason "leaks the label"'],
  });
  addStageCommand(command, rejectionTarget);
}

function addStageCommand(
  command: Command,
  targetOf: (policy: Policy, version: Version, next: NextMoves) => Stage,
): void {
  addMoveOptions(command.argument("<reference>", referenceHelp)).action(
    (reference: string, options: MoveOptions, command: Command) =>
      run(command, async (session) => {
        const version = await versionOf(session, reference);
        const policy = requirePolicy(await session.registry.policy());
        const next = await findNextMoves(session.registry, { version: version.id });
        await moveVersion(session, version, targetOf(policy, version, next), options);
      }),
  );
}

function archiveTarget(policy: Policy, version: Version, moves: NextMoves): Stage {
  const stage = archiveStage(policy);
  if (stage !== undefined) return stage;
  throw new RegistryError({
    code: "invalid-request",
    reason: "no-archive-stage",
    title: versionTitle(version),
    moves,
  });
}

/** Returns the stage of rejected versions, of several the one that can be reached. */
function rejectionTarget(policy: Policy, version: Version, next: NextMoves): Stage {
  const stages = rejectionStages(policy);
  if (stages.includes(version.stage)) return version.stage;
  const title = versionTitle(version);
  const reached = next.moves.filter(({ to }) => stages.includes(to));
  if (reached.length > 1) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "rejection-unclear",
      title,
      reference: versionReference(version),
      targets: reached.flatMap(({ to, needs }) => (needs === undefined ? [to] : [])),
      moves: next,
    });
  }
  // One that can't be reached is refused with those that can.
  const target = reached[0]?.to ?? stages[0];
  if (target !== undefined) return target;
  throw new RegistryError({
    code: "invalid-request",
    reason: "no-rejection-stage",
    title,
    moves: next,
  });
}
