import type { Command } from "commander";
import { shortestWay } from "../../core/entry-advice.ts";
import type { Stage } from "../../core/ids.ts";
import { requirePolicy } from "../../core/policy-in-force.ts";
import { allowedTargets, type Policy } from "../../core/policy.ts";
import { RegistryError } from "../../core/refusal.ts";
import { classifyMove, productionStage } from "../../core/stage-roles.ts";
import { versionTitle, type Version } from "../../core/version.ts";
import { findVersion } from "../../registry/find-version.ts";
import { previewTransition } from "../../registry/preview-transition.ts";
import type { Registry } from "../../registry/registry.ts";
import { transition } from "../../registry/transition.ts";
import { displacedVersions, eventDocument, versionDocument } from "../documents.ts";
import { CliError, exitCodes } from "../failure.ts";
import { gateDocuments, gateLines } from "../gate-lines.ts";
import { hookLines } from "../hook-lines.ts";
import { addCommand, referenceHelp } from "../options.ts";
import type { Output } from "../output.ts";
import { stageOf, versionOf } from "../references.ts";
import { run, type Session } from "../run.ts";

interface PromoteOptions {
  readonly to?: string;
  readonly reason?: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** `model-registry promote` */
export function addPromote(program: Command): void {
  addCommand(program, "promote", {
    summary: "Move a version to another stage. A version that it replaces there is archived.",
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
    )
    .option("--reason <text>", "why, kept in the history")
    .option("--force", "go on although checks fail, if the policy lets you; needs a reason", false)
    .option("--dry-run", "only list the checks; exit code 1 if it would be refused", false)
    .action((reference: string, options: PromoteOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const version = await versionOf({ registry, output }, reference);
        const to = await (options.to === undefined
          ? nextStage(registry, version)
          : stageOf(registry, options.to));
        if (options.dryRun) await preview(registry, output, version, to);
        else await promote({ registry, output, task }, version, to, options);
      }),
    );
}

async function promote(
  { registry, output, task }: Session,
  { id }: Version,
  to: Stage,
  { reason, force }: PromoteOptions,
): Promise<void> {
  const request = { version: id, to, force, ...(reason !== undefined && { reason }) };
  const event = await transition(registry, request, task).catch(async (error: unknown) => {
    if (error instanceof RegistryError && error.refusal.code === "gates-failed") {
      const { checks } = await previewTransition(registry, { version: id, to });
      for (const line of gateLines(checks)) output.note(line);
    }
    throw error;
  });
  const { from, to: stage, displaces, gates = [], forced = false } = event.data;
  const hooks = event.hooks ?? [];
  const version = await findVersion(registry, { reference: id });
  const displaced = await displacedVersions(registry, displaces);
  output.done(
    {
      version: versionDocument(version),
      from,
      to: stage,
      displaced: displaced.map(versionDocument),
      checks: gateDocuments(gates),
      forced,
      ...(hooks.length > 0 && { hooks }),
      event: eventDocument(event),
    },
    [
      `${versionTitle(version)}: ${from} → ${stage}${forced ? ", forced" : ""}`,
      ...gateLines(gates),
      ...displaced.map((other) => `${versionTitle(other)}: ${stage} → ${other.stage}`),
      ...hookLines(hooks),
    ],
  );
}

/** @throws RegistryError what `promote` would be refused with */
async function preview(
  registry: Registry,
  output: Output,
  version: Version,
  to: Stage,
): Promise<void> {
  const found = await previewTransition(registry, { version: version.id, to });
  if (found.obstacle) throw new RegistryError(found.obstacle);
  const { checks, passes, mayForce, displaces } = found;
  output.answer(
    {
      version: versionDocument(version),
      to,
      passes,
      mayForce,
      checks: gateDocuments(checks),
      displaced: displaces.map(versionDocument),
    },
    [
      `${versionTitle(version)}: ${version.stage} → ${to} ${passes ? "would pass" : "would be refused"}`,
      ...gateLines(checks),
    ],
  );
  if (!passes) process.exitCode = exitCodes.refused;
}

/** Returns Production if the policy allows it from here, else the one stage that is a promotion. */
async function nextStage(
  registry: Registry,
  version: Pick<Version, "model" | "number" | "stage">,
): Promise<Stage> {
  const policy = requirePolicy(await registry.policy());
  const targets = allowedTargets(policy, version.stage);
  const onward = towardsProduction(policy, version.stage, targets);
  const [only] = onward;
  if (only !== undefined && onward.length === 1) return only;
  throw new CliError({
    code: "invalid-request",
    message: `Can't promote ${versionTitle(version)}: which stage comes after ${version.stage} is not clear.`,
    wayOut:
      targets.length === 0
        ? `No stage can be reached from ${version.stage}; only a rollback brings the version back.`
        : targets.length === 1
          ? `Add --to ${targets.join()} if it shall go there.`
          : `Choose one with --to: ${targets.join(" or ")}.`,
    details: { from: version.stage, allowed: targets },
  });
}

/**
 * Returns the targets of promotions that are nearest to Production; of a policy without a way to it,
 * all of them.
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
