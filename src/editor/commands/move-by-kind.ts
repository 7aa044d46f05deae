import { l10n } from "vscode";
import { gateCheckText } from "../../core/model/gate-check.ts";
import type { Stage } from "../../core/model/ids.ts";
import { allowedTargets, type Policy } from "../../core/model/policy.ts";
import { moveVerb } from "../../core/policy/move-words.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import {
  archiveStage,
  classifyMove,
  productionStage,
  rejectionStages,
} from "../../core/policy/stage-roles.ts";
import { RegistryError, type Refusal } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { leftOutLine, type LeftOut } from "../../core/text/left-out-line.ts";
import { askToAllow, hooksAhead, hooksNote } from "../actions/permit-hooks.ts";
import { listOfVersions, selectedVersions, workThrough } from "../actions/several-versions.ts";
import type { CommandArguments } from "../command-arguments.ts";
import { confirmStep } from "../messages.ts";
import { stageIcon } from "../nodes/stage-icon.ts";
import { askForOne, askForText } from "../pickers/ask.ts";
import type { Located } from "../pickers/pick-version.ts";
import { requireWritable } from "../pickers/require-writable.ts";
import { targetVersion } from "../pickers/target.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import {
  allowQuestion,
  doneText,
  moveOneTitle,
  notDoneText,
  severalQuestion,
  severalTitle,
  type Kind,
} from "./move-by-kind-texts.ts";
import { checkAndMove } from "./move-to-stage.ts";

/** A version of a selection, and the stage that it goes to. */
interface PlannedMove extends Located {
  readonly to: Stage;
}

/** “Archive…” and “Reject…”: one version with a reason, or all that are selected. */
export async function moveByKind(
  registries: Registries,
  args: CommandArguments,
  kind: Kind,
): Promise<unknown> {
  await requireWritable(registries, args);
  const selection = selectedVersions(args);
  if (selection.isSeveral) return moveSeveral(selection.versions, selection.leftOut, kind);
  const target = await targetVersion(
    registries,
    args,
    moveVerb(kind),
    (version, { policy }) => stagesFor(policy, version, kind).length > 0,
  );
  if (!target) return undefined;
  const to = await askForStage(target, kind);
  if (to === undefined) return undefined;
  const reason = await askForText({
    title: moveOneTitle(kind, versionTitle(target.version)),
    prompt: l10n.t("Reason (optional), recorded in the history. Press Enter to continue"),
  });
  if (typeof reason === "symbol") return undefined;
  return checkAndMove(target, to, { reason: reason.trim(), wasAsked: true });
}

/** Returns the stages to which a move of this kind may lead from where a version is. */
function stagesFor(policy: Policy, { stage }: Version, kind: Kind): readonly Stage[] {
  return allowedTargets(policy, stage).filter((to) => classifyMove(policy, stage, to) === kind);
}

/** @throws RegistryError if the policy allows no such move */
async function askForStage(
  { in: { registry }, version }: Located,
  kind: Kind,
): Promise<Stage | undefined> {
  const policy = requirePolicy(await registry.call("policy", {}));
  const stages = stagesFor(policy, version, kind);
  const [only] = stages;
  if (only === undefined) {
    throw new RegistryError(await obstacleTo({ registry, version }, policy, kind));
  }
  if (stages.length === 1) return only;
  const answer = await askForOne({
    title: `${moveOneTitle(kind, versionTitle(version))} (${version.stage})`,
    placeholder: l10n.t("Choose the target stage"),
    items: stages.map((stage) => ({ label: stage, iconPath: stageIcon(stage, policy), stage })),
  });
  return typeof answer === "symbol" ? undefined : answer.stage;
}

async function obstacleTo(
  { registry, version }: Pick<FolderRegistry, "registry"> & Pick<Located, "version">,
  policy: Policy,
  kind: Kind,
): Promise<Refusal> {
  const to = kind === "archiving" ? archiveStage(policy) : rejectionStages(policy)[0];
  const about = { version: version.id };
  const preview = to && (await registry.call("previewTransition", { ...about, to }));
  if (preview?.obstacle) return preview.obstacle;
  const { text } = await registry.call("findNextMoves", about);
  const reason = kind === "archiving" ? "no-archive-stage" : "no-rejection-stage";
  return { code: "invalid-request", reason, title: versionTitle(version), moves: text };
}

/** Moves all that can be, with one question and one summary. */
async function moveSeveral(
  versions: readonly Located[],
  leftOut: readonly LeftOut[],
  kind: Kind,
): Promise<unknown> {
  const plans = await Promise.all(versions.map((each) => plan(each, kind)));
  const moves = plans.filter((each): each is PlannedMove => "to" in each);
  const stays = [...leftOut, ...plans.filter((each): each is LeftOut => "reason" in each)];
  const [first] = moves;
  if (!first) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "none-selected-fits",
      action: kind === "archiving" ? "archive" : "reject",
      leftOut: stays,
    });
  }
  const choice = await confirmSeveral(moves, stays, kind);
  if (choice === undefined) return undefined;
  const reason = choice === "with-reason" ? await askForOneReason(kind, moves.length) : "";
  if (typeof reason === "symbol") return undefined;
  return workThrough({
    title: severalTitle(kind, moves.length),
    done: (n) => doneText(kind, n),
    notDone: (n) => notDoneText(kind, n),
    items: moves,
    nameOf: ({ version }) => versionTitle(version),
    leftOut: stays,
    act: ({ in: { registry }, version, to }, task) =>
      registry.call("transition", { version: version.id, to, ...(reason && { reason }) }, task),
  });
}

async function askForOneReason(kind: Kind, versions: number): Promise<string | symbol> {
  const reason = await askForText({
    title: severalTitle(kind, versions),
    prompt: l10n.t("Reason, recorded in the history of each"),
  });
  return typeof reason === "symbol" ? reason : reason.trim();
}

async function plan(located: Located, kind: Kind): Promise<PlannedMove | LeftOut> {
  const { in: folder, version } = located;
  const policy = requirePolicy(await folder.registry.call("policy", {}));
  const [to] = stagesFor(policy, version, kind);
  const title = versionTitle(version);
  if (to === undefined) {
    const obstacle = await obstacleTo({ registry: folder.registry, version }, policy, kind);
    return { title, reason: messageOf(obstacle) };
  }
  const preview = await folder.registry.call("previewTransition", { version: version.id, to });
  const failing = preview.checks.find(({ passed }) => !passed);
  if (preview.obstacle) return { title, reason: messageOf(preview.obstacle) };
  if (failing) return { title, reason: l10n.t("A check fails: {0}.", gateCheckText(failing)) };
  return { ...located, version: preview.version, to };
}

/** One dialog; where a policy runs programs that are not allowed yet, one for each folder. */
async function confirmSeveral(
  moves: readonly PlannedMove[],
  leftOut: readonly LeftOut[],
  kind: Kind,
): Promise<"yes" | "with-reason" | undefined> {
  const about = [
    listOfVersions(moves.map(({ version }) => version)),
    ...(await emptied(moves)),
    ...(leftOut.length > 0 ? ["", leftOutLine(leftOut)] : []),
  ].join("\n");
  const notes: string[] = [];
  for (const [folder, to] of destinations(moves)) {
    const hooks = await hooksAhead(folder, to);
    if (hooks.mustBeAllowed) {
      const allow = kind === "archiving" ? l10n.t("Allow and Archive") : l10n.t("Allow and Reject");
      const question = allowQuestion(kind, moves.length);
      const allowed = await askToAllow(folder, hooks, { question, about, allow });
      if (allowed !== allow) return undefined;
    }
    notes.push(...hooksNote(hooks));
  }
  const verb = kind === "archiving" ? l10n.t("Archive") : l10n.t("Reject");
  const instead =
    kind === "archiving" ? l10n.t("Archive with Reason…") : l10n.t("Reject with Reason…");
  const detail = [about, ...notes].join("\n");
  const question = severalQuestion(kind, moves.length);
  const choice = await confirmStep(question, { detail, verb, instead });
  return choice === verb ? "yes" : choice === instead ? "with-reason" : undefined;
}

/** The stages that the moves lead to, in each folder. */
function destinations(
  moves: readonly PlannedMove[],
): readonly (readonly [FolderRegistry, Stage])[] {
  const found = new Map<string, readonly [FolderRegistry, Stage]>();
  for (const { in: folder, to } of moves) {
    found.set(`${folder.folder.uri.toString()} ${to}`, [folder, to]);
  }
  return [...found.values()];
}

/** Returns lines that name the models that the moves leave without a version in production. */
async function emptied(moves: readonly PlannedMove[]): Promise<readonly string[]> {
  const lines = await Promise.all(
    moves.map(async ({ in: { registry }, version }) => {
      const { policy } = await registry.call("policy", {});
      return version.stage === productionStage(policy)
        ? [l10n.t("{0} will have no version in {1}.", version.model, version.stage)]
        : [];
    }),
  );
  const all = [...new Set(lines.flat())];
  return all.length > 0 ? ["", ...all] : [];
}
