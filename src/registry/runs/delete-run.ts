import * as l10n from "@vscode/l10n";
import type { Stamped } from "../../core/events/event.ts";
import type { RunDeleted, RunRestored } from "../../core/events/run-events.ts";
import type { RunId } from "../../core/model/run.ts";
import { decideRunDeletion, decideRunRestoration } from "../../core/runs/decide-run.ts";
import { requireStored } from "../../storage/artifacts/artifact-store.ts";
import type { Registry } from "../registry.ts";
import { recordOf } from "./run-record.ts";

interface Request {
  readonly run: RunId;
  readonly reason?: string | undefined;
}

/**
 * Deletes a run. Garbage collection frees the bytes that only it refers to a week later; until then
 * it can be restored.
 *
 * @throws RegistryError `unknown-run`, also if it is deleted already; `read-only`, `busy`
 */
export async function deleteRun(
  registry: Registry,
  { run, reason }: Request,
): Promise<Stamped<RunDeleted>> {
  const event = await registry.commit((state) => decideRunDeletion(state, run, reason));
  // The next line that is logged asks the ledger again.
  registry.runLogs.forget(run);
  return event;
}

/**
 * Restores a deleted run.
 *
 * @throws RegistryError `unknown-run`, `invalid-request` if it is not deleted; `artifact-missing` if
 *   its log has been freed; `read-only`, `busy`
 */
export async function restoreRun(
  registry: Registry,
  { run, reason }: Request,
): Promise<Stamped<RunRestored>> {
  const found = await registry.read((state) => recordOf(state, run));
  for (const segment of found?.segments ?? []) {
    await requireStored(registry.paths, segment, l10n.t("the log of {0}", run));
  }
  return registry.commit((state) => decideRunRestoration(state, run, reason));
}
