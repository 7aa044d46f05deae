import type { Refusal } from "../core/refusals/refusal.ts";
import { storedObjects } from "../storage/artifacts/artifact-sweep.ts";
import { damageRefusal } from "../storage/ledger/damage-refusal.ts";
import { ledgerFiles } from "../storage/ledger/ledger-folder.ts";
import type { Registry } from "./registry.ts";

/**
 * Returns all problems of the ledger as a whole, worst first: missing events, lines that can't be
 * read, a form that only a newer release knows, bytes without any ledger. They don't change what is
 * shown, but must be shown beside it.
 */
export async function ledgerProblems(registry: Registry): Promise<readonly Refusal[]> {
  const { loss, damages, doubtfulFiles } = registry;
  const problems: Refusal[] = damages.map(damageRefusal);
  if (loss) problems.unshift({ code: "ledger-missing", reason: "events-lost", loss });
  if (problems.length > 0) return problems;
  if (registry.newerForm) return [registry.newerForm];
  if (doubtfulFiles.length > 0) {
    return [{ code: "ledger-missing", reason: "events-perhaps-lost", files: doubtfulFiles }];
  }
  return (await hasStrayBytes(registry))
    ? [{ code: "ledger-missing", reason: "bytes-without-ledger" }]
    : [];
}

async function hasStrayBytes({ paths }: Registry): Promise<boolean> {
  const sizes = (await ledgerFiles(paths)).values();
  if ([...sizes].some((size) => size > 0)) return false;
  for await (const objects of storedObjects(paths)) if (objects.length > 0) return true;
  return false;
}
