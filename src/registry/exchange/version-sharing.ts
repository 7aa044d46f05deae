import { isHeld } from "../../core/model/artifact.ts";
import type { EventId, VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { storedSize } from "../../storage/artifacts/artifact-store.ts";
import type { EventPlace } from "../../storage/index/events/select-events.ts";
import { findRemote } from "./connection.ts";
import { fileOf } from "./local-files.ts";
import { readRemoteState } from "./remote-state.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** State of a version in a shared registry, as far as this clone knows without asking anybody. */
export interface VersionSharing {
  readonly version: VersionId;
  /** Paths of its files whose bytes are not on this machine. */
  readonly away: readonly string[];
  /** Its events that the remote does not have yet. */
  readonly unshared: readonly EventId[];
}

export interface VersionSharingRequest {
  readonly versions: readonly VersionId[];
}

/**
 * Returns the versions of which files are not here, or events not in the remote; none where nothing
 * is shared. Contacts nobody.
 */
export async function versionSharing(
  registry: SharedRegistry,
  { versions }: VersionSharingRequest,
): Promise<readonly VersionSharing[]> {
  const isUnshared = await unsharedTest(registry);
  if (!isUnshared) return [];
  const found = await registry.read((state) =>
    versions.map((version) => ({
      version,
      files: state.artifacts(version).filter(isHeld),
      unshared: state.events
        .placesOf(version)
        .filter(isUnshared)
        .map(({ id }) => id),
    })),
  );
  const states: VersionSharing[] = [];
  for (const { version, files, unshared } of found) {
    const away: string[] = [];
    for (const { path, sha256 } of files) {
      if ((await storedSize(registry.paths, sha256)) === undefined) away.push(path);
    }
    if (away.length + unshared.length > 0) states.push({ version, away, unshared });
  }
  return states;
}

/** Returns those of events that the remote does not have yet; none where nothing is shared. */
export async function unsharedAmong(
  registry: SharedRegistry,
  ids: readonly EventId[],
): Promise<ReadonlySet<EventId>> {
  const isUnshared = await unsharedTest(registry);
  if (!isUnshared) return new Set();
  const places = await registry.read((state) => state.events.places(ids));
  return new Set(places.filter(isUnshared).map(({ id }) => id));
}

/** Returns what tells whether the remote lacks an event; undefined where nothing is shared. */
async function unsharedTest(
  registry: SharedRegistry,
): Promise<((place: EventPlace) => boolean) | undefined> {
  const { policy, problem } = await registry.policy();
  if (problem || !policy.sharing) return undefined;
  // No git is run in Restricted Mode, so nobody knows which remote is meant.
  if (!registry.trusted) return () => false;
  const lengths = await knownLengths(registry, policy.sharing.remote);
  return ({ file, offset }) => offset >= (lengths.get(file) ?? 0);
}

/** Returns how many bytes of each ledger file the remote had when it answered last. */
async function knownLengths(
  { folder, paths }: SharedRegistry,
  remote: string,
): Promise<ReadonlyMap<string, number>> {
  try {
    const { key } = await findRemote(folder, remote);
    const { files } = await readRemoteState(paths, key);
    return new Map(Object.entries(files).map(([writer, { length }]) => [fileOf(writer), length]));
  } catch (error) {
    // An address that means nothing here has been given nothing.
    if (error instanceof RegistryError) return new Map();
    throw error;
  }
}
