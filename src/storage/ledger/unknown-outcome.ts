import type { EventId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";

/** A failed append of which nobody knows whether it will be read. */
export class UnknownOutcome extends Error {
  override readonly name = "UnknownOutcome";
}

/** Returns the refusal that names the events of an append whose outcome is not known. */
export function outcomeUnknown(
  events: readonly { readonly id: EventId }[],
  error: UnknownOutcome,
): RegistryError {
  const ids = events.map(({ id }) => id);
  return new RegistryError(
    { code: "outcome-unknown", reason: "outcome-unknown", events: ids, error: error.message },
    { cause: error },
  );
}

export function isOutcomeUnknown(error: unknown): boolean {
  return error instanceof RegistryError && error.refusal.code === "outcome-unknown";
}
