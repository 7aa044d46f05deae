import { commands, type QuickPickItem } from "vscode";
import { formatAge } from "../../core/format.ts";
import { gateCheckText } from "../../core/gate-check.ts";
import { productionStage } from "../../core/policy.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionTitle, type Version } from "../../core/version.ts";
import type { Rollback, RollbackPreview } from "../../registry/roll-back.ts";
import type { RollbackTargets } from "../../registry/rollback-targets.ts";
import { showInformationMessage, showWarningMessage } from "../messages.ts";
import { askInTurn } from "../pick/ask-in-turn.ts";
import { askForOne, askForText, required, type Place, type Unanswered } from "../pick/ask.ts";
import { targetModel, type VersionArgument } from "../pick/target.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";
import { mainMetricText } from "../tree/main-metric.ts";
import { stageIcon } from "../tree/stage-icon.ts";
import { askToAllow, hooksAfter, hooksAhead, hooksNote, warnOfFailedHook } from "./permit-hooks.ts";

interface Draft {
  readonly version: Version | undefined;
  readonly reason: string;
}

/** “Roll Back…”: which version, why, confirmed; its bytes are verified before anything changes. */
export async function rollBack(registries: Registries, args: readonly unknown[]): Promise<unknown> {
  const target = await targetModel(
    registries,
    args,
    "Roll Back",
    ({ production, model }) => production !== undefined || model.versionCount > 1,
  );
  if (!target) return undefined;
  const model = target.overview.model.name;
  const { registry } = target.in;
  const targets = await registry.call("rollbackTargets", { model, stage: productionStage });
  if (targets.obstacle) throw new RegistryError(targets.obstacle);
  if (targets.candidates.length === 0) {
    throw new RegistryError({
      code: "nothing-to-roll-back-to",
      message: `Can't roll back ${model}: no other version has been in ${productionStage}.`,
      wayOut: targets.advice,
    });
  }
  const draft = await askInTurn<Draft>(`Roll back ${model}`, { version: undefined, reason: "" }, [
    (answers, place) => askForVersion(target.in, targets, answers, place),
    async (answers, place) => {
      // A reason is asked for only if the version can be brought back.
      if (answers.version) await requirePossible(target.in, answers.version);
      return askForReason(answers, place);
    },
  ]);
  if (!draft?.version) return undefined;
  const { version, reason } = draft;
  const request = { model, stage: productionStage, version: version.id, reason };
  const preview = await requirePossible(target.in, version);
  if (!(await isConfirmed(target.in, targets.current, version, preview))) return undefined;
  const event = await runWithProgress(`Rolling back ${model}`, (task) =>
    registry.call("rollBack", request, task),
  );
  void tell(target.in, version, targets.current, event);
  return event;
}

async function askForVersion(
  { folder }: FolderRegistry,
  { candidates }: RollbackTargets,
  draft: Draft,
  place: Place,
): Promise<Draft | Unanswered> {
  const items = candidates.map((version, index): QuickPickItem & { version: Version } => {
    const metric = mainMetricText(version, undefined, folder.uri);
    return {
      label: versionTitle(version),
      description: [
        index === 0 ? "the previous one" : undefined,
        metric,
        `left ${formatAge(version.stageSince, Date.now())} ago`,
      ]
        .filter((fact) => fact !== undefined)
        .join(" · "),
      iconPath: stageIcon(version.stage),
      version,
    };
  });
  const answer = await askForOne({
    ...place,
    placeholder: `Which version shall be in ${productionStage} again?`,
    items,
    active: items.find((item) => item.version.id === draft.version?.id),
  });
  return typeof answer === "symbol" ? answer : { ...draft, version: answer.version };
}

/** @throws RegistryError the obstacle of a rollback to this version, if there is one */
async function requirePossible(
  { registry }: FolderRegistry,
  { model, id }: Version,
): Promise<RollbackPreview> {
  const request = { model, stage: productionStage, version: id };
  const preview = await registry.call("previewRollback", request);
  if (preview.obstacle) throw new RegistryError(preview.obstacle);
  return preview;
}

async function askForReason(draft: Draft, place: Place): Promise<Draft | Unanswered> {
  const answer = await askForText({
    ...place,
    prompt: "Why? The history keeps it, with an incident's number or link if there is one",
    value: draft.reason,
    problem: required("A rollback needs a reason."),
  });
  return typeof answer === "symbol" ? answer : { ...draft, reason: answer };
}

/** Asks for confirmation in one dialog, also when hooks must be allowed for it. */
async function isConfirmed(
  folder: FolderRegistry,
  current: Version | undefined,
  version: Version,
  { checks }: RollbackPreview,
): Promise<boolean> {
  const replaced = current ? ` ${versionTitle(current)} will be archived.` : "";
  const skipped = checks.filter((check) => check.skipped && !check.passed);
  const about = [
    `From ${version.stage} to ${productionStage}, after its bytes have been verified.${replaced}`,
    ...(skipped.length > 0
      ? ["", "These checks fail and are skipped:", ...skipped.map(gateCheckText)]
      : []),
  ].join("\n");
  const hooks = hooksAfter(await hooksAhead(folder, productionStage));
  if (hooks.mustBeAllowed) {
    const allow = "Allow and Roll Back";
    const question = `Allow these programs and roll back to ${versionTitle(version)}?`;
    return (await askToAllow(folder, hooks, { question, about, allow })) === allow;
  }
  const answer = await showWarningMessage(
    `Roll back to ${versionTitle(version)}?`,
    { modal: true, detail: [about, ...hooksNote(hooks)].join("\n") },
    "Roll Back",
  );
  return answer === "Roll Back";
}

async function tell(
  { folder }: FolderRegistry,
  version: Version,
  replaced: Version | undefined,
  { hooks }: Rollback,
): Promise<void> {
  const after = replaced ? `; ${versionTitle(replaced)} was archived` : "";
  const done = `${versionTitle(version)} is in ${productionStage} again, verified${after}.`;
  if (warnOfFailedHook(done, hooks)) return;
  const choice = await showInformationMessage(done, "Show");
  if (!choice) return;
  const argument: VersionArgument = { folder: folder.uri.toString(), version: version.id };
  await commands.executeCommand("modelRegistry.showVersion", argument);
}
