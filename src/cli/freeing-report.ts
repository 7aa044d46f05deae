import type { Freeing } from "../registry/delete-version.ts";

/** What was freed, for machines. */
export function freeingDocument({ freed, notFreed }: Freeing): object {
  return { freed, ...(notFreed && { notFreed }) };
}

/** What was not, for people. */
export function freeingNotes({ notFreed }: Freeing): readonly string[] {
  if (!notFreed) return [];
  return [
    `The bytes were not all freed: ${notFreed.message} Run “model-registry gc” to free the rest.`,
  ];
}
