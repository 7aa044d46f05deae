import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionTitle, type Version } from "../../core/state/version.ts";
import { count, formatBytes } from "../../core/text/format.ts";
import type { Deletion } from "../../registry/retention/delete-version.ts";
import {
  leftOutLine,
  listOfVersions,
  selectedVersions,
  workThrough,
  type LeftOut,
  type VersionSelection,
} from "../actions/several-versions.ts";
import type { CommandArguments } from "../command-arguments.ts";
import { confirmStep, showInformationMessage, showWarningMessage } from "../messages.ts";
import { askForText, required, type Unanswered } from "../pickers/ask.ts";
import type { Located } from "../pickers/pick-version.ts";
import { targetVersion } from "../pickers/target.ts";
import type { Registries } from "../registries.ts";
import { runCommand } from "../run-command.ts";
import { runWithProgress } from "../run-with-progress.ts";

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
  const target = await targetVersion(registries, args, "Delete Version");
  if (!target) return undefined;
  const { registry } = target.in;
  const { id } = target.version;
  const { version, freed, obstacle } = await registry.call("previewDeletion", { version: id });
  if (obstacle) throw new RegistryError(obstacle);
  const title = versionTitle(version);
  const reason = await askForReason(`Delete ${title}`);
  if (typeof reason === "symbol" || !(await confirm(version, freed))) return undefined;
  const done = await runWithProgress(`Deleting ${title}`, (task) =>
    registry.call("deleteVersion", { version: id, reason }, task),
  );
  void tell(title, done);
  return done.event;
}

function askForReason(title: string): Promise<string | Unanswered> {
  return askForText({
    title,
    prompt: "Reason, recorded in the history",
    problem: required("A deletion needs a reason."),
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
      code: "version-in-use",
      message: `None of what is selected can be deleted. ${leftOutLine(stays)}`,
      wayOut: "Select other versions.",
    });
  }
  const title = `Delete ${count(going.length, "version")}`;
  const reason = await askForReason(title);
  if (typeof reason === "symbol") return undefined;
  const freed = previews.reduce((sum, each) => sum + each.freed, 0);
  const detail = [
    spaceText(freed),
    listOfVersions(going.map(({ version }) => version)),
    ...(stays.length > 0 ? [leftOutLine(stays)] : []),
    "Their history is kept, and their numbers are never used again.",
  ].join("\n\n");
  const safe = going.length === 1 ? "Keep Version" : "Keep Versions";
  const answer = await confirmStep(`${title}?`, { detail, verb: "Delete", safe });
  if (answer !== "Delete") return undefined;
  return workThrough<Located, Deletion>({
    title,
    done: "deleted",
    items: going,
    nameOf: ({ version }) => versionTitle(version),
    leftOut: stays,
    act: ({ in: { registry }, version }, task) =>
      registry.call("deleteVersion", { version: version.id, reason }, task),
    note: (done) => `${formatBytes(done.reduce((sum, each) => sum + each.freed.bytes, 0))} freed.`,
  });
}

function spaceText(freed: number): string {
  return freed > 0
    ? `${formatBytes(freed)} that no other version has will be freed. This can't be undone.`
    : "No space will be freed: other versions have the same bytes. This can't be undone.";
}

async function confirm(version: Version, freed: number): Promise<boolean> {
  const answer = await confirmStep(`Delete ${versionTitle(version)}?`, {
    detail: `${spaceText(freed)}\n\nIts history is kept, and the number ${version.number} is never used again.`,
    verb: "Delete",
    safe: "Keep Version",
  });
  return answer === "Delete";
}

async function tell(title: string, { freed, notFreed }: Deletion): Promise<void> {
  const said = `${title} was deleted, ${formatBytes(freed.bytes)} freed.`;
  if (!notFreed) {
    void showInformationMessage(said);
    return;
  }
  const choice = await showWarningMessage(
    `${said} The bytes were not all freed: ${messageOf(notFreed)}`,
    "Free Space…",
  );
  if (choice) await runCommand("freeSpace");
}
