import type { Command } from "commander";
import { usualCandidate } from "../../../core/lifecycle/decide-rollback.ts";
import { EventId, type ModelName, type Stage, type VersionId } from "../../../core/model/ids.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionReference, versionTitle } from "../../../core/state/version.ts";
import { rollBack } from "../../../registry/lifecycle/roll-back.ts";
import { rollbackTargets } from "../../../registry/lifecycle/rollback-targets.ts";
import type { Registry } from "../../../registry/registry.ts";
import { findVersion } from "../../../registry/retrieval/find-version.ts";
import { addHelp } from "../../options.ts";
import { modelOf, productionOr, versionOf } from "../../references.ts";
import { displacedVersions, eventDocument, versionDocument } from "../../report/documents.ts";
import { gateDocuments, gateLines } from "../../report/gate-lines.ts";
import { hookLines } from "../../report/hook-lines.ts";
import { noteIfUnshared } from "../../report/unshared-note.ts";
import { run } from "../../run.ts";

interface RollbackOptions {
  readonly to?: string;
  readonly stage?: string;
  readonly reason: string;
}

/** Defines `model-registry rollback`. */
export function defineRollback(command: Command): void {
  addHelp(command, {
    more:
      "Who may promote to the stage may roll it back. Other checks are listed and skipped. The hooks that " +
      "the policy runs after a promotion also run after a rollback.",
    examples: [
      'rollback fraud-detection --reason "false positives doubled"',
      'rollback fraud-detection --to 3 --reason "4 was trained on the same data"',
    ],
  })
    .argument("<name>", "the model")
    .option("--to <version>", "number or reference (default: the version that was there before)")
    .option("--stage <stage>", "the stage to roll back (default: Production, by the policy)")
    .requiredOption("--reason <text>", "reason, recorded in the history")
    .action((name: string, options: RollbackOptions, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const model = await modelOf({ registry, output }, name);
        const stage = await productionOr(registry, options.stage);
        const target =
          options.to === undefined
            ? await previousHolder(registry, model, stage)
            : (await versionOf({ registry, output }, referenceIn(model, options.to))).id;
        const request = { model, stage, version: target, reason: options.reason };
        const event = await rollBack(registry, request, task);
        const version = await findVersion(registry, { reference: target });
        const displaced = await displacedVersions(registry, event.data.displaces);
        const { gates = [] } = event.data;
        const { hooks = [] } = event;
        output.done(
          {
            version: versionDocument(version),
            from: event.data.from,
            to: stage,
            displaced: displaced.map(versionDocument),
            checks: gateDocuments(gates),
            ...(hooks.length > 0 && { hooks }),
            event: eventDocument(event),
          },
          [
            `${versionTitle(version)}: ${event.data.from} → ${stage}, bytes verified`,
            ...gateLines(gates),
            ...displaced.map((other) => `${versionTitle(other)}: ${stage} → ${other.stage}`),
            ...hookLines(hooks),
          ],
        );
        await noteIfUnshared({ registry, output });
      }),
    );
}

/**
 * Returns the reference of a version: `3` means version 3 of the model; references and ids stay as
 * they are.
 */
function referenceIn(model: ModelName, to: string): string {
  return to.includes("@") || EventId.safeParse(to).success ? to : `${model}@${to}`;
}

/** Returns the version that was in the stage before. */
async function previousHolder(
  registry: Registry,
  model: ModelName,
  stage: Stage,
): Promise<VersionId> {
  const { candidates, obstacle, advice } = await rollbackTargets(registry, { model, stage });
  if (obstacle) throw new RegistryError(obstacle);
  const previous = usualCandidate(candidates);
  if (previous) return previous.id;
  const refused = { code: "nothing-to-roll-back-to", model, stage } as const;
  throw new RegistryError(
    candidates.length > 0
      ? { ...refused, reason: "all-rolled-back", candidates: candidates.map(versionReference) }
      : { ...refused, reason: "no-former-version", advice },
  );
}
