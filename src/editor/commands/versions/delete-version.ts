import { l10n } from "vscode";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { messageOf } from "../../../core/refusals/words.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import { formatBytes } from "../../../core/text/format.ts";
import { formatNumber } from "../../../core/text/language.ts";
import { leftOutLine, type LeftOut } from "../../../core/text/left-out-line.ts";
import type { Deletion } from "../../../registry/retention/delete-version.ts";
import {
  listOfVersions,
  selectedVersions,
  spaceText,
  workThrough,
  type VersionSelection,
} from "../../actions/several-versions.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage, showWarningMessage } from "../../messages.ts";
import { askForText, required, type Unanswered } from "../../pickers/ask.ts";
import type { Located } from "../../pickers/pick-version.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import { runCommand } from "../../run-command.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/**
 * “Delete Version…”: refused before any question if it is in use; else why, confirmed. Of several
 * that are selected, those that are not in use.
 */
export async function deleteVersion(
  registries: Registries,
  args: CommandArguments,
): Promise<unknown> {
  const selection = selectedVersions(args);
  if (selection.isSeveral) return deleteSeveral(selection);
  const target = await targetVersion(registries, args, l10n.t("Delete Version"));
  if (!target) return undefined;
  const { registry } = target.in;
  const { id } = target.version;
  const { version, freed, obstacle } = await registry.call("previewDeletion", { version: id });
  if (obstacle) throw new RegistryError(obstacle);
  const title = versionTitle(version);
  const reason = await askForReason(l10n.t("Delete {0}", title));
  if (typeof reason === "symbol" || !(await confirm(version, freed))) return undefined;
  const done = await runWithProgress(l10n.t("Deleting {0}", title), (task) =>
    registry.call("deleteVersion", { version: id, reason }, task),
  );
  void tell(title, done);
  return done.event;
}

function askForReason(title: string): Promise<string | Unanswered> {
  return askForText({
    title,
    prompt: l10n.t("Reason, recorded in the history"),
    problem: required(l10n.t("A deletion needs a reason.")),
  });
}

/** Deletes those of a selection that nothing refers to, newest first. */
async function deleteSeveral({ versions, leftOut }: VersionSelection): Promise<unknown> {
  const folders = [...new Set(versions.map((each) => each.in))];
  const previews = await Promise.all(
    folders.map(async (folder) => {
      const ids = versions.filter((each) => each.in === folder).map(({ version }) => version.id);
      return { folder, ...(await folder.registry.call("previewDeletions", { versions: ids })) };
    }),
  );
  const going = previews
    .flatMap(({ folder, versions: of }) =>
      of.flatMap(({ version, obstacle }) => (obstacle ? [] : [{ in: folder, version }])),
    )
    .toSorted((a, b) => (a.version.id < b.version.id ? 1 : -1));
  const stays: readonly LeftOut[] = [
    ...leftOut,
    ...previews.flatMap(({ versions: of }) =>
      of.flatMap(({ version, obstacle }) =>
        obstacle ? [{ title: versionTitle(version), reason: messageOf(obstacle) }] : [],
      ),
    ),
  ];
  if (going.length === 0) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "none-selected-fits",
      action: "delete",
      leftOut: stays,
    });
  }
  const n = going.length;
  const title =
    n === 1 ? l10n.t("Delete 1 version") : l10n.t("Delete {0} versions", formatNumber(n));
  const reason = await askForReason(title);
  if (typeof reason === "symbol") return undefined;
  const freed = previews.reduce((sum, each) => sum + each.freed, 0);
  const detail = [
    spaceText(freed),
    listOfVersions(going.map(({ version }) => version)),
    ...(stays.length > 0 ? [leftOutLine(stays)] : []),
    l10n.t("Their history is kept, and their numbers are never used again."),
  ].join("\n\n");
  const safe = n === 1 ? l10n.t("Keep Version") : l10n.t("Keep Versions");
  const verb = l10n.t("Delete");
  const question =
    n === 1 ? l10n.t("Delete 1 version?") : l10n.t("Delete {0} versions?", formatNumber(n));
  if ((await confirmStep(question, { detail, verb, safe })) !== verb) return undefined;
  return workThrough<Located, Deletion>({
    title,
    done: (deleted) =>
      deleted === 1
        ? l10n.t("1 version deleted.")
        : l10n.t("{0} versions deleted.", formatNumber(deleted)),
    notDone: (rest) =>
      rest === 1
        ? l10n.t("Cancelled: 1 version not deleted.")
        : l10n.t("Cancelled: {0} versions not deleted.", formatNumber(rest)),
    items: going,
    nameOf: ({ version }) => versionTitle(version),
    leftOut: stays,
    act: ({ in: { registry }, version }, task) =>
      registry.call("deleteVersion", { version: version.id, reason }, task),
    note: (done) =>
      l10n.t("{0} freed.", formatBytes(done.reduce((sum, each) => sum + each.freed.bytes, 0))),
  });
}

async function confirm(version: Version, freed: number): Promise<boolean> {
  const history = l10n.t(
    "Its history is kept, and the number {0} is never used again.",
    version.number,
  );
  const verb = l10n.t("Delete");
  const answer = await confirmStep(l10n.t("Delete {0}?", versionTitle(version)), {
    detail: `${spaceText(freed)}\n\n${history}`,
    verb,
    safe: l10n.t("Keep Version"),
  });
  return answer === verb;
}

async function tell(title: string, { freed, notFreed }: Deletion): Promise<void> {
  const said = l10n.t("{0} was deleted, {1} freed.", title, formatBytes(freed.bytes));
  if (!notFreed) {
    void showInformationMessage(said);
    return;
  }
  const choice = await showWarningMessage(
    `${said} ${l10n.t("The bytes were not all freed: {0}", messageOf(notFreed))}`,
    l10n.t("Free Space…"),
  );
  if (choice) await runCommand("freeSpace");
}
