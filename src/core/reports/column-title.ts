import { versionTitle, type Version } from "../state/version.ts";

/** Returns what a column of a comparison is called: `fraud 5`, or the name of a run. */
export function columnTitle(
  column: Pick<Version, "model" | "number"> & { readonly title?: string | undefined },
): string {
  return column.title ?? versionTitle(column);
}
