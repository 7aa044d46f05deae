import { l10n } from "vscode";
import { notifyOfCompletions } from "../../monitoring/notify-completions.ts";
import { notifyOfRollbacks } from "../../monitoring/notify-rollbacks.ts";
import type { Pages } from "../../panels/pages.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { requireTrust } from "../../pickers/require-writable.ts";
import type { Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/**
 * “Show Monitoring”: what the policy watches of versions in use.
 *
 * @param folder of the registry; asked for if absent and there are several
 */
export async function showMonitoring(
  registries: Registries,
  pages: Pages,
  folder?: string,
): Promise<undefined> {
  const found =
    (folder === undefined ? undefined : registries.at(folder)) ??
    (await pickFolder(registries, l10n.t("Show Monitoring")));
  if (found) pages.show({ page: "monitoring", folder: found.folder.uri.toString() });
}

/** Evaluates the rules of a folder's policy now, and records what has changed. */
export async function checkMonitoring(registries: Registries, folder: string): Promise<undefined> {
  requireTrust();
  const found = registries.at(folder);
  if (!found) return;
  const report = await runWithProgress(
    l10n.t("Checking the rules of {0}", found.folder.name),
    (task) => found.registry.call("monitor", {}, task),
  );
  void notifyOfRollbacks(found, report);
  void notifyOfCompletions(found, report);
}
