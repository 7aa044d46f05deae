import type { RegistryEvent } from "../events/event.ts";

/**
 * Events that all clones of a shared registry rely on at once: which version is in a stage, who
 * approved it, where an alias points, what is gone, which A/B test has a name,
 * how requests are split. They are decided on the newest common state.
 */
const sharedDecisions: ReadonlySet<string> = new Set<RegistryEvent["type"]>([
  "version.transitioned",
  "stage.rolled-back",
  "approval.approved",
  "approval.denied",
  "approval.withdrawn",
  "alias.set",
  "alias.removed",
  "version.deleted",
  "model.renamed",
  "model.deleted",
  "abtest.created",
  "abtest.split",
  "abtest.concluded",
]);

/** Tells whether an event of a type is decided on the newest common state of a shared registry. */
export function isSharedDecision(type: string): boolean {
  return sharedDecisions.has(type);
}
