import type { Command } from "commander";
import type { Stage } from "../../../core/model/ids.ts";
import { requirePolicy } from "../../../core/policy/policy-in-force.ts";
import { classifyMove } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import { previewTransition } from "../../../registry/lifecycle/preview-transition.ts";
import { transition } from "../../../registry/lifecycle/transition.ts";
import type { Registry } from "../../../registry/registry.ts";
import { findVersion } from "../../../registry/retrieval/find-version.ts";
import { exitCodes } from "../../failure.ts";
import { displacedVersions, eventDocument, versionDocument } from "../../report/documents.ts";
import { gateDocuments, gateLines } from "../../report/gate-lines.ts";
import { hookLines } from "../../report/hook-lines.ts";
import { noteIfUnshared } from "../../report/unshared-note.ts";
import type { Session } from "../../run.ts";
import type { Output } from "../../terminal/output.ts";

/** Options of the commands that move a version to another stage. */
export interface MoveOptions {
  readonly reason?: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/** Adds the options of the commands that move a version to another stage. */
export function addMoveOptions(command: Command): Command {
  return command
    .option("--reason <text>", "reason, recorded in the history")
    .option(
      "--force",
      "continue although checks fail, if the policy allows it; needs a reason",
      false,
    )
    .option("--dry-run", "only list the checks; exit code 1 if it would be refused", false);
}

/**
 * Moves a version to another stage, or reports the effect of doing so.
 *
 * @throws RegistryError the refusal of the move
 */
export async function moveVersion(
  session: Session,
  version: Version,
  to: Stage,
  options: MoveOptions,
): Promise<void> {
  if (options.dryRun) await preview(session.registry, session.output, version, to);
  else await move(session, version, to, options);
}

async function move(
  { registry, output, task }: Session,
  { id, model }: Version,
  to: Stage,
  { reason, force }: MoveOptions,
): Promise<void> {
  const holders = await registry.read((state) => state.holders(model, to));
  const seen = holders.map((holder) => holder.id);
  const request = { version: id, to, seen, force, ...(reason !== undefined && { reason }) };
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
      `${await moved(registry, version, from, stage)}${forced ? ", forced" : ""}`,
      ...gateLines(gates),
      ...displaced.map((other) => `${versionTitle(other)}: ${stage} → ${other.stage}`),
      ...hookLines(hooks),
    ],
  );
  await noteIfUnshared({ registry, output });
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

/** Returns what was done: `fraud 3: None → Staging`, `fraud 3 archived: Production → Archived`. */
async function moved(
  registry: Registry,
  version: Version,
  from: Stage,
  to: Stage,
): Promise<string> {
  const policy = requirePolicy(await registry.policy());
  const kind = classifyMove(policy, from, to);
  const done = kind === "archiving" ? " archived" : kind === "rejection" ? " rejected" : "";
  return `${versionTitle(version)}${done}: ${from} → ${to}`;
}
