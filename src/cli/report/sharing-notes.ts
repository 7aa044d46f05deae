import { access } from "node:fs/promises";
import type { VersionId } from "../../core/model/ids.ts";
import type { VersionSharing } from "../../registry/exchange/version-sharing.ts";
import type { Registry } from "../../registry/registry.ts";

/** States of versions in the shared registry, by version; of those of which something is missing. */
export type SharingNotes = ReadonlyMap<VersionId, VersionSharing>;

/**
 * Returns what this clone and its remote lack of versions. What is needed for it is loaded only
 * where a remote has been contacted.
 */
export async function sharingNotes(
  registry: Registry,
  versions: readonly { readonly id: VersionId }[],
): Promise<SharingNotes> {
  const isShared = await access(registry.paths.remoteState).then(
    () => true,
    () => false,
  );
  if (!isShared) return new Map();
  const { versionSharing } = await import("../../registry/exchange/version-sharing.ts");
  const states = await versionSharing(registry, { versions: versions.map(({ id }) => id) });
  return new Map(states.map((state) => [state.version, state]));
}

/** `not shared yet, not downloaded` */
export function sharingText(state: VersionSharing | undefined): string {
  if (!state) return "";
  return [
    ...(state.unshared.length > 0 ? ["not shared yet"] : []),
    ...(state.away.length > 0 ? ["not downloaded"] : []),
  ].join(", ");
}

/** Returns what a document of a version says of it; nothing if the remote and this clone have all. */
export function sharingDocument(state: VersionSharing | undefined): {
  readonly notDownloaded?: readonly string[];
  readonly notShared?: readonly string[];
} {
  return {
    ...(state && state.away.length > 0 && { notDownloaded: state.away }),
    ...(state && state.unshared.length > 0 && { notShared: state.unshared }),
  };
}
