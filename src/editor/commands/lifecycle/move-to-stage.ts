import { l10n, type QuickPickItem, QuickPickItemKind } from "vscode";
import type { TransitionRequest } from "../../../core/lifecycle/decide-transition.ts";
import type { Stage } from "../../../core/model/ids.ts";
import { gateCheckText } from "../../../core/model/policy/gate-check.ts";
import { allowedTargets, type Policy } from "../../../core/model/policy.ts";
import { moveButton, moveTitle } from "../../../core/policy/move-words.ts";
import { classifyMove, productionStage, type MoveKind } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionTitle } from "../../../core/state/version.ts";
import type { PreparedMove } from "../../../registry/lifecycle/prepare-move.ts";
import type { TransitionPreview } from "../../../registry/lifecycle/preview-transition.ts";
import type { Transition } from "../../../registry/lifecycle/transition.ts";
import type { Task } from "../../../registry/task.ts";
import {
  askToAllow,
  hooksNote,
  hooksOf,
  warnOfFailedHook,
  type HooksAhead,
} from "../../actions/permit-hooks.ts";
import { showChecklist } from "../../actions/show-checklist.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage } from "../../messages.ts";
import { mainMetricBeside, mainMetricText } from "../../nodes/main-metric.ts";
import { stageIcon } from "../../nodes/stage-icon.ts";
import { askForOne, askForText, required } from "../../pickers/ask.ts";
import type { Located } from "../../pickers/pick-version.ts";
import { requireWritable } from "../../pickers/require-writable.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runCommand } from "../../run-command.ts";
import { runWithProgress } from "../../run-with-progress.ts";
import { requestApprovalFor } from "./request-approval.ts";

/** Policy and hooks by which a move is shown. */
export type MoveContext = Pick<PreparedMove, "policy" | "hooks">;

/** Options of a move. */
interface MoveOptions {
  readonly reason?: string;
  /** The person has answered a question about just this move: without consequences that is enough. */
  readonly wasAsked: boolean;
}

/**
 * “Promote…” and “Move to Stage…”: offers the stages that the policy allows, shows their checks,
 * confirms, moves.
 *
 * @param to stage that is meant; asked for if it is absent or not in the policy
 */
export async function promote(
  registries: Registries,
  args: CommandArguments,
  title: string,
  to?: string,
): Promise<unknown> {
  await requireWritable(registries, args);
  const target = await targetVersion(
    registries,
    args,
    title,
    (version, { policy }) => allowedTargets(policy, version.stage).length > 0,
  );
  if (!target) return undefined;
  const { registry } = target.in;
  const prepared = await registry.call("prepareMove", {
    version: target.version.id,
    ...(to !== undefined && { to }),
  });
  if (prepared.preview)
    return checkAndMove(target, prepared.preview, prepared, { wasAsked: false });
  const chosen = await askForStage(target, prepared);
  if (chosen === undefined) return undefined;
  return checkAndMove(target, await previewOf(target, chosen), prepared, { wasAsked: true });
}

/** Returns the preview of a move. */
export function previewOf(
  { in: { registry }, version }: Located,
  to: Stage,
): Promise<TransitionPreview> {
  return registry.call("previewTransition", { version: version.id, to });
}

interface StageItem extends QuickPickItem {
  readonly stage?: Stage;
}

async function askForStage(
  { version }: Located,
  { policy, moves: text }: PreparedMove,
): Promise<Stage | undefined> {
  const targets = allowedTargets(policy, version.stage);
  if (targets.length === 0) {
    throw new RegistryError({
      code: "transition-not-allowed",
      reason: "no-target",
      title: versionTitle(version),
      from: version.stage,
      moves: text,
    });
  }
  const moves = targets.map((stage) => ({
    stage,
    kind: classifyMove(policy, version.stage, stage),
  }));
  const promotions = moves.filter(({ kind }) => kind === "promotion");
  const others = moves.filter(({ kind }) => kind !== "promotion");
  const title = [versionTitle(version), version.stage] as const;
  const answer = await askForOne<StageItem>({
    title:
      promotions.length > 0
        ? l10n.t("Promote {0} ({1})", ...title)
        : l10n.t("Move {0} ({1})", ...title),
    placeholder: l10n.t("Choose the target stage"),
    items: [
      ...promotions.map(({ stage, kind }) => stageItem(policy, stage, kind)),
      ...(promotions.length > 0 && others.length > 0
        ? [{ label: l10n.t("Other moves"), kind: QuickPickItemKind.Separator }]
        : []),
      ...others.map(({ stage, kind }) => stageItem(policy, stage, kind)),
    ],
  });
  return typeof answer === "symbol" ? undefined : answer.stage;
}

function stageItem(policy: Policy, stage: Stage, kind: MoveKind): StageItem {
  const description = moveTitle(kind, stage);
  return { label: stage, description, iconPath: stageIcon(stage, policy), stage };
}

/** Through the gates of the stage, if it has any, and past a confirmation where it has consequences. */
export async function checkAndMove(
  target: Located,
  preview: TransitionPreview,
  prepared: MoveContext,
  options: MoveOptions,
): Promise<unknown> {
  const { in: folder, version } = target;
  const { to } = preview;
  if (preview.obstacle) throw new RegistryError(preview.obstacle);
  const { reason } = options;
  const course = preview.checks.length === 0 ? "go-on" : await showChecklist(folder, preview);
  switch (course) {
    case undefined:
      return undefined;
    case "request":
      return requestApprovalFor(target, to, prepared);
    case "go-on":
      return confirmAndMove(target, preview, prepared, { ...(reason && { reason }) }, options);
    case "force": {
      const why = await askForText({
        title: l10n.t("Force {0} to {1}", versionTitle(version), to),
        prompt: l10n.t("Reason for forcing it although checks fail, recorded in the history"),
        value: reason ?? "",
        problem: required(l10n.t("Forcing needs a reason.")),
      });
      if (typeof why === "symbol") return undefined;
      const how = { reason: why.trim(), force: true };
      return confirmAndMove(target, preview, prepared, how, options);
    }
  }
}

async function confirmAndMove(
  target: Located,
  preview: TransitionPreview,
  prepared: MoveContext,
  how: Pick<TransitionRequest, "reason" | "force">,
  options: MoveOptions,
): Promise<unknown> {
  const { in: folder } = target;
  const { version, to } = preview;
  const hooks = hooksOf(prepared.hooks, to);
  const isForced = how.force === true;
  const answer = await confirm(folder, preview, prepared.policy, hooks, isForced, options.wasAsked);
  if (answer === "back") {
    return checkAndMove(target, await previewOf(target, to), prepared, options);
  }
  if (answer === "no") return undefined;
  const seen = preview.displaces.map(({ id }) => id);
  const request = { version: version.id, to, seen, ...how };
  const move = (task?: Task): Promise<Transition> =>
    folder.registry.call("transition", request, task);
  const event = await (hooks.ofStage
    ? runWithProgress(l10n.t("Moving {0} to {1}", versionTitle(version), to), move)
    : move());
  const done = movedText(preview);
  if (warnOfFailedHook(done, event.hooks)) return event;
  void showInformationMessage(done, l10n.t("Show")).then((choice) => {
    if (!choice) return;
    void runCommand("showVersion", {
      folder: folder.folder.uri.toString(),
      version: version.id,
    });
  });
  return event;
}

function movedText({ version, to, displaces, displacedTo }: TransitionPreview): string {
  const title = versionTitle(version);
  if (displaces.length === 0) return l10n.t("{0} is in {1} now.", title, to);
  const left = displaces.map(versionTitle).join(", ");
  return displaces.length === 1
    ? l10n.t("{0} is in {1} now; {2} is in {3}.", title, to, left, displacedTo)
    : l10n.t("{0} is in {1} now; {2} are in {3}.", title, to, left, displacedTo);
}

/**
 * Asks once, whether or not programs must be allowed for it; not at all where the person has chosen
 * just this move and nothing else changes by it.
 */
async function confirm(
  folder: FolderRegistry,
  preview: TransitionPreview,
  policy: Policy,
  hooks: HooksAhead,
  force: boolean,
  wasAsked: boolean,
): Promise<"yes" | "no" | "back"> {
  const { version, to } = preview;
  const kind = classifyMove(policy, version.stage, to);
  const title = versionTitle(version);
  const sentence = force ? l10n.t("Force {0} to {1}", title, to) : moveTitle(kind, to, title);
  const verb = force ? l10n.t("Force") : moveButton(kind);
  const effects = consequences(folder, policy, preview);
  const about = aboutMove(folder, preview, effects, force);
  if (hooks.mustBeAllowed) {
    const allow = l10n.t("Allow and {0}", verb);
    const question = l10n.t(
      "Allow these programs and {0}{1}?",
      sentence.charAt(0).toLowerCase(),
      sentence.slice(1),
    );
    return (await askToAllow(folder, hooks, { question, about, allow })) === allow ? "yes" : "no";
  }
  const isPlain = effects.length === 0 && preview.checks.length === 0 && !hooks.ofStage;
  if (wasAsked && isPlain) return "yes";
  const detail = [about, ...hooksNote(hooks)].join("\n");
  if (force) {
    const back = l10n.t("Back to Checks");
    const choice = await confirmStep(`${sentence}?`, { detail, verb, safe: back });
    return choice === verb ? "yes" : choice === back ? "back" : "no";
  }
  return (await confirmStep(`${sentence}?`, { detail, verb })) === verb ? "yes" : "no";
}

/** Returns what else changes: which versions leave, that a stage becomes empty, that there is no way back. */
function consequences(
  { folder }: FolderRegistry,
  policy: Policy,
  { version, to, displaces, displacedTo }: TransitionPreview,
): readonly string[] {
  const left = displaces.map((each) => {
    const metric = mainMetricBeside(each, version, folder.uri);
    return metric
      ? l10n.t("Version {0} ({1}) will be moved to {2}.", each.number, metric, displacedTo)
      : l10n.t("Version {0} will be moved to {1}.", each.number, displacedTo);
  });
  if (left.length > 0) return left;
  if (version.stage === productionStage(policy)) {
    return [l10n.t("{0} will have no version in {1}.", version.model, version.stage)];
  }
  if (allowedTargets(policy, to).length > 0) return [];
  return [l10n.t("No stage can be reached from {0}.", to)];
}

/** Describes a move with its consequences, and which checks are passed over. */
function aboutMove(
  { folder }: FolderRegistry,
  { version, to, checks, displaces }: TransitionPreview,
  effects: readonly string[],
  force: boolean,
): string {
  const [replaced] = displaces;
  const metric = replaced && mainMetricText(version, replaced, folder.uri);
  const way =
    metric === undefined
      ? l10n.t("From {0} to {1}.", version.stage, to)
      : l10n.t("From {0} to {1} with {2}.", version.stage, to, metric);
  const text = [way, ...effects].join(" ");
  const failing = checks.filter(({ passed }) => !passed);
  if (!force) return text;
  return [text, "", l10n.t("Although these checks fail:"), ...failing.map(gateCheckText)].join(
    "\n",
  );
}
