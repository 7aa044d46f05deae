import { rm } from "node:fs/promises";
import { writeFileAtomically } from "../files/atomic-file.ts";
import { inOne, readStart } from "../files/quick-reads.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";

/**
 * Marks a writer while lines of it are given to others that are not here yet. After a crash in
 * between, this clone goes on in another file: nobody knows which line follows in that one.
 *
 * @returns a function that removes the mark, once it is known whether others have the lines
 */
export async function markUnsettled(
  paths: RegistryPaths,
  writer: string,
): Promise<() => Promise<void>> {
  await writeFileAtomically(paths.unsettled, Buffer.from(`${writer}\n`));
  return () => rm(paths.unsettled, { force: true });
}

/** Returns the writer of which others may have lines that are not here; undefined if there is none. */
export function unsettledWriter(paths: RegistryPaths): Promise<string | undefined> {
  return inOne(() => readStart(paths.unsettled, 100)?.trim());
}
