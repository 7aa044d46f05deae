import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Run } from "../../core/runs/run.ts";
import type { Registry } from "../registry.ts";
import { readRunOf, recordOf } from "./run-record.ts";

/**
 * Returns a run with all that it logged until now, without histories; deleted or not. The state is
 * live: read it at once, and don't keep it.
 *
 * @throws RegistryError `unknown-run`
 */
export async function readRun(registry: Registry, { run }: { readonly run: RunId }): Promise<Run> {
  const found = await registry.read((state) => recordOf(state, run));
  if (!found) throw new RegistryError({ code: "unknown-run", reason: "run-unknown", run });
  return readRunOf(registry, found);
}
