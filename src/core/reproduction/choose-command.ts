import { parseDocument } from "yaml";
import * as z from "zod";
import { dvcStageFolder } from "../model/data/dvc-stage-folder.ts";
import type { RunCommand } from "../model/recipe.ts";
import type { CommandSource } from "./reproduction-events.ts";

/** A command that makes a version, and where it is from. */
export interface ChosenCommand {
  readonly command: RunCommand;
  readonly source: CommandSource;
}

const Out = z.union([
  z.string(),
  z.object({ path: z.string() }),
  z.record(z.string(), z.unknown()),
]);
const Stage = z.object({
  cmd: z.union([z.string(), z.array(z.string())]),
  outs: z.array(Out).optional(),
});
/** Stages of `foreach` have no command of their own, and are passed over. */
const Stages = z.object({ stages: z.record(z.string(), Stage.optional().catch(undefined)) });

/** The texts of `dvc.lock` and `dvc.yaml` of one folder; empty if there is none. */
export interface DvcFiles {
  readonly lock: string;
  readonly yaml: string;
}

/**
 * Returns the command of the stage whose outputs hold a file, from `dvc.lock`, else from `dvc.yaml`
 * (https://dvc.org/doc/user-guide/project-structure/dvcyaml-files). A command with variables of DVC
 * (`${…}`) is not known; `dvc.lock` has it with their values.
 *
 * @param path of the file, relative to the folder of `dvc.yaml`, `/` separators
 */
export function dvcCommand({ lock, yaml }: DvcFiles, path: string): RunCommand | undefined {
  const pipeline = parse(yaml);
  return commandIn(parse(lock), pipeline, path) ?? commandIn(pipeline, pipeline, path);
}

function commandIn(content: unknown, pipeline: unknown, path: string): RunCommand | undefined {
  const parsed = Stages.safeParse(content);
  if (!parsed.success) return undefined;
  for (const [name, stage] of Object.entries(parsed.data.stages)) {
    const folder = dvcStageFolder(pipeline, name);
    if (!stage || folder === undefined) continue;
    const { cmd, outs = [] } = stage;
    if (!outs.map(outPath).some((out) => holds(joined(folder, out), path))) continue;
    const line = [cmd].flat().join(" && ");
    if (line === "" || line.includes("${") || line.length > 32_768) return undefined;
    const place = joined(folder, ".");
    return { line, ...(place !== "" && { folder: place }) };
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    const document = parseDocument(text, { logLevel: "error", prettyErrors: false });
    return document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 10 });
  } catch {
    return undefined;
  }
}

function outPath(out: z.infer<typeof Out>): string {
  if (typeof out === "string") return out;
  return typeof out.path === "string" ? out.path : (Object.keys(out)[0] ?? "");
}

/** Returns a path in a folder without `.` and `..` where they can be resolved. */
function joined(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}

function holds(out: string, path: string): boolean {
  return out !== "" && (path === out || path.startsWith(`${out}/`));
}
