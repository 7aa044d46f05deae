import { basename } from "node:path";
import type { MissingFact } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { recordedMessage } from "../../core/refusals/words.ts";
import type { RecipeFiles } from "./capture-recipe.ts";

/**
 * Reads a file that belongs to a version. If it was found, not named, and can't be read, that is
 * added to the missing facts, and undefined is returned.
 *
 * @throws RegistryError of a file that was named
 */
export async function unlessFound<T>(
  { found = [] }: Pick<RecipeFiles, "found">,
  path: string,
  missing: MissingFact[],
  read: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const isFileProblem = error instanceof RegistryError && error.refusal.code === "file-problem";
    if (!isFileProblem || !found.includes(path)) throw error;
    const reason = `found, and left out: ${recordedMessage(error.refusal)}`.slice(0, 1000);
    missing.push({ about: basename(path), reason });
    return undefined;
  }
}
