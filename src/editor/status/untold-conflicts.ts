import * as z from "zod";
import type { ListedConflict } from "../../registry/audit/list-conflicts.ts";

const Told = z.array(z.string()).catch([]);

/** Values that are stored beyond the window; VS Code's `Memento` is one. */
interface Memory {
  readonly get: (key: string) => unknown;
  readonly update: (key: string, value: readonly string[]) => PromiseLike<void>;
}

/**
 * Returns the conflicts of a folder that were not reported yet, and stores that they are: none is
 * reported twice, not even after a restart.
 *
 * @param memory of the workspace
 * @param folder its URI
 */
export async function untoldConflicts(
  memory: Memory,
  folder: string,
  conflicts: readonly ListedConflict[],
): Promise<readonly ListedConflict[]> {
  const key = `conflictsTold ${folder}`;
  const told = Told.parse(memory.get(key));
  const fresh = conflicts.filter(({ event }) => !told.includes(event));
  if (fresh.length > 0) {
    await memory.update(key, [...new Set([...told, ...fresh.map(({ event }) => event)])]);
  }
  return fresh;
}
