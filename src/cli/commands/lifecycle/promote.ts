import type { Command } from "commander";
import { shortestWay } from "../../../core/lifecycle/entry-advice.ts";
import type { Stage } from "../../../core/model/ids.ts";
import { allowedTargets, type Policy } from "../../../core/model/policy.ts";
import { requirePolicy } from "../../../core/policy/policy-in-force.ts";
import { classifyMove, productionStage } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import { findNextMoves } from "../../../registry/lifecycle/next-moves.ts";
import type { Registry } from "../../../registry/registry.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { stageOf, versionOf } from "../../references.ts";
import { run } from "../../run.ts";
import { addMoveOptions, moveVersion, type MoveOptions } from "./move-version.ts";

interface PromoteOptions extends MoveOptions {
  readonly to?: string;
}

/** Defines `model-registry promote`. */
export function definePromote(command: Command): void {
  addHelp(command, {
    more: "What the policy demands of the stage is checked and listed.",
    examples: [
      "promote fraud-detection@5 --to Staging",
      'promote fraud-detection@Staging --to Production --reason "beats 4 on the holdout"',
      "promote fraud-detection@5 --to Production --dry-run",
      'promote fraud-detection@5 --force --reason "4 is down, approvals will follow"',
    ],
  })
    .argument("<reference>", referenceHelp)
    .option(
      "--to <stage>",
      "the stage (default: Production, or the next one on the way to it, as the policy allows)",
    );
  addMoveOptions(command).action((reference: string, options: PromoteOptions, command: Command) =>
    run(command, async (session) => {
      const { registry } = session;
      const version = await versionOf(session, reference);
      const to = await (options.to === undefined
        ? nextStage(registry, version)
        : stageOf(registry, options.to));
      await moveVersion(session, version, to, options);
    }),
  );
}

/** Returns Production if the policy allows it from here, else the one stage that is a promotion. */
async function nextStage(
  registry: Registry,
  version: Pick<Version, "id" | "model" | "number" | "stage">,
): Promise<Stage> {
  const policy = requirePolicy(await registry.policy());
  const targets = allowedTargets(policy, version.stage);
  const onward = towardsProduction(policy, version.stage, targets);
  const [only] = onward;
  if (only !== undefined && onward.length === 1) return only;
  const next = await findNextMoves(registry, { version: version.id });
  const { moves } = next;
  const [first] = moves;
  const isOnly = moves.length === 1 && first?.needs === undefined;
  throw new RegistryError({
    code: "invalid-request",
    reason: "promotion-unclear",
    title: versionTitle(version),
    from: version.stage,
    allowed: targets,
    isChoice: moves.length > 1,
    moves: next,
    ...(isOnly && first && { only: first.to }),
  });
}

/**
 * Returns the targets of promotions that are nearest to Production; of a policy without a way to
 * it, all of them.
 */
function towardsProduction(
  policy: Policy,
  from: Stage,
  targets: readonly Stage[],
): readonly Stage[] {
  const production = productionStage(policy);
  const onward = targets.filter((to) => classifyMove(policy, from, to) === "promotion");
  const distances = onward.map((stage) =>
    production === undefined
      ? Infinity
      : (shortestWay(policy, stage, production)?.length ?? Infinity),
  );
  const nearest = Math.min(...distances);
  return onward.filter((_stage, index) => distances[index] === nearest);
}
