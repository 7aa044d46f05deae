import type { VersionReproduced } from "../reproduction/reproduction-events.ts";
import type { RegistryEvent, Stamped } from "./event.ts";

/** Returns the reproductions of a version in its history, newest first. */
export function reproductionsIn(
  history: readonly RegistryEvent[],
): readonly Stamped<VersionReproduced>[] {
  return history.filter((event) => event.type === "version.reproduced").toReversed();
}
