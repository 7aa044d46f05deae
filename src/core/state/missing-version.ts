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
    reason: "version-deleted",
    version: id,
    title: versionTitle(deleted),
    reference: versionReference(deleted),
    deletedAt,
    deletedBy: deletedBy.name,
    because: reason,
  };
}

/** Returns the refusal for an id that no living version has. */
export function missingVersion(state: RegistryState, id: VersionId): Refusal {
  const deleted = state.deletedVersion(id);
  if (deleted) return deletedRefusal(deleted);
  return { code: "unknown-version", reason: "unknown-version-id", version: id };
}
