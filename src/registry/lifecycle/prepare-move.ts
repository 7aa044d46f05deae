import { nextMoves } from "../../core/lifecycle/next-moves.ts";
import type { Stage, VersionId } from "../../core/model/ids.ts";
import type { NextMoves } from "../../core/model/policy/next-move.ts";
import { allowedTargets, type Policy } from "../../core/model/policy.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import {
  archiveStage,
  classifyMove,
  rejectionStages,
  type MoveKind,
} from "../../core/policy/stage-roles.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { hookStatus, type HookStatus } from "../hooks/allow-hooks.ts";
import type { Registry } from "../registry.ts";
import { requireVersion } from "../versions/describe-version.ts";
import { previewTransition, type TransitionPreview } from "./preview-transition.ts";

/** All that a dialogue about a move shows until its stage is chosen. */
export interface PreparedMove {
  readonly policy: Policy;
  /** Stages that the version can go to. */
  readonly moves: NextMoves;
  readonly hooks: HookStatus;
  /** Preview of the move to the stage that was named, if the policy has it. */
  readonly preview?: TransitionPreview;
}

/**
 * Reads in one go what a dialogue about a move shows.
 *
 * @param to name of the stage that is meant; absent if it is asked for
 * @throws RegistryError `unknown-version` or `invalid-policy`
 */
export async function prepareMove(
  registry: Registry,
  { version: id, to }: { readonly version: VersionId; readonly to?: string },
): Promise<PreparedMove> {
  const [inForce, actor] = await Promise.all([registry.policy(), registry.actor()]);
  const policy = requirePolicy(inForce);
  const named = policy.stages.find(({ name }) => name === to)?.name;
  const [hooks, moves, preview] = await Promise.all([
    hookStatus(registry, {}),
    registry.read((state) => nextMoves(state, policy, requireVersion(state, id), actor)),
    named === undefined ? undefined : previewTransition(registry, { version: id, to: named }),
  ]);
  return { policy, moves, hooks, ...(preview && { preview }) };
}

/** Moves that archive or reject versions. */
export type EndingKind = Extract<MoveKind, "archiving" | "rejection">;

/** A version to archive or to reject. */
export interface EndingPlan {
  readonly version: Version;
  /** Stages to which the policy lets it be moved in this way; empty with an obstacle. */
  readonly stages: readonly Stage[];
  /** Preview of the move to the first of them. */
  readonly preview?: TransitionPreview;
  /** Reason why there is no such stage. */
  readonly obstacle?: Refusal;
}

/** All that a dialogue about archiving or rejecting versions shows. */
export interface PreparedEndings {
  readonly policy: Policy;
  readonly hooks: HookStatus;
  /** In the order of the versions. */
  readonly plans: readonly EndingPlan[];
}

/**
 * Reads in one go what a dialogue about archiving or rejecting versions shows.
 *
 * @throws RegistryError `unknown-version` or `invalid-policy`
 */
export async function prepareEndings(
  registry: Registry,
  { versions, kind }: { readonly versions: readonly VersionId[]; readonly kind: EndingKind },
): Promise<PreparedEndings> {
  const policy = requirePolicy(await registry.policy());
  const plans: EndingPlan[] = [];
  for (const id of versions) plans.push(await planEnding(registry, policy, id, kind));
  return { policy, hooks: await hookStatus(registry, {}), plans };
}

async function planEnding(
  registry: Registry,
  policy: Policy,
  id: VersionId,
  kind: EndingKind,
): Promise<EndingPlan> {
  const version = await registry.read((state) => requireVersion(state, id));
  const stages = allowedTargets(policy, version.stage).filter(
    (to) => classifyMove(policy, version.stage, to) === kind,
  );
  const [first] = stages;
  if (first === undefined) {
    const obstacle = await obstacleTo(registry, policy, version, kind);
    return { version, stages, obstacle };
  }
  return {
    version,
    stages,
    preview: await previewTransition(registry, { version: id, to: first }),
  };
}

async function obstacleTo(
  registry: Registry,
  policy: Policy,
  version: Version,
  kind: EndingKind,
): Promise<Refusal> {
  const to = kind === "archiving" ? archiveStage(policy) : rejectionStages(policy)[0];
  const preview = to && (await previewTransition(registry, { version: version.id, to }));
  if (preview?.obstacle) return preview.obstacle;
  const actor = await registry.actor();
  const moves = await registry.read((state) => nextMoves(state, policy, version, actor));
  const reason = kind === "archiving" ? "no-archive-stage" : "no-rejection-stage";
  return { code: "invalid-request", reason, title: versionTitle(version), moves };
}
