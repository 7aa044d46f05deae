import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunCommand } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { dvcCommand, type ChosenCommand } from "../../core/reproduction/choose-command.ts";
import type { VersionDetail } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";

/** Maximum size of `dvc.lock` in bytes. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Finds the command that makes a version: the given one, else the one recorded with it, that of its
 * run, or that of the stage of DVC whose outputs hold its file; undefined if none is known.
 *
 * @param workspace the workspace folder in the checkout
 */
export async function findCommand(
  registry: Registry,
  { registration }: VersionDetail,
  workspace: string,
  given: string | undefined,
): Promise<ChosenCommand | undefined> {
  if (given !== undefined) return { command: parseGiven(given), source: "given" };
  const { command, run } = registration.recipe;
  if (command) return { command, source: "version" };
  const ofRun = run && (await runCommand(registry, run.id));
  if (ofRun) return { command: ofRun, source: "run" };
  for (const name of ["dvc.lock", "dvc.yaml"]) {
    const text = await readFile(join(workspace, name), "utf8").catch(() => "");
    const found = text.length > maxBytes ? undefined : dvcCommand(text, registration.source);
    if (found) return { command: found, source: "dvc" };
  }
  return undefined;
}

/** @throws RegistryError `invalid-request` */
function parseGiven(given: string): RunCommand {
  const command = RunCommand.safeParse({ line: given.trim() });
  if (command.success) return command.data;
  throw new RegistryError({
    code: "invalid-request",
    message: "The command is empty or longer than 32 KiB.",
    wayOut: "Give the command line that trains the model.",
  });
}

async function runCommand(registry: Registry, run: string): Promise<RunCommand | undefined> {
  const events = await registry.read((state) =>
    state.log({ kind: "run.started" }, { limit: 10_000 }),
  );
  for (const event of events) {
    if (event.type === "run.started" && event.data.run === run) return event.data.command;
  }
  return undefined;
}
