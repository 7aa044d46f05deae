import type { Refusal } from "./refusal-data.ts";
import { loggedText } from "./words.ts";

export type { Refusal, RefusalCode } from "./refusal-data.ts";

/** Error that carries a refusal to the person who asked; its message is for logs. */
export class RegistryError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(loggedText(refusal), options);
    this.name = "RegistryError";
    this.refusal = refusal;
  }
}

/** Result of a decision: the events to record, or the refusal. */
export type Decision<E> =
  | { readonly accepted: true; readonly events: readonly [E, ...E[]] }
  | { readonly accepted: false; readonly refusal: Refusal };

export function accept<E>(...events: [E, ...E[]]): Decision<E> {
  return { accepted: true, events };
}

export function refuse(refusal: Refusal): { accepted: false; refusal: Refusal } {
  return { accepted: false, refusal };
}

/** Refusal of changes and programs in a workspace that the person does not trust. */
export const restricted: Refusal = { code: "read-only", reason: "restricted-mode" };

/** Throws `cancelled` when the signal has been raised. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new RegistryError({ code: "cancelled", reason: "cancelled" });
}
