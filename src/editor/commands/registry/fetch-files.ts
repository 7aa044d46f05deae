import { l10n } from "vscode";
import { versionTitle } from "../../../core/state/version.ts";
import { formatBytes } from "../../../core/text/format.ts";
import type { FetchedObjects } from "../../../registry/exchange/fetch-bytes.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { showInformationMessage } from "../../messages.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/** “Fetch Files from Shared Registry”: brings the files of a version to this machine. */
export async function fetchFiles(
  registries: Registries,
  args: CommandArguments,
): Promise<FetchedObjects | undefined> {
  const target = await targetVersion(registries, args, l10n.t("Fetch Files from Shared Registry"));
  if (!target) return undefined;
  const { version } = target;
  const title = versionTitle(version);
  const fetched = await runWithProgress(l10n.t("Fetching the files of {0}", title), (task) =>
    target.in.registry.call("fetchFiles", { version: version.id }, task),
  );
  registries.refresh();
  const text =
    fetched.objects === 0
      ? l10n.t("All files of {0} are on this machine.", title)
      : l10n.t("Fetched the files of {0}: {1}.", title, formatBytes(fetched.bytes));
  void showInformationMessage(text);
  return fetched;
}
