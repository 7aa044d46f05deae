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
import { count } from "../../core/text/format.ts";
import { askToAllow, hooksAhead, hooksNote } from "../actions/permit-hooks.ts";
import {
  leftOutLine,
  listOfVersions,
  selectedVersions,
  workThrough,
  type LeftOut,
} from "../actions/several-versions.ts";
import type { CommandArguments } from "../command-arguments.ts";
import { confirmStep } from "../messages.ts";
import { stageIcon } from "../nodes/stage-icon.ts";
import { askForOne, askForText } from "../pickers/ask.ts";
import type { Located } from "../pickers/pick-version.ts";
import { requireWritable } from "../pickers/require-writable.ts";
import { targetVersion } from "../pickers/target.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { checkAndMove } from "./move-to-stage.ts";

type Kind = "archiving" | "rejection";

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
    title: `${moveVerb(kind)} ${versionTitle(target.version)}`,
    prompt: "Reason (optional), recorded in the history. Press Enter to continue",
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
    title: `${moveVerb(kind)} ${versionTitle(version)} (${version.stage})`,
    placeholder: "Choose the target stage",
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
  const verb = moveVerb(kind).toLowerCase();
  const kinds = kind === "archiving" ? "archived" : "rejected";
  return {
    code: "transition-not-allowed",
    message: `Can't ${verb} ${versionTitle(version)}: the policy has no stage for ${kinds} versions.`,
    wayOut: `${text} Or add such a stage to the policy.`,
  };
}

/** Moves all that can be, with one question and one summary. */
async function moveSeveral(
  versions: readonly Located[],
  leftOut: readonly LeftOut[],
  kind: Kind,
): Promise<unknown> {
  const verb = moveVerb(kind);
  const plans = await Promise.all(versions.map((each) => plan(each, kind)));
  const moves = plans.filter((each): each is PlannedMove => "to" in each);
  const stays = [...leftOut, ...plans.filter((each): each is LeftOut => "reason" in each)];
  const [first] = moves;
  if (!first) {
    throw new RegistryError({
      code: "transition-not-allowed",
      message: `None of what is selected can be ${kind === "archiving" ? "archived" : "rejected"}. ${leftOutLine(stays)}`,
      wayOut: "Select other versions.",
    });
  }
  const choice = await confirmSeveral(moves, stays, verb);
  if (choice === undefined) return undefined;
  const reason = choice === "with-reason" ? await askForOneReason(verb, moves.length) : "";
  if (typeof reason === "symbol") return undefined;
  return workThrough({
    title: `${verb} ${count(moves.length, "version")}`,
    done: kind === "archiving" ? "archived" : "rejected",
    items: moves,
    nameOf: ({ version }) => versionTitle(version),
    leftOut: stays,
    act: ({ in: { registry }, version, to }, task) =>
      registry.call("transition", { version: version.id, to, ...(reason && { reason }) }, task),
  });
}

async function askForOneReason(verb: string, versions: number): Promise<string | symbol> {
  const reason = await askForText({
    title: `${verb} ${count(versions, "version")}`,
    prompt: "Reason, recorded in the history of each",
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
  if (failing) return { title, reason: `A check fails: ${gateCheckText(failing)}.` };
  return { ...located, version: preview.version, to };
}

/** One dialog; where a policy runs programs that are not allowed yet, one for each folder. */
async function confirmSeveral(
  moves: readonly PlannedMove[],
  leftOut: readonly LeftOut[],
  verb: string,
): Promise<"yes" | "with-reason" | undefined> {
  const what = `${verb} ${count(moves.length, "version")}`;
  const about = [
    listOfVersions(moves.map(({ version }) => version)),
    ...(await emptied(moves)),
    ...(leftOut.length > 0 ? ["", leftOutLine(leftOut)] : []),
  ].join("\n");
  const notes: string[] = [];
  for (const [folder, to] of destinations(moves)) {
    const hooks = await hooksAhead(folder, to);
    if (hooks.mustBeAllowed) {
      const allow = `Allow and ${verb}`;
      const question = `Allow these programs and ${what.toLowerCase()}?`;
      const allowed = await askToAllow(folder, hooks, { question, about, allow });
      if (allowed !== allow) return undefined;
    }
    notes.push(...hooksNote(hooks));
  }
  const instead = `${verb} with Reason…`;
  const detail = [about, ...notes].join("\n");
  const choice = await confirmStep(`${what}?`, { detail, verb, instead });
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
        ? [`${version.model} will have no version in ${version.stage}.`]
        : [];
    }),
  );
  const all = [...new Set(lines.flat())];
  return all.length > 0 ? ["", ...all] : [];
}
