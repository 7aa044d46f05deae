import type { GateCheck } from "../model/gate-check.ts";

/** Code of the reason why the registry refused a request. Stable: scripts may rely on it. */
export type RefusalCode =
  | "unknown-model"
  | "unknown-version"
  | "version-deleted"
  | "version-in-use"
  | "retention-period"
  | "unknown-stage"
  | "unknown-artifact"
  | "unknown-request"
  | "unknown-alias"
  | "unknown-tag"
  | "model-exists"
  | "model-not-empty"
  | "invalid-request"
  | "already-registered"
  | "dangerous-file"
  | "already-in-stage"
  | "transition-not-allowed"
  | "invalid-policy"
  | "gates-failed"
  | "not-permitted"
  | "hooks-not-allowed"
  | "hook-failed"
  | "command-failed"
  | "nothing-to-roll-back-to"
  | "artifact-missing"
  | "artifact-changed"
  | "ledger-damaged"
  | "ledger-missing"
  | "read-only"
  | "busy"
  | "outcome-unknown"
  | "recorded"
  | "cancelled"
  | "file-exists"
  | "file-problem";

type Detail = string | number | boolean | readonly string[] | readonly GateCheck[];

/** Failure of a request: the reason and the remedy for people, `details` for programs. */
export interface Refusal {
  readonly code: RefusalCode;
  /** The failure and its reason, one sentence with its full stop. */
  readonly message: string;
  /** The remedy, one sentence. */
  readonly wayOut: string;
  readonly details?: Readonly<Record<string, Detail>>;
}

/** Refusal of changes and programs in a workspace that the person does not trust. */
export const restricted: Refusal = {
  code: "read-only",
  message: "The registry can't be changed: this workspace is in Restricted Mode.",
  wayOut: "Trust the workspace first (Workspaces: Manage Workspace Trust).",
};

/** Error that carries a refusal to the person who asked. */
export class RegistryError extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(`${refusal.message} ${refusal.wayOut}`.trim(), options);
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

/** Throws `cancelled` when the signal has been raised. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new RegistryError({
      code: "cancelled",
      message: "Cancelled.",
      wayOut: "Nothing was changed.",
    });
  }
}
