import { commands } from "vscode";
import { formatBytes } from "../../core/format.ts";
import { RegistryError } from "../../core/refusal.ts";
import { versionTitle, type Version } from "../../core/version.ts";
import type { Deletion } from "../../registry/delete-version.ts";
import { showInformationMessage, showWarningMessage } from "../messages.ts";
import { askForText, required } from "../pick/ask.ts";
import { targetVersion } from "../pick/target.ts";
import type { Registries } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";

/** “Delete Version…”: refused before any question if it is in use; else why, confirmed. */
export async function deleteVersion(
  registries: Registries,
  args: readonly unknown[],
): Promise<unknown> {
  const target = await targetVersion(registries, args, "Delete Version");
  if (!target) return undefined;
  const { registry } = target.in;
  const { id } = target.version;
  const { version, freed, obstacle } = await registry.call("previewDeletion", { version: id });
  if (obstacle) throw new RegistryError(obstacle);
  const title = versionTitle(version);
  const reason = await askForText({
    title: `Delete ${title}`,
    prompt: "Why? The history keeps it",
    problem: required("A deletion needs a reason."),
  });
  if (typeof reason === "symbol" || !(await confirm(version, freed))) return undefined;
  const done = await runWithProgress(`Deleting ${title}`, (task) =>
    registry.call("deleteVersion", { version: id, reason }, task),
  );
  void tell(title, done);
  return done.event;
}

async function confirm(version: Version, freed: number): Promise<boolean> {
  const space =
    freed > 0
      ? `${formatBytes(freed)} that no other version has will be freed. This can't be undone.`
      : "No space will be freed: other versions have the same bytes. This can't be undone.";
  const answer = await showWarningMessage(
    `Delete ${versionTitle(version)}?`,
    {
      modal: true,
      detail: `${space}\n\nIts history stays, and the number ${version.number} is never given again.`,
    },
    "Delete",
  );
  return answer === "Delete";
}

async function tell(title: string, { freed, notFreed }: Deletion): Promise<void> {
  const said = `${title} was deleted, ${formatBytes(freed.bytes)} freed.`;
  if (!notFreed) {
    void showInformationMessage(said);
    return;
  }
  const choice = await showWarningMessage(
    `${said} The bytes were not all freed: ${notFreed.message}`,
    "Free Space…",
  );
  if (choice) await commands.executeCommand("modelRegistry.freeSpace");
}
