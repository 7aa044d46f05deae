import { l10n } from "vscode";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { garbageText } from "../../../core/retention/garbage-text.ts";
import { formatBytes } from "../../../core/text/format.ts";
import type { Garbage } from "../../../registry/retention/collect-garbage.ts";
import { confirmStep, showInformationMessage } from "../../messages.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/** “Free Space…”: removes what no version refers to, once the person has seen how much that is. */
export async function freeSpace(registries: Registries): Promise<Garbage | undefined> {
  const chosen = await pickFolder(registries, l10n.t("Free Space"));
  if (!chosen) return undefined;
  const { folder, registry } = chosen;
  const found = await runWithProgress(
    l10n.t("Looking for space to free in {0}", folder.name),
    (task) => registry.call("findGarbage", {}, task),
  );
  if (isNothing(found)) {
    tellOfNothing(chosen);
    return undefined;
  }
  if (!(await confirm(chosen, found))) return undefined;
  const removed = await runWithProgress(l10n.t("Freeing space in {0}", folder.name), (task) =>
    registry.call("collectGarbage", {}, task),
  ).catch((error: unknown) => {
    tellOfCancellation(error);
    throw error;
  });
  // Somebody else may have been faster.
  if (isNothing(removed)) tellOfNothing(chosen);
  else {
    void showInformationMessage(
      l10n.t(
        "{0} freed in {1}: {2} removed.",
        formatBytes(removed.bytes),
        folder.name,
        garbageText(removed),
      ),
    );
  }
  return removed;
}

function isNothing({ objects, leftovers, snapshots }: Garbage): boolean {
  return objects + leftovers + snapshots === 0;
}

async function confirm({ folder }: FolderRegistry, found: Garbage): Promise<boolean> {
  const answer = await confirmStep(
    l10n.t("Free {0} in {1}?", formatBytes(found.bytes), folder.name),
    {
      detail: l10n.t(
        "No version refers to {0}. The bytes of versions are not touched.",
        garbageText(found),
      ),
      verb: l10n.t("Free Space"),
      safe: l10n.t("Keep Files"),
    },
  );
  return answer === l10n.t("Free Space");
}

function tellOfNothing({ folder }: FolderRegistry): void {
  void showInformationMessage(
    l10n.t("There is nothing to free in {0}: versions refer to all that is stored.", folder.name),
  );
}

/** Reports the bytes that were freed before the user cancelled: they are gone. */
function tellOfCancellation(error: unknown): void {
  if (!(error instanceof RegistryError) || error.refusal.code !== "cancelled") return;
  const bytes = error.refusal.freed?.bytes ?? 0;
  void showInformationMessage(
    l10n.t("Cancelled, {0} freed. Free the rest another time.", formatBytes(bytes)),
  );
}
