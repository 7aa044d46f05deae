import { l10n } from "vscode";
import { hookPhases, hookTime, movePhases, type HookPhase } from "../../core/events/hook-phase.ts";
import type { Stage } from "../../core/model/ids.ts";
import type { Hook } from "../../core/model/policy/stage-gates.ts";
import { commandText } from "../../core/text/command-text.ts";
import type { HookStatus } from "../../registry/hooks/allow-hooks.ts";
import type { HookRun } from "../../registry/hooks/run-hook.ts";
import { hookOutput } from "../hook-output.ts";
import { confirmStep, showInformationMessage, showWarningMessage } from "../messages.ts";
import { pickFolder } from "../pickers/pick-folder.ts";
import { requireTrust } from "../pickers/require-writable.ts";
import { showPolicy } from "../policy/show-policy.ts";
import type { FolderRegistry, Registries } from "../registries.ts";

type StageHooks = HookStatus["stages"][number];

/** Programs that a stage will run, and the permission that they still need. */
export interface HooksAhead {
  readonly status: HookStatus;
  /** Absent if nothing runs. */
  readonly ofStage: StageHooks | undefined;
  /** Something runs that the person has not allowed. */
  readonly mustBeAllowed: boolean;
}

/**
 * Returns the programs that will run.
 *
 * @param phases phases of the hooks: by default those of a move to the stage
 * @throws RegistryError `invalid-policy`
 */
export async function hooksAhead(
  { registry }: FolderRegistry,
  to: Stage,
  phases: readonly HookPhase[] = movePhases,
): Promise<HooksAhead> {
  return hooksOf(await registry.call("hookStatus", {}), to, phases);
}

/** Returns the programs that will run, of those that the policy has. */
export function hooksOf(
  status: HookStatus,
  to: Stage,
  phases: readonly HookPhase[] = movePhases,
): HooksAhead {
  const found = status.stages.find(({ stage }) => stage === to);
  const ofStage = found && only(found, (phase) => phases.includes(phase));
  return { status, ofStage, mustBeAllowed: ofStage !== undefined && !status.allowed };
}

/** Returns the hooks of some phases, if there are any. */
function only(
  { stage, hooks }: StageHooks,
  isWanted: (phase: HookPhase) => boolean,
): StageHooks | undefined {
  const wanted = hookPhases.filter((phase) => isWanted(phase) && hooks[phase].length > 0);
  if (wanted.length === 0) return undefined;
  const of = (phase: HookPhase): readonly Hook[] => (wanted.includes(phase) ? hooks[phase] : []);
  const [pre, post] = [of("pre"), of("post")];
  const [request, approve, deny] = [of("request"), of("approve"), of("deny")];
  return { stage, hooks: { pre, post, request, approve, deny } };
}

/** `• before Production: ./check.sh (at most 60 s)` for a confirmation; nothing if nothing runs. */
export function hooksNote({ ofStage }: HooksAhead): readonly string[] {
  return ofStage ? ["", l10n.t("The policy runs:"), ...hookLines(ofStage)] : [];
}

/**
 * Shows the programs of the policy exactly as they will run and asks for permission to run them in
 * this folder. The permission is for the hooks of all stages. Returns the button that was pressed.
 *
 * @throws RegistryError `invalid-request` if the hooks of the policy have changed before the answer
 */
export async function askToAllow(
  { folder, registry }: FolderRegistry,
  { status, ofStage }: Omit<HooksAhead, "mustBeAllowed">,
  words: {
    readonly question: string;
    readonly about?: string;
    readonly allow: string;
    /** Another way to go on, without them. */
    readonly instead?: string;
  },
): Promise<string | undefined> {
  const { question, about, allow, instead } = words;
  const others = status.stages.flatMap((each) => othersOf(each, ofStage));
  const detail = [
    ...(about === undefined ? [] : [about, ""]),
    ...(status.changed ? [l10n.t("The hooks have changed since you allowed them."), ""] : []),
    l10n.t("The policy runs these programs in {0}, without a shell:", folder.uri.fsPath),
    "",
    ...(ofStage ? hookLines(ofStage) : []),
    ...(ofStage && others.length + status.health.length > 0
      ? ["", l10n.t("and at other times:"), ""]
      : []),
    ...others.flatMap(hookLines),
    ...status.health.map(healthLine),
    "",
    l10n.t(
      "You are asked again when one of these lines changes, but not when the content of a script does.",
    ),
  ];
  const show = l10n.t("Show Policy");
  const choice = await confirmStep(question, {
    detail: detail.join("\n"),
    verb: allow,
    safe: show,
    ...(instead !== undefined && { instead }),
  });
  if (choice === show) {
    await showPolicy(folder, /\bhooks\s*:/);
    return undefined;
  }
  if (choice === allow && status.digest) {
    await registry.call("allowHooks", { digest: status.digest });
  }
  return choice;
}

/** Returns the hooks that don't run now but that the permission covers as well. */
function othersOf(each: StageHooks, now: StageHooks | undefined): readonly StageHooks[] {
  if (each.stage !== now?.stage) return [each];
  const others = only(each, (phase) => now.hooks[phase].length === 0);
  return others ? [others] : [];
}

/** “Allow Hooks…”: shows what the policy runs, and lets it run. */
export async function allowHooks(registries: Registries): Promise<undefined> {
  requireTrust();
  const found = await pickFolder(registries, l10n.t("Allow Hooks"));
  if (!found) return;
  const status = await found.registry.call("hookStatus", {});
  if (status.stages.length + status.health.length === 0) {
    void showInformationMessage(l10n.t("The policy has no hooks."));
  } else if (status.allowed) {
    const choice = await showInformationMessage(
      l10n.t("The hooks of the policy are allowed in this folder, until they change."),
      l10n.t("Revoke"),
    );
    if (choice) await revokeHooks(registries);
  } else {
    const allowed = await askToAllow(
      found,
      { status, ofStage: undefined },
      { question: l10n.t("Allow the hooks of {0}?", found.folder.name), allow: l10n.t("Allow") },
    );
    if (allowed)
      void showInformationMessage(l10n.t("The policy's hooks are allowed in this folder now."));
  }
}

/** “Revoke Hooks”: no hook runs in a folder until some are allowed again. */
export async function revokeHooks(registries: Registries): Promise<undefined> {
  requireTrust();
  const found = await pickFolder(registries, l10n.t("Revoke Hooks"));
  if (!found) return;
  const { revoked } = await found.registry.call("revokeHooks", {});
  void showInformationMessage(
    revoked
      ? l10n.t("The policy's hooks are no longer allowed in this folder.")
      : l10n.t("No hook of the policy was allowed here."),
  );
}

/** Shows a warning if a hook failed after the fact. Returns true if one did. */
export function warnOfFailedHook(what: string, runs: readonly HookRun[] = []): boolean {
  const failed = runs.find(({ ok }) => !ok);
  if (!failed) return false;
  const { command, problem } = failed;
  const but =
    problem === undefined
      ? l10n.t(
          "But the hook {0} failed. What is recorded stands, and so is the failure.",
          commandText(command),
        )
      : l10n.t(
          "But the hook {0} {1}. What is recorded stands, and so is the failure.",
          commandText(command),
          problem,
        );
  void showWarningMessage(`${what} ${but}`, l10n.t("Show Output")).then((choice) => {
    if (choice) hookOutput().show();
  });
  return true;
}

function healthLine({ rule, hook }: HookStatus["health"][number]): string {
  const { command, args, timeout } = hook;
  const run = l10n.t("{0} (at most {1} s)", commandText([command, ...args]), timeout);
  return `• ${l10n.t("to check “{0}”", rule)}: ${run}`;
}

function hookLines({ stage, hooks }: StageHooks): readonly string[] {
  return hookPhases.flatMap((phase) =>
    hooks[phase].map(({ command, args, timeout }) => {
      const run = l10n.t("{0} (at most {1} s)", commandText([command, ...args]), timeout);
      return `• ${hookTime(phase, stage)}: ${run}`;
    }),
  );
}
