import { ledgerFiles } from "./ledger-folder.ts";
import type { RegistryPaths } from "./registry-paths.ts";
import { readWriterId } from "./writer-id.ts";

/**
 * The ledger file that must be there although it is not: that of this clone, once it has written
 * anything. A registry without any ledger has lost it all. Absent if nothing is known to be missing.
 */
export async function missingLedger(paths: RegistryPaths): Promise<string | undefined> {
  const [files, writer] = await Promise.all([ledgerFiles(paths), readWriterId(paths)]);
  const own = writer === undefined ? undefined : `${writer}.jsonl`;
  if (own !== undefined) return files.has(own) ? undefined : own;
  return files.size === 0 ? "*.jsonl" : undefined;
}
