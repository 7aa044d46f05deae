import { fileFormats } from "./formats.ts";

/** Endings that a format has too, but that folders are full of for other reasons. */
const mostlyOthers = new Set([".json", ".txt", ".xml", ".index", ".zip", ".7z", ".rar", ".zst"]);
const endings = fileFormats
  .flatMap(({ extensions }) => extensions)
  .filter((extension) => !mostlyOthers.has(extension));

/** Returns true if a file is named like a model, so that it is worth reading without a request. */
export function isNamedAsModel(name: string): boolean {
  const lower = name.toLowerCase();
  return endings.some((ending) => lower.endsWith(ending));
}
