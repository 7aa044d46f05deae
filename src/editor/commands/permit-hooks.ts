import { commandText } from "../../core/command-text.ts";
import type { Stage } from "../../core/ids.ts";
import type { HookStatus } from "../../registry/allow-hooks.ts";
import type { HookRun } from "../../registry/hooks/run-hook.ts";
import { hookOutput } from "../hook-output.ts";
import { confirmStep, showInformationMessage, showWarningMessage } from "../messages.ts";
import { requireTrust } from "../pick/able-to-act.ts";
import { pickFolder } from "../pick/pick-folder.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { showPolicy } from "../show-policy.ts";

type StageHooks = HookStatus["stages"][number];

/** What runs when a version enters a stage, and what the person must still allow for that. */
export interface HooksAhead {
  readonly status: HookStatus;
  /** Absent if nothing runs. */
  readonly ofStage: StageHooks | undefined;
  /** Something runs that the person has not allowed. */
  readonly mustBeAllowed: boolean;
}

/** @throws RegistryError `invalid-policy` */
export async function hooksAhead({ registry }: FolderRegistry, to: Stage): Promise<HooksAhead> {
  const status = await registry.call("hookStatus", {});
  const ofStage = status.stages.find(({ stage }) => stage === to);
  return { status, ofStage, mustBeAllowed: ofStage !== undefined && !status.allowed };
}

/** Returns the same for a change before which no hook runs: a rollback. */
export function hooksAfter({ status, ofStage }: HooksAhead): HooksAhead {
  const runs = ofStage !== undefined && ofStage.hooks.post.length > 0;
  return {
    status,
    ofStage: runs ? { ...ofStage, hooks: { ...ofStage.hooks, pre: [] } } : undefined,
    mustBeAllowed: runs && !status.allowed,
  };
}

/** `• before Production: ./check.sh (at most 60 s)` for a confirmation; nothing if nothing runs. */
export function hooksNote({ ofStage }: HooksAhead): readonly string[] {
  return ofStage ? ["", "The policy runs:", ...hookLines(ofStage)] : [];
}

/**
 * Shows the programs of the policy exactly as they will run, and lets them run in this folder if the
 * person says so: those of all stages, for that is what the permission is for. Answers the button.
 *
 * @throws RegistryError `invalid-request` if the policy has others by the time of the answer
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
    ...(status.changed ? ["The hooks have changed since you allowed them.", ""] : []),
    `The policy runs these programs in ${folder.uri.fsPath}, without a shell:`,
    "",
    ...(ofStage ? hookLines(ofStage) : []),
    ...(ofStage && others.length > 0 ? ["", "and at other times:", ""] : []),
    ...others.flatMap(hookLines),
    "",
    "You are asked again when one of these lines changes, but not when a script does.",
  ];
  const show = "Show Policy";
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
function othersOf(
  { stage, hooks }: StageHooks,
  now: StageHooks | undefined,
): readonly StageHooks[] {
  if (stage !== now?.stage) return [{ stage, hooks }];
  const pre = now.hooks.pre.length > 0 ? [] : hooks.pre;
  return pre.length > 0 ? [{ stage, hooks: { pre, post: [] } }] : [];
}

/** “Allow Hooks…”: shows what the policy runs, and lets it run. */
export async function allowHooks(registries: Registries): Promise<undefined> {
  requireTrust();
  const found = await pickFolder(registries, "Allow Hooks");
  if (!found) return;
  const status = await found.registry.call("hookStatus", {});
  if (status.stages.length === 0) {
    void showInformationMessage("The policy has no hooks.");
  } else if (status.allowed) {
    const choice = await showInformationMessage(
      "The hooks of the policy are allowed in this folder, until they change.",
      "Revoke",
    );
    if (choice) await revokeHooks(registries);
  } else {
    const allowed = await askToAllow(
      found,
      { status, ofStage: undefined },
      { question: `Allow the hooks of ${found.folder.name}?`, allow: "Allow" },
    );
    if (allowed) void showInformationMessage("The hooks of the policy may run here now.");
  }
}

/** “Revoke Hooks”: no hook runs in a folder until some are allowed again. */
export async function revokeHooks(registries: Registries): Promise<undefined> {
  requireTrust();
  const found = await pickFolder(registries, "Revoke Hooks");
  if (!found) return;
  const { revoked } = await found.registry.call("revokeHooks", {});
  void showInformationMessage(
    revoked
      ? "No hook of the policy runs here any more until you allow it again."
      : "No hook of the policy was allowed here.",
  );
}

/** Tells of a hook that failed after the fact; answers whether one did. */
export function warnOfFailedHook(what: string, runs: readonly HookRun[] = []): boolean {
  const failed = runs.find(({ ok }) => !ok);
  if (!failed) return false;
  void showWarningMessage(
    `${what} But the hook ${commandText(failed.command)} ${failed.problem ?? "failed"}; that takes nothing back, and the history keeps it.`,
    "Show Output",
  ).then((choice) => {
    if (choice) hookOutput().show();
  });
  return true;
}

function hookLines({ stage, hooks }: StageHooks): readonly string[] {
  return (["pre", "post"] as const).flatMap((phase) =>
    hooks[phase].map(({ command, args, timeout }) => {
      const when = phase === "pre" ? "before" : "after";
      return `• ${when} ${stage}: ${commandText([command, ...args])} (at most ${timeout} s)`;
    }),
  );
}
