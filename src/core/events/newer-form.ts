import type { Refusal } from "../refusals/refusal.ts";
import type { RegistryEvent } from "./event.ts";
import { knownVersion } from "./parse-event.ts";

/** A known event type in a schema version that only a newer release knows. */
export interface NewerForm {
  readonly type: string;
  readonly v: number;
  /** The release that started the newest ledger file, where that is known. */
  readonly release?: string;
}

/**
 * Answers whether this release knows the type of an event but not its form. A type that is not
 * known at all only adds something; a new form of a known type means that what is decided from the
 * rest may be wrong.
 */
export function isNewerForm(event: RegistryEvent): boolean {
  return event.type === "unknown" && knownVersion(event.recordedType) !== undefined;
}

/** Refuses to write into a registry that a newer release has written to. */
export function newerFormRefusal({ type, v, release }: NewerForm): Refusal {
  return {
    code: "read-only",
    reason: "newer-form",
    type,
    v,
    known: knownVersion(type) ?? 0,
    ...(release !== undefined && { release }),
  };
}
