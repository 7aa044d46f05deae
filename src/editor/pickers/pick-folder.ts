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
    nothingToChoose(title, "There is no folder open that is on disk.");
    return undefined;
  }
  const answer = await askForOne({
    title,
    placeholder: "Choose a folder",
    items: all.map((found) => ({ label: found.folder.name, found })),
  });
  return typeof answer === "symbol" ? undefined : answer.found;
}
