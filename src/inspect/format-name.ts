import { fileFormats, folderFormats } from "./formats.ts";

const names = new Map([
  ...[...fileFormats, ...folderFormats].map(({ id, name }) => [id, name] as const),
  ["folder", "Folder with models"] as const,
]);

/** A format as a person calls it. */
export function formatName(id: string): string {
  return names.get(id) ?? "Unknown format";
}
