import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/** Lets a git identity that was changed count at once. */
export function forgetActor(registry: Registry, _request: NoRequest): Promise<void> {
  registry.forgetActor();
  return Promise.resolve();
}
