import { stripVTControlCharacters } from "node:util";
import * as l10n from "@vscode/l10n";
import type { EventBody } from "../../core/events/event.ts";
import type { HookPhase } from "../../core/events/hook-phase.ts";
import { maskText } from "../../core/masking/mask-text.ts";
import type { Stage } from "../../core/model/ids.ts";
import type { Hooks } from "../../core/model/policy/stage-gates.ts";
import { stageRule, type Policy } from "../../core/model/policy.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { commandText } from "../../core/text/command-text.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { hooksAllowed, hooksDigest } from "./hook-permission.ts";
import { runHook, type HookRun } from "./run-hook.ts";

/** Transition that hooks run for. */
export interface HookOccasion {
  readonly version: Version;
  readonly to: Stage;
  /** The event that will happen, or has happened. */
  readonly event: EventBody;
}

/** Refusal of a commit under another policy than the one whose hooks were found to be allowed. */
export const hooksMayHaveChanged: Refusal = { code: "busy", reason: "hooks-perhaps-changed" };

/** The hooks that run when a version enters a stage, if there are any. */
export function hooksOf(policy: Policy, stage: Stage): Hooks | undefined {
  const hooks = stageRule(policy, stage)?.gates?.hooks;
  return hooks && hooks.pre.length + hooks.post.length > 0 ? hooks : undefined;
}

/**
 * @param time when they run: `before Production`
 * @throws RegistryError `hooks-not-allowed`, `read-only` in an untrusted workspace
 */
export async function requireHooksAllowed(
  registry: Registry,
  policy: Policy,
  time: string,
): Promise<void> {
  registry.requireTrust();
  const digest = hooksDigest(policy);
  if (digest === undefined) return;
  const allowed = await hooksAllowed(registry.folder, digest);
  if (allowed === "these") return;
  throw new RegistryError({
    code: "hooks-not-allowed",
    reason: "hooks-not-allowed",
    time,
    haveChanged: allowed === "others",
    hooks: digest,
  });
}

/** Runs hooks one after the other; the first that fails or is cancelled is the last that runs. */
export async function runHooks(
  registry: Registry,
  hooks: Hooks,
  phase: HookPhase,
  { version, to, event }: HookOccasion,
  task: Task,
): Promise<readonly HookRun[]> {
  const runs: HookRun[] = [];
  const actor = await registry.actor();
  const { folder } = registry;
  for (const hook of hooks[phase]) {
    const command = [hook.command, ...hook.args];
    task.report?.({ message: l10n.t("Running {0}", commandText(command)) });
    task.hook?.({ step: "started", version: versionTitle(version), to, phase, command, folder });
    const run = await runHook({
      hook,
      phase,
      folder,
      event: { phase, actor, version: { ...version }, ...event },
      variables: {
        MODEL_REGISTRY_PHASE: phase,
        MODEL_REGISTRY_FOLDER: folder,
        MODEL_REGISTRY_MODEL: version.model,
        MODEL_REGISTRY_VERSION: String(version.number),
        MODEL_REGISTRY_VERSION_ID: version.id,
        MODEL_REGISTRY_FROM: version.stage,
        MODEL_REGISTRY_TO: to,
        MODEL_REGISTRY_ACTOR: actor.name,
      },
      signal: task.signal,
      onOutput: (text) => task.hook?.({ step: "output", text: maskText(text).text }),
    });
    task.hook?.({ step: "ended", run });
    runs.push(run);
    if (!run.ok) break;
  }
  return runs;
}

/** Returns the refusal of a move whose pre-hook failed. */
export function hookRefusal({ version, to }: HookOccasion, run: HookRun): RegistryError {
  return new RegistryError({
    code: "hook-failed",
    reason: "hook-failed",
    title: versionTitle(version),
    to,
    hook: run.command,
    problem: run.problem ?? "failed",
    timedOut: run.timedOut === true,
    output: run.output,
    lastLines: lastLines(run.output),
  });
}

/** The end of what a program wrote, for a message. */
function lastLines(output: string): string {
  const lines = stripVTControlCharacters(output).split(/[\r\n]+/);
  const said = lines.map((line) => line.trim()).filter((line) => line !== "");
  return said.slice(-3).join(" / ").slice(-300);
}
