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
  const writer = release === undefined ? "a newer release" : `release ${release}`;
  return {
    code: "read-only",
    message: `The registry can only be read: ${writer} of Model Registry has written to it (${type}, form ${v}; this release knows form ${knownVersion(type) ?? 0}).`,
    wayOut:
      "Update Model Registry to change it. Versions recorded in the newer form are not shown.",
    details: { type, v, ...(release !== undefined && { release }) },
  };
}
