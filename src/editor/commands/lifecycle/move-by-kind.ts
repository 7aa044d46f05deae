import { l10n } from "vscode";
import type { Stage } from "../../../core/model/ids.ts";
import { gateCheckText } from "../../../core/model/policy/gate-check.ts";
import { allowedTargets, type Policy } from "../../../core/model/policy.ts";
import { moveVerb } from "../../../core/policy/move-words.ts";
import { classifyMove, productionStage } from "../../../core/policy/stage-roles.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { messageOf } from "../../../core/refusals/words.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import { leftOutLine, type LeftOut } from "../../../core/text/left-out-line.ts";
import type { EndingPlan, PreparedEndings } from "../../../registry/lifecycle/prepare-move.ts";
import { askToAllow, hooksNote, hooksOf } from "../../actions/permit-hooks.ts";
import { listOfVersions, selectedVersions, workThrough } from "../../actions/several-versions.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep } from "../../messages.ts";
import { stageIcon } from "../../nodes/stage-icon.ts";
import { askForOne, askForText } from "../../pickers/ask.ts";
import type { Located } from "../../pickers/pick-version.ts";
import { requireWritable } from "../../pickers/require-writable.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import {
  allowQuestion,
  doneText,
  moveOneTitle,
  notDoneText,
  severalQuestion,
  severalTitle,
  type Kind,
} from "./move-by-kind-texts.ts";
import { checkAndMove, previewOf } from "./move-to-stage.ts";

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
  const { registry } = target.in;
  const prepared = await registry.call("prepareEndings", {
    versions: [target.version.id],
    kind,
  });
  const [found] = prepared.plans;
  if (found?.obstacle) throw new RegistryError(found.obstacle);
  if (!found?.preview) return undefined;
  const to = await askForStage(target, prepared.policy, found.stages, kind);
  if (to === undefined) return undefined;
  const reason = await askForText({
    title: moveOneTitle(kind, versionTitle(target.version)),
    prompt: l10n.t("Reason (optional), recorded in the history. Press Enter to continue"),
  });
  if (typeof reason === "symbol") return undefined;
  const preview = to === found.preview.to ? found.preview : await previewOf(target, to);
  return checkAndMove(target, preview, prepared, { reason: reason.trim(), wasAsked: true });
}

/** Returns the stages to which a move of this kind may lead from where a version is. */
function stagesFor(policy: Policy, { stage }: Version, kind: Kind): readonly Stage[] {
  return allowedTargets(policy, stage).filter((to) => classifyMove(policy, stage, to) === kind);
}

async function askForStage(
  { version }: Located,
  policy: Policy,
  stages: readonly Stage[],
  kind: Kind,
): Promise<Stage | undefined> {
  if (stages.length === 1) return stages[0];
  const answer = await askForOne({
    title: `${moveOneTitle(kind, versionTitle(version))} (${version.stage})`,
    placeholder: l10n.t("Choose the target stage"),
    items: stages.map((stage) => ({ label: stage, iconPath: stageIcon(stage, policy), stage })),
  });
  return typeof answer === "symbol" ? undefined : answer.stage;
}

/** Moves all that can be, with one question and one summary. */
async function moveSeveral(
  versions: readonly Located[],
  leftOut: readonly LeftOut[],
  kind: Kind,
): Promise<unknown> {
  const folders = await Promise.all(
    [...new Set(versions.map((each) => each.in))].map((folder) => prepare(folder, versions, kind)),
  );
  const plans = folders.flatMap((prepared) =>
    prepared.plans.map((each) => planned(prepared, each)),
  );
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
  const choice = await confirmSeveral(folders, moves, stays, kind);
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

/** Plan for archiving or rejecting the versions of a folder. */
interface PreparedFolder extends PreparedEndings {
  readonly folder: FolderRegistry;
}

async function prepare(
  folder: FolderRegistry,
  versions: readonly Located[],
  kind: Kind,
): Promise<PreparedFolder> {
  const ids = versions.filter((each) => each.in === folder).map(({ version }) => version.id);
  return { folder, ...(await folder.registry.call("prepareEndings", { versions: ids, kind })) };
}

function planned(
  { folder }: PreparedFolder,
  { version, preview, obstacle = preview?.obstacle }: EndingPlan,
): PlannedMove | LeftOut {
  const title = versionTitle(version);
  if (obstacle || !preview) return { title, reason: obstacle ? messageOf(obstacle) : "" };
  const failing = preview.checks.find(({ passed }) => !passed);
  if (failing) return { title, reason: l10n.t("A check fails: {0}.", gateCheckText(failing)) };
  return { in: folder, version: preview.version, to: preview.to };
}

/** One dialog; where a policy runs programs that are not allowed yet, one for each folder. */
async function confirmSeveral(
  folders: readonly PreparedFolder[],
  moves: readonly PlannedMove[],
  leftOut: readonly LeftOut[],
  kind: Kind,
): Promise<"yes" | "with-reason" | undefined> {
  const about = [
    listOfVersions(moves.map(({ version }) => version)),
    ...emptied(folders, moves),
    ...(leftOut.length > 0 ? ["", leftOutLine(leftOut)] : []),
  ].join("\n");
  const notes: string[] = [];
  for (const { folder, hooks: status } of folders) {
    for (const to of destinations(folder, moves)) {
      const hooks = hooksOf(status, to);
      if (hooks.mustBeAllowed) {
        const allow =
          kind === "archiving" ? l10n.t("Allow and Archive") : l10n.t("Allow and Reject");
        const question = allowQuestion(kind, moves.length);
        const allowed = await askToAllow(folder, hooks, { question, about, allow });
        if (allowed !== allow) return undefined;
      }
      notes.push(...hooksNote(hooks));
    }
  }
  const verb = kind === "archiving" ? l10n.t("Archive") : l10n.t("Reject");
  const instead =
    kind === "archiving" ? l10n.t("Archive with Reason…") : l10n.t("Reject with Reason…");
  const detail = [about, ...notes].join("\n");
  const question = severalQuestion(kind, moves.length);
  const choice = await confirmStep(question, { detail, verb, instead });
  return choice === verb ? "yes" : choice === instead ? "with-reason" : undefined;
}

/** Returns the stages that the moves of a folder lead to. */
function destinations(folder: FolderRegistry, moves: readonly PlannedMove[]): ReadonlySet<Stage> {
  return new Set(moves.filter((each) => each.in === folder).map(({ to }) => to));
}

/** Returns lines that name the models that the moves leave without a version in production. */
function emptied(
  folders: readonly PreparedFolder[],
  moves: readonly PlannedMove[],
): readonly string[] {
  const lines = folders.flatMap(({ folder, policy }) => {
    const stage = productionStage(policy);
    return moves
      .filter((each) => each.in === folder && each.version.stage === stage)
      .map(({ version }) =>
        l10n.t("{0} will have no version in {1}.", version.model, version.stage),
      );
  });
  return lines.length > 0 ? ["", ...new Set(lines)] : [];
}
