import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import { mask } from "../../core/masking/mask-text.ts";
import { RunCommand } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { dvcCommand, type ChosenCommand } from "../../core/reproduction/choose-command.ts";
import type { VersionDetail } from "../../core/state/version.ts";
import { isInside } from "../../provenance/files/slash-relative.ts";
import type { Registry } from "../registry.ts";

/** Maximum size of `dvc.lock` in bytes. */
const maxBytes = 8 * 1024 * 1024;

/**
 * Finds the command that makes a version: the given one, else the one recorded with it, that of its
 * run, or that of the stage of DVC whose outputs hold its file; undefined if none is known, or none
 * without a masked credential.
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
  if (command && isWhole(command)) return { command, source: "version" };
  const ofRun = run && (await runCommand(registry, run.id));
  if (ofRun && isWhole(ofRun)) return { command: ofRun, source: "run" };
  const ofStage = await stageCommand(workspace, registration.source);
  return ofStage && { command: ofStage, source: "dvc" };
}

/** Tells whether a recorded command can be run: a masked credential is not known, and a pattern. */
function isWhole({ line }: RunCommand): boolean {
  return !line.includes(mask);
}

/** Returns the command of the stage of DVC that makes a file, of a pipeline in a folder around it. */
async function stageCommand(workspace: string, source: string): Promise<RunCommand | undefined> {
  const names = source.split("/");
  if (!isInside(source) || names.includes("..")) return undefined;
  for (let depth = names.length - 1; depth >= 0; depth -= 1) {
    const place = names.slice(0, depth);
    const [lock = "", yaml = ""] = await Promise.all(
      ["dvc.lock", "dvc.yaml"].map((name) => pipelineText(join(workspace, ...place, name))),
    );
    const found = dvcCommand({ lock, yaml }, names.slice(depth).join("/"));
    if (!found) continue;
    const folder = [...place, ...(found.folder === undefined ? [] : [found.folder])].join("/");
    return { line: found.line, ...(folder !== "" && { folder }) };
  }
  return undefined;
}

async function pipelineText(path: string): Promise<string> {
  const stats = await lstat(path).catch(() => undefined);
  return stats?.isFile() && stats.size <= maxBytes ? readFile(path, "utf8").catch(() => "") : "";
}

/** @throws RegistryError `invalid-request` */
function parseGiven(given: string): RunCommand {
  const command = RunCommand.safeParse({ line: given.trim() });
  if (command.success) return command.data;
  throw new RegistryError({ code: "invalid-request", reason: "command-invalid" });
}

async function runCommand(registry: Registry, run: string): Promise<RunCommand | undefined> {
  const events = await registry.read((state) =>
    state.events.log({ kind: "run.started" }, { limit: 10_000 }),
  );
  for (const event of events) {
    if (event.type === "run.started" && event.data.run === run) return event.data.command;
  }
  return undefined;
}
