import { fileFormats } from "./formats.ts";

/** Endings that a format has too, but that folders are full of for other reasons. */
const mostlyOthers = new Set([".json", ".txt", ".xml", ".index", ".zip", ".7z", ".rar", ".zst"]);
const endings = fileFormats
  .flatMap(({ extensions }) => extensions)
  .filter((extension) => !mostlyOthers.has(extension));

/** Whether a file's name is that of a model, so that looking into it unasked is worth the reading. */
export function isNamedAsModel(name: string): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(ending));
}
