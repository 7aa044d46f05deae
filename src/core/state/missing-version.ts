import type { VersionId } from "../model/ids.ts";
import type { Refusal } from "../refusals/refusal.ts";
import type { DeletedVersion } from "./deleted-version.ts";
import type { RegistryState } from "./registry-state.ts";
import { versionReference, versionTitle } from "./version.ts";

/** Returns the refusal of an action on a version that was deleted. */
export function deletedRefusal(deleted: DeletedVersion): Refusal {
  const { id, deletedAt, deletedBy, reason } = deleted;
  return {
    code: "version-deleted",
    message: `${versionTitle(deleted)} was deleted on ${deletedAt.slice(0, 10)} by ${deletedBy.name}: “${reason}”.`,
    wayOut:
      "Its history is in the log. If you still have its files, register them as a new version.",
    details: {
      version: id,
      reference: versionReference(deleted),
      deletedAt,
      deletedBy: deletedBy.name,
    },
  };
}

/** Returns the refusal for an id that no living version has. */
export function missingVersion(state: RegistryState, id: VersionId): Refusal {
  const deleted = state.deletedVersion(id);
  if (deleted) return deletedRefusal(deleted);
  return {
    code: "unknown-version",
    message: `Version ${id} is not in this registry.`,
    wayOut: "Refresh and choose a registered version.",
  };
}
