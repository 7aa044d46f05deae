import { commands, window } from "vscode";
import type { Stage } from "../../core/ids.ts";
import { allowedTargets, productionStage, retirementStage } from "../../core/policy.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionTitle } from "../../core/version.ts";
import { askForOne, askForText } from "../pick/ask.ts";
import type { Located } from "../pick/pick-version.ts";
import { targetVersion } from "../pick/target.ts";
import type { Registries } from "../registries.ts";
import { mainMetricText } from "../tree/main-metric.ts";
import { stageIcon } from "../tree/stage-icon.ts";

/** “Promote…”: offers the stages that the policy allows, confirms, moves. */
export async function promote(registries: Registries, args: readonly unknown[]): Promise<unknown> {
  const target = await targetVersion(
    registries,
    args,
    "Promote",
    (version, { policy }) => allowedTargets(policy, version.stage).length > 0,
  );
  if (!target) return undefined;
  const to = (await stageOf(target, args[1])) ?? (await askForStage(target));
  return to && confirmAndMove(target, to);
}

/** “Archive…” and “Reject…”: to one stage, with a reason. */
export async function moveTo(
  registries: Registries,
  args: readonly unknown[],
  to: Stage,
  title: string,
): Promise<unknown> {
  const target = await targetVersion(registries, args, title, (version, { policy }) =>
    allowedTargets(policy, version.stage).includes(to),
  );
  if (!target) return undefined;
  const reason = await askForText({
    title: `${title} ${versionTitle(target.version)}`,
    prompt: "Reason (optional): the history keeps it. Press Enter to go on",
  });
  if (typeof reason === "symbol") return undefined;
  return confirmAndMove(target, to, reason.trim());
}

/** A page may have said which stage it means. */
async function stageOf({ in: { registry } }: Located, value: unknown): Promise<Stage | undefined> {
  const { policy } = await registry.call("policy", {});
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

async function confirmAndMove(
  { in: folder, version }: Located,
  to: Stage,
  reason?: string,
): Promise<unknown> {
  const { production } = await folder.registry.call("describeVersion", { version: version.id });
  const { policy } = await folder.registry.call("policy", {});
  const replaced = to === productionStage && production?.id !== version.id ? production : undefined;
  const metric = replaced && mainMetricText(replaced, undefined, folder.folder.uri);
  const consequence = replaced
    ? ` Version ${replaced.number}${metric ? ` (${metric})` : ""} will be moved to ${retirementStage(policy)}.`
    : version.stage === productionStage
      ? ` ${version.model} will have no version in ${productionStage}.`
      : "";
  const verb = verbFor(to);
  const confirmed = await window.showWarningMessage(
    `${verb} ${versionTitle(version)} ${verb === "Promote" || verb === "Move" ? `to ${to}` : ""}`.trim() +
      "?",
    { modal: true, detail: `From ${version.stage} to ${to}.${consequence}` },
    verb,
  );
  if (confirmed !== verb) return undefined;
  const event = await folder.registry.call("transition", {
    version: version.id,
    to,
    ...(reason && { reason }),
  });
  const after = replaced ? `; ${versionTitle(replaced)} is in ${retirementStage(policy)}` : "";
  void window
    .showInformationMessage(`${versionTitle(version)} is in ${to} now${after}.`, "Show")
    .then((choice) => {
      if (!choice) return;
      void commands.executeCommand("modelRegistry.showVersion", {
        folder: folder.folder.uri.toString(),
        version: version.id,
      });
    });
  return event;
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
