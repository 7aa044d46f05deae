import { decideRollback, type RollbackRequest } from "../core/decide-rollback.ts";
import type { StageRolledBack, Stamped } from "../core/event.ts";
import { requirePolicy } from "../core/policy-in-force.ts";
import { RegistryError } from "../core/refusal.ts";
import type { Registry } from "./registry.ts";
import type { Task } from "./task.ts";
import { verifyVersion } from "./verify-version.ts";

/**
 * Reinstates a version that held the stage before, in one event, after every byte of it has been
 * verified.
 *
 * @throws RegistryError `nothing-to-roll-back-to`, `artifact-changed`, `artifact-missing`, …
 */
export async function rollBack(
  registry: Registry,
  request: RollbackRequest,
  task: Task = {},
): Promise<Stamped<StageRolledBack>> {
  registry.requireTrust();
  // Refused before gigabytes are read, and again, on the newest state, when it is done.
  const policy = requirePolicy(await registry.policy());
  const decision = await registry.read((state) => decideRollback(state, policy, request));
  if (!decision.accepted) throw new RegistryError(decision.refusal);
  await verifyVersion(registry, request.version, task);
  return registry.commit((state, { policy: newest }) => decideRollback(state, newest(), request));
}
