import { messageOf } from "../../core/refusals/words.ts";
import type { Freeing } from "../../registry/retention/delete-version.ts";
import { reportedRefusal } from "../refusals/reported-refusal.ts";

/** Returns the freed bytes, for programs. */
export function freeingDocument({ freed, notFreed }: Freeing): object {
  return { freed, ...(notFreed && { notFreed: reportedRefusal(notFreed) }) };
}

/** Returns a note about bytes that could not be freed, for people. */
export function freeingNotes({ notFreed }: Freeing): readonly string[] {
  if (!notFreed) return [];
  return [
    `The bytes were not all freed: ${messageOf(notFreed)} Run “model-registry gc” to free the rest.`,
  ];
}
