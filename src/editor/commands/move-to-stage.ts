import { commands } from "vscode";
import type { TransitionRequest } from "../../core/decide-transition.ts";
import { gateCheckText } from "../../core/gate-check.ts";
import type { Stage } from "../../core/ids.ts";
import { requirePolicy } from "../../core/policy-in-force.ts";
import { allowedTargets, productionStage } from "../../core/policy.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionTitle } from "../../core/version.ts";
import type { TransitionPreview } from "../../registry/preview-transition.ts";
import type { Task } from "../../registry/task.ts";
import type { Transition } from "../../registry/transition.ts";
import { showInformationMessage, showWarningMessage } from "../messages.ts";
import { requireAbleToAct } from "../pick/able-to-act.ts";
import { askForOne, askForText, required } from "../pick/ask.ts";
import type { Located } from "../pick/pick-version.ts";
import { targetVersion } from "../pick/target.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";
import { mainMetricText } from "../tree/main-metric.ts";
import { stageIcon } from "../tree/stage-icon.ts";
import {
  askToAllow,
  hooksAhead,
  hooksNote,
  warnOfFailedHook,
  type HooksAhead,
} from "./permit-hooks.ts";
import { requestApprovalFor } from "./request-approval.ts";
import { showChecklist } from "./show-checklist.ts";

/** “Promote…”: offers the stages that the policy allows, shows their checks, confirms, moves. */
export async function promote(registries: Registries, args: readonly unknown[]): Promise<unknown> {
  await requireAbleToAct(registries, args);
  const target = await targetVersion(
    registries,
    args,
    "Promote",
    (version, { policy }) => allowedTargets(policy, version.stage).length > 0,
  );
  if (!target) return undefined;
  const to = (await stageOf(target, args[1])) ?? (await askForStage(target));
  return to && checkAndMove(target, to);
}

/** “Archive…” and “Reject…”: to one stage, with a reason. */
export async function moveTo(
  registries: Registries,
  args: readonly unknown[],
  to: Stage,
  title: string,
): Promise<unknown> {
  await requireAbleToAct(registries, args);
  const target = await targetVersion(registries, args, title, (version, { policy }) =>
    allowedTargets(policy, version.stage).includes(to),
  );
  if (!target) return undefined;
  const reason = await askForText({
    title: `${title} ${versionTitle(target.version)}`,
    prompt: "Reason (optional): the history keeps it. Press Enter to go on",
  });
  if (typeof reason === "symbol") return undefined;
  return checkAndMove(target, to, reason.trim());
}

/** A page may have said which stage it means. */
async function stageOf({ in: { registry } }: Located, value: unknown): Promise<Stage | undefined> {
  const policy = requirePolicy(await registry.call("policy", {}));
  return policy.stages.find((rule) => rule.name === value)?.name;
}

async function askForStage({ in: { registry }, version }: Located): Promise<Stage | undefined> {
  const { policy } = await registry.call("policy", {});
  const targets = allowedTargets(policy, version.stage);
  if (targets.length === 0) {
    throw new RegistryError({
      code: "transition-not-allowed",
      message: `${versionTitle(version)} is in ${version.stage}, from which no stage can be reached.`,
      wayOut: "Only a rollback brings an archived version back.",
    });
  }
  const answer = await askForOne({
    title: `Promote ${versionTitle(version)} (${version.stage})`,
    placeholder: "Choose the stage that it goes to",
    items: targets.map((stage) => ({ label: stage, iconPath: stageIcon(stage, policy), stage })),
  });
  return typeof answer === "symbol" ? undefined : answer.stage;
}

/** Through the gates of the stage, if it has any, and past a confirmation. */
async function checkAndMove(target: Located, to: Stage, reason?: string): Promise<unknown> {
  const { in: folder, version } = target;
  const preview = await folder.registry.call("previewTransition", { version: version.id, to });
  if (preview.obstacle) throw new RegistryError(preview.obstacle);
  const course = preview.checks.length === 0 ? "go-on" : await showChecklist(preview);
  switch (course) {
    case undefined:
      return undefined;
    case "request":
      return requestApprovalFor(target, to);
    case "go-on":
      return confirmAndMove(folder, preview, { ...(reason && { reason }) });
    case "force": {
      const why = await askForText({
        title: `Force ${versionTitle(version)} to ${to}`,
        prompt: "Why does it go there although checks fail? The history keeps it",
        value: reason ?? "",
        problem: required("Forcing needs a reason."),
      });
      if (typeof why === "symbol") return undefined;
      return confirmAndMove(folder, preview, { reason: why.trim(), force: true });
    }
  }
}

async function confirmAndMove(
  folder: FolderRegistry,
  preview: TransitionPreview,
  how: Pick<TransitionRequest, "reason" | "force">,
): Promise<unknown> {
  const { version, to, displaces, displacedTo } = preview;
  const hooks = await hooksAhead(folder, to);
  if (!(await isConfirmed(folder, preview, hooks, how.force === true))) return undefined;
  const request = { version: version.id, to, ...how };
  const move = (task?: Task): Promise<Transition> =>
    folder.registry.call("transition", request, task);
  const event = await (hooks.ofStage
    ? runWithProgress(`Moving ${versionTitle(version)} to ${to}`, move)
    : move());
  const [first] = displaces;
  const left = displaces.map(versionTitle).join(", ");
  const after = first ? `; ${left} ${displaces.length === 1 ? "is" : "are"} in ${displacedTo}` : "";
  const done = `${versionTitle(version)} is in ${to} now${after}.`;
  if (warnOfFailedHook(done, event.hooks)) return event;
  void showInformationMessage(done, "Show").then((choice) => {
    if (!choice) return;
    void commands.executeCommand("modelRegistry.showVersion", {
      folder: folder.folder.uri.toString(),
      version: version.id,
    });
  });
  return event;
}

/** One question, whether or not programs must be allowed for it. */
async function isConfirmed(
  folder: FolderRegistry,
  preview: TransitionPreview,
  hooks: HooksAhead,
  force: boolean,
): Promise<boolean> {
  const { version, to } = preview;
  const verb = force ? "Force" : verbFor(to);
  const goal = verb === "Archive" || verb === "Reject" ? "" : ` to ${to}`;
  const about = consequences(folder, preview, force);
  if (hooks.mustBeAllowed) {
    const allow = `Allow and ${verb}`;
    const question = `Allow these programs and ${verb.toLowerCase()} ${versionTitle(version)}${goal}?`;
    return (await askToAllow(folder, hooks, { question, about, allow })) === allow;
  }
  const detail = [about, ...hooksNote(hooks)].join("\n");
  const question = `${verb} ${versionTitle(version)}${goal}?`;
  return (await showWarningMessage(question, { modal: true, detail }, verb)) === verb;
}

/** What will change, and which checks are passed over. */
function consequences(
  { folder }: FolderRegistry,
  { version, to, checks, displaces, displacedTo }: TransitionPreview,
  force: boolean,
): string {
  const displaced = displaces.map((each) => {
    const metric = mainMetricText(each, undefined, folder.uri);
    return `Version ${each.number}${metric ? ` (${metric})` : ""} will be moved to ${displacedTo}.`;
  });
  if (displaced.length === 0 && version.stage === productionStage) {
    displaced.push(`${version.model} will have no version in ${productionStage}.`);
  }
  const text = [`From ${version.stage} to ${to}.`, ...displaced].join(" ");
  const failing = checks.filter(({ passed }) => !passed);
  if (!force) return text;
  return [text, "", "Although these checks fail:", ...failing.map(gateCheckText)].join("\n");
}

function verbFor(to: Stage): string {
  switch (to as string) {
    case "Archived":
      return "Archive";
    case "Rejected":
      return "Reject";
    case "None":
      return "Move";
    default:
      return "Promote";
  }
}
