import { commands, l10n, Uri } from "vscode";
import type { Refusal } from "../../../core/refusals/refusal.ts";
import { messageOf } from "../../../core/refusals/words.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { RepairPlan } from "../../../registry/audit/preview-repair.ts";
import { log } from "../../log.ts";
import { showInformationMessage, showWarningMessage } from "../../messages.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { requireTrust } from "../../pickers/require-writable.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/**
 * “Repair Ledger…”: shows the damage or loss and continues without it once the user has confirmed.
 */
export async function repairRegistry(registries: Registries, folder?: string): Promise<boolean> {
  requireTrust();
  const named = folder === undefined ? undefined : registries.at(folder);
  const found = named ?? (await pickFolder(registries, l10n.t("Repair Ledger")));
  if (!found) return false;
  const { registry } = found;
  const { name } = found.folder;
  const plan = await runWithProgress(l10n.t("Reading the ledger of {0}", name), (task) =>
    registry.call("previewRepair", {}, task),
  );
  if (plan) return repairDamage(found, plan);
  const { problems } = await registry.call("overview", {});
  const loss = problems.find(({ reason }) => reason === "events-lost");
  if (loss) return acceptLoss(found, loss);
  void showInformationMessage(l10n.t("Nothing is damaged or missing in the ledger of {0}.", name));
  return false;
}

async function repairDamage(found: FolderRegistry, plan: RepairPlan): Promise<boolean> {
  const { folder, registry } = found;
  const detail = [
    ...plan.files.map(
      ({ file, line, problem, events, droppedCount }) =>
        `${l10n.t("ledger/{0}, line {1}: {2}.", file, line, problem)} ${keepText(events, droppedCount)}`,
    ),
    ...lostLines(plan),
    l10n.t(
      "A backup, or a copy of the file in another clone, keeps everything: put that back first if you can.",
    ),
    l10n.t(
      "Repair copies all readable events to a new ledger file. The damaged file is kept, and nothing is removed.",
    ),
  ].join("\n\n");
  // The first button has the focus: it must change nothing.
  const details = l10n.t("Show Details");
  const repair = l10n.t("Repair Ledger");
  const answer = await showWarningMessage(
    l10n.t("Repair the ledger of {0}?", folder.name),
    { modal: true, detail },
    details,
    repair,
  );
  if (answer === details) showDetails(found, plan);
  if (answer !== repair) return false;
  const repaired = await runWithProgress(
    l10n.t("Repairing the ledger of {0}", folder.name),
    (task) => registry.call("repairLedger", { files: plan.files }, task),
  );
  const kept = repaired?.files.map(
    ({ events, dropped, keptAs }) =>
      `${keptText(events, dropped)}; ${l10n.t("the damaged file is ledger/{0}", keptAs)}`,
  );
  void showInformationMessage(
    kept
      ? l10n.t("The ledger of {0} is repaired: {1}.", folder.name, kept.join("; "))
      : l10n.t("The ledger of {0} is repaired already.", folder.name),
  );
  return true;
}

function lostLines({ lost }: RepairPlan): readonly string[] {
  if (lost.length === 0) return [];
  const models = new Set(lost.flatMap(({ model }) => model ?? []));
  if (models.size === 0) {
    return [
      lost.length === 1
        ? l10n.t("1 event would be lost.")
        : l10n.t("{0} events would be lost.", formatNumber(lost.length)),
    ];
  }
  const names = [...models].slice(0, 5).join(", ");
  return [
    lost.length === 1
      ? l10n.t("1 event about {0} would be lost.", names)
      : l10n.t("{0} events about {1} would be lost.", formatNumber(lost.length), names),
  ];
}

/** Counts of a line's two halves are texts of their own, as each has a singular. */
function keepText(events: number, dropped: number): string {
  const kept =
    events === 1
      ? l10n.t("1 event can be kept,")
      : l10n.t("{0} events can be kept,", formatNumber(events));
  const lost =
    dropped === 1 ? l10n.t("1 line can't.") : l10n.t("{0} lines can't.", formatNumber(dropped));
  return `${kept} ${lost}`;
}

function keptText(events: number, dropped: number): string {
  const kept =
    events === 1 ? l10n.t("1 event kept,") : l10n.t("{0} events kept,", formatNumber(events));
  const lost =
    dropped === 1 ? l10n.t("1 line dropped") : l10n.t("{0} lines dropped", formatNumber(dropped));
  return `${kept} ${lost}`;
}

/** Lists what follows the damage in the log. */
function showDetails({ folder }: FolderRegistry, { files, lost }: RepairPlan): void {
  for (const { file, line, problem, dropped, following } of files) {
    log().warn(`${folder.name}: ledger/${file}, line ${line}: ${problem}`);
    for (const each of dropped) log().warn(`  line ${each.line} can't be kept: ${each.problem}`);
    for (const { line: at, event, withoutEffect } of following) {
      const { actor, subject, title: what } = event;
      const effect = withoutEffect === undefined ? "" : ` (without effect: ${withoutEffect})`;
      log().info(
        `  line ${at} can be kept: ${event.at} ${actor.name}: ${subject} ${what}${effect}`,
      );
    }
  }
  for (const { at, actor, type, model = "" } of lost) {
    log().warn(`  lost: ${at} ${actor}: ${type} ${model}`);
  }
  log().show();
}

async function acceptLoss(found: FolderRegistry, loss: Refusal): Promise<boolean> {
  const { folder, registry } = found;
  const open = l10n.t("Open Ledger Folder");
  const accept = l10n.t("Accept Loss");
  const answer = await showWarningMessage(
    l10n.t("Continue in {0} without the lost events?", folder.name),
    {
      modal: true,
      detail: [
        messageOf(loss),
        l10n.t(
          "If there is a backup, or another clone with a copy, put the file back into .model-registry/ledger instead: then nothing is lost.",
        ),
        l10n.t(
          "Accepting the loss starts a new ledger file. Nothing is removed, and a lost file that is found later can be put back.",
        ),
      ].join("\n\n"),
    },
    open,
    accept,
  );
  if (answer === open) {
    await commands.executeCommand(
      "revealFileInOS",
      Uri.joinPath(folder.uri, ".model-registry", "ledger"),
    );
  }
  if (answer !== accept) return false;
  await runWithProgress(l10n.t("Accepting the loss in {0}", folder.name), (task) =>
    registry.call("acceptLoss", {}, task),
  );
  void showInformationMessage(
    l10n.t(
      "{0} continues in a new ledger file, without the lost events. A file that is found later can be put back into .model-registry/ledger.",
      folder.name,
    ),
  );
  return true;
}
