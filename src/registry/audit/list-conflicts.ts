import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";
import { eventConflicts, type EventConflict } from "../versions/merge-conflicts.ts";
import { namer } from "../versions/version-namer.ts";

/** A conflict as lists show it. */
export interface ListedConflict extends EventConflict {
  /** `fraud 4`: the version that it is about. */
  readonly title: string;
  /** True if the version still lives, so that it has a page. */
  readonly isLiving: boolean;
}

/** Returns what merging the clones' ledger files settled, newest first. */
export async function listConflicts(
  registry: Registry,
  _request: NoRequest,
): Promise<readonly ListedConflict[]> {
  const { policy } = await registry.policy();
  return registry.read((state) => {
    const nameOf = namer(state);
    return eventConflicts(state, nameOf, policy)
      .map((conflict) => ({
        ...conflict,
        title: nameOf(conflict.version),
        isLiving: state.version(conflict.version) !== undefined,
      }))
      .toReversed();
  });
}
