import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";
import { sealObservations } from "./seal-observations.ts";

/**
 * Seals what was observed so far, so that the exchange that follows shares it. What keeps it from
 * that keeps nobody from the exchange, and is sealed by the next one.
 */
export async function sealForOthers(registry: Registry, _request: NoRequest): Promise<void> {
  try {
    await sealObservations(registry);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
  }
}
