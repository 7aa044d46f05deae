import * as z from "zod";

/** Reason why an event has no effect, because of events of another clone. */
export const NoEffectReason = z.enum(["name-taken", "has-versions", "unknown-model"]);
export type NoEffectReason = z.infer<typeof NoEffectReason>;

const texts: Readonly<Record<NoEffectReason, string>> = {
  "name-taken": "without effect: another model has that name",
  "has-versions": "without effect: it has versions",
  "unknown-model": "without effect: there is no such model",
};

/**
 * Describes the reason as the end of an event's title:
 * `without effect: another model has that name`.
 */
export function noEffectText(reason: NoEffectReason): string {
  return texts[reason];
}
