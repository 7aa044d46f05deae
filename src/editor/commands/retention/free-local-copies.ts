import { l10n } from "vscode";
import { formatBytes } from "../../../core/text/format.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { LocalCopies } from "../../../registry/retention/free-local-copies.ts";
import { confirmStep, showInformationMessage } from "../../messages.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import type { Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/**
 * “Free Local Copies…”: removes copies of files that the shared registry has, once the person has
 * seen how much that is. Those of versions in use stay.
 */
export async function freeLocalCopies(registries: Registries): Promise<LocalCopies | undefined> {
  const chosen = await pickFolder(registries, l10n.t("Free Local Copies"));
  if (!chosen) return undefined;
  const { folder, registry } = chosen;
  const found = await runWithProgress(
    l10n.t("Asking the shared registry of {0} which files it has", folder.name),
    (task) => registry.call("findLocalCopies", {}, task),
  );
  if (found.objects === 0) {
    void showInformationMessage(nothingText(found, folder.name));
    return undefined;
  }
  const verb = l10n.t("Free Local Copies");
  const answer = await confirmStep(
    l10n.t("Free {0} in {1}?", formatBytes(found.bytes), folder.name),
    {
      detail: [foundText(found.objects), ...keptText(found)].join(" "),
      verb,
      safe: l10n.t("Keep Files"),
    },
  );
  if (answer !== verb) return undefined;
  const freed = await runWithProgress(l10n.t("Freeing local copies in {0}", folder.name), (task) =>
    registry.call("freeLocalCopies", {}, task),
  ).finally(() => {
    registries.refresh();
  });
  void showInformationMessage(
    l10n.t(
      "{0} freed in {1}; the shared registry keeps the files.",
      formatBytes(freed.bytes),
      folder.name,
    ),
  );
  return freed;
}

function foundText(files: number): string {
  return files === 1
    ? l10n.t("The shared registry has this file. It is fetched again when it is needed.")
    : l10n.t(
        "The shared registry has these {0} files. They are fetched again when they are needed.",
        formatNumber(files),
      );
}

function nothingText(found: LocalCopies, folder: string): string {
  return [
    l10n.t("There are no local copies to free in {0}.", folder),
    ...keptText(found),
    ...(found.unshared > 0
      ? [
          found.unshared === 1
            ? l10n.t("1 file is not in the shared registry yet.")
            : l10n.t("{0} files are not in the shared registry yet.", formatNumber(found.unshared)),
        ]
      : []),
  ].join(" ");
}

function keptText({ inUse }: LocalCopies): readonly string[] {
  if (inUse === 0) return [];
  return [
    inUse === 1
      ? l10n.t("The files of 1 version in use stay.")
      : l10n.t("The files of {0} versions in use stay.", formatNumber(inUse)),
  ];
}
