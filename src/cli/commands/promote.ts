import type { Command } from "commander";
import type { Stage } from "../../core/ids.ts";
import { requirePolicy } from "../../core/policy-in-force.ts";
import { allowedTargets, productionStage } from "../../core/policy.ts";
import { versionTitle, type Version } from "../../core/version.ts";
import { findVersion } from "../../registry/find-version.ts";
import type { Registry } from "../../registry/registry.ts";
import { transition } from "../../registry/transition.ts";
import { displacedVersions, eventDocument, versionDocument } from "../documents.ts";
import { CliError } from "../failure.ts";
import { addCommand } from "../options.ts";
import { stageOf } from "../references.ts";
import { run } from "../run.ts";

interface PromoteOptions {
  readonly to?: string;
  readonly reason?: string;
}

/** `model-registry promote` */
export function addPromote(program: Command): void {
  addCommand(program, "promote", {
    summary: "Move a version to another stage. A version that it replaces there is archived.",
    examples: [
      "promote fraud-detection@5 --to Staging",
      'promote fraud-detection@Staging --to Production --reason "beats 4 on the holdout"',
    ],
  })
    .argument("<reference>", "name@version, name@stage or name@latest")
    .option(
      "--to <stage>",
      "the stage (default: Production, else the one stage before it, as the policy allows)",
    )
    .option("--reason <text>", "why, kept in the history")
    .action((reference: string, { to, reason }: PromoteOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const { id, ...before } = await findVersion(registry, { reference });
        const event = await transition(registry, {
          version: id,
          to: await (to === undefined ? nextStage(registry, before) : stageOf(registry, to)),
          ...(reason !== undefined && { reason }),
        });
        const { from, to: stage, displaces } = event.data;
        const version = await findVersion(registry, { reference: id });
        const displaced = await displacedVersions(registry, displaces);
        output.done(
          {
            version: versionDocument(version),
            from,
            to: stage,
            displaced: displaced.map(versionDocument),
            event: eventDocument(event),
          },
          [
            `${versionTitle(version)}: ${from} → ${stage}`,
            ...displaced.map((other) => `${versionTitle(other)}: ${stage} → ${other.stage}`),
          ],
        );
      }),
    );
}

/** Production if the policy allows it from here, else the one stage from which it does. */
async function nextStage(
  registry: Registry,
  version: Pick<Version, "model" | "number" | "stage">,
): Promise<Stage> {
  const policy = requirePolicy(await registry.policy());
  const targets = allowedTargets(policy, version.stage);
  if (targets.includes(productionStage)) return productionStage;
  const before = targets.filter((stage) => allowedTargets(policy, stage).includes(productionStage));
  const [only] = before;
  if (only !== undefined && before.length === 1) return only;
  throw new CliError({
    code: "invalid-request",
    message: `Can't promote ${versionTitle(version)}: which stage comes after ${version.stage} is not clear.`,
    wayOut:
      targets.length > 0
        ? `Choose one with --to: ${targets.join(" or ")}.`
        : `No stage can be reached from ${version.stage}; only a rollback brings the version back.`,
    details: { from: version.stage, allowed: targets },
  });
}
