import { l10n } from "vscode";
import type { FolderRegistry, Registries } from "../registries.ts";
import { askForOne } from "./ask.ts";
import { nothingToChoose } from "./pick-version.ts";

/** Asks for a workspace folder, where there are several. */
export async function pickFolder(
  registries: Registries,
  title: string,
): Promise<FolderRegistry | undefined> {
  const all = registries.all();
  const [only] = all;
  if (all.length === 1) return only;
  if (!only) {
    nothingToChoose(title, l10n.t("There is no folder open that is on disk."));
    return undefined;
  }
  const answer = await askForOne({
    title,
    placeholder: l10n.t("Choose a folder"),
    items: all.map((found) => ({ label: found.folder.name, found })),
  });
  return typeof answer === "symbol" ? undefined : answer.found;
}
