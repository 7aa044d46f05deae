import type { EventId } from "../../core/model/ids.ts";
import { appendFaultText, type AppendFault } from "../../core/refusals/ledger/append-fault.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";

/** A failed append of which nobody knows whether it will be read. */
export class UnknownOutcome extends Error {
  override readonly name = "UnknownOutcome";
  readonly fault: AppendFault;

  constructor(fault: AppendFault, options?: ErrorOptions) {
    super(appendFaultText(fault), options);
    this.fault = fault;
  }
}

/** Returns the refusal that names the events of an append whose outcome is not known. */
export function outcomeUnknown(
  events: readonly { readonly id: EventId }[],
  error: UnknownOutcome,
): RegistryError {
  const ids = events.map(({ id }) => id);
  return new RegistryError(
    { code: "outcome-unknown", reason: "outcome-unknown", events: ids, fault: error.fault },
    { cause: error },
  );
}

export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof RegistryError && error.refusal.code === "outcome-unknown";
}
