import type { EventBody, Stamped } from "../../core/events/event.ts";
import { RegistryError, type Decision } from "../../core/refusals/refusal.ts";
import type { RegistryState } from "../../core/state/registry-state.ts";
import type { Registry } from "../registry.ts";

/** Commits what is not on record yet; returns undefined if another window or job has recorded it. */
export async function commitOnce<E extends EventBody>(
  registry: Registry,
  decide: (state: RegistryState) => Decision<E>,
): Promise<Stamped<E> | undefined> {
  try {
    return await registry.commit((state) => decide(state));
  } catch (error) {
    if (isSettled(error)) return undefined;
    throw error;
  }
}

/** Tells whether an error says that another window or job was first. */
export function isSettled(error: unknown): boolean {
  return error instanceof RegistryError && error.refusal.reason === "monitoring-settled";
}
