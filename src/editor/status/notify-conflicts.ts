import { type Disposable, l10n, type Memento } from "vscode";
import type { ListedConflict } from "../../registry/audit/list-conflicts.ts";
import { log } from "../log.ts";
import { showWarningMessage } from "../messages.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runCommand } from "../run-command.ts";
import { untoldConflicts } from "./untold-conflicts.ts";

/**
 * Notifies once of conflicts that ledger files of other clones have brought, however they came.
 * Reported conflicts are remembered for the workspace.
 */
export function notifyOfConflicts(registries: Registries, memory: Memento): Disposable {
  const failed = (error: unknown): void => {
    log().error(`conflicts: ${String(error)}`);
  };
  let checking: Promise<void> = Promise.resolve();
  const check = (): void => {
    checking = checking
      .then(async () => {
        for (const found of registries.all()) await notifyOfNew(found, memory).catch(failed);
      })
      .catch(failed);
  };
  check();
  return registries.onDidChange(check);
}

async function notifyOfNew({ folder, registry }: FolderRegistry, memory: Memento): Promise<void> {
  const conflicts = await registry.call("listConflicts", {});
  void notify(await untoldConflicts(memory, folder.uri.toString(), conflicts));
}

async function notify(conflicts: readonly ListedConflict[]): Promise<void> {
  const [newest] = conflicts;
  if (!newest) return;
  const first = `${newest.title}: ${newest.text}`;
  const message =
    conflicts.length === 1
      ? l10n.t("Conflict after merging ledger files. {0}.", first)
      : l10n.t(
          "{0} conflicts after merging ledger files. The newest, {1}.",
          conflicts.length,
          first,
        );
  const button = l10n.t("Show Conflicts");
  const choice = await showWarningMessage(message, button);
  if (choice === button) await runCommand("showConflicts");
}
