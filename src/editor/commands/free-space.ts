import { RegistryError } from "../../core/refusals/refusal.ts";
import { garbageText } from "../../core/retention/garbage-text.ts";
import { formatBytes } from "../../core/text/format.ts";
import type { Garbage } from "../../registry/retention/collect-garbage.ts";
import { confirmStep, showInformationMessage } from "../messages.ts";
import { pickFolder } from "../pickers/pick-folder.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";

/** “Free Space…”: removes what no version refers to, once the person has seen how much that is. */
export async function freeSpace(registries: Registries): Promise<Garbage | undefined> {
  const chosen = await pickFolder(registries, "Free Space");
  if (!chosen) return undefined;
  const { folder, registry } = chosen;
  const found = await runWithProgress(`Looking for space to free in ${folder.name}`, (task) =>
    registry.call("findGarbage", {}, task),
  );
  if (isNothing(found)) {
    tellOfNothing(chosen);
    return undefined;
  }
  if (!(await confirm(chosen, found))) return undefined;
  const removed = await runWithProgress(`Freeing space in ${folder.name}`, (task) =>
    registry.call("collectGarbage", {}, task),
  ).catch((error: unknown) => {
    tellOfCancellation(error);
    throw error;
  });
  // Somebody else may have been faster.
  if (isNothing(removed)) tellOfNothing(chosen);
  else {
    void showInformationMessage(
      `${formatBytes(removed.bytes)} freed in ${folder.name}: ${garbageText(removed)} removed.`,
    );
  }
  return removed;
}

function isNothing({ objects, leftovers, snapshots }: Garbage): boolean {
  return objects + leftovers + snapshots === 0;
}

async function confirm({ folder }: FolderRegistry, found: Garbage): Promise<boolean> {
  const answer = await confirmStep(`Free ${formatBytes(found.bytes)} in ${folder.name}?`, {
    detail: `No version refers to ${garbageText(found)}. The bytes of versions are not touched.`,
    verb: "Free Space",
    safe: "Keep Files",
  });
  return answer === "Free Space";
}

function tellOfNothing({ folder }: FolderRegistry): void {
  void showInformationMessage(
    `There is nothing to free in ${folder.name}: versions refer to all that is stored.`,
  );
}

/** Reports the bytes that were freed before the user cancelled: they are gone. */
function tellOfCancellation(error: unknown): void {
  if (!(error instanceof RegistryError) || error.refusal.code !== "cancelled") return;
  const bytes = error.refusal.freed?.bytes ?? 0;
  void showInformationMessage(
    `Cancelled, ${formatBytes(bytes)} freed. Free the rest another time.`,
  );
}
