import type { Stamped } from "../../core/events/event.ts";
import type { LossAccepted } from "../../core/events/loss-events.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/**
 * Continues without the events that the ledger has lost, in a new ledger file, so that files found
 * later can be put back beside it. Nothing is removed; the index that had the events is set aside.
 *
 * @throws RegistryError `invalid-request` if nothing is missing, `ledger-damaged`, `read-only`,
 * `busy`
 */
export function acceptLoss(
  registry: Registry,
  _request: NoRequest,
): Promise<Stamped<LossAccepted>> {
  return registry.acceptLoss();
}
