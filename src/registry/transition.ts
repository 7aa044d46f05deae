import { decideTransition, type TransitionRequest } from "../core/decide-transition.ts";
import type { Stamped, VersionTransitioned } from "../core/event.ts";
import type { Registry } from "./registry.ts";

/** Moves a version to another stage: promotes, archives, rejects or takes it back. */
export function transition(
  registry: Registry,
  request: TransitionRequest,
): Promise<Stamped<VersionTransitioned>> {
  return registry.commit((state, { policy, actor }) =>
    decideTransition(state, policy(), request, actor),
  );
}
