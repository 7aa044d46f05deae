import type { StoredBytes } from "../../core/model/artifact.ts";
import type { Sha256 } from "../../core/model/ids.ts";
import type { RemoteHead, Segment } from "./remote-head.ts";

/** The caller's side of a transfer. */
export interface Transfer {
  readonly signal?: AbortSignal | undefined;
  /** Called with the bytes done since the last call. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** A head as this clone has read or written it; `token` tells the engine which one it was. */
export interface SeenHead {
  /** Absent if nothing was shared yet. */
  readonly head?: RemoteHead;
  readonly token: string;
}

/** A transfer by which a head is replaced. */
export interface Swap extends Transfer {
  /** Segments hold what was redacted and are replaced: nothing may go on naming the old ones. */
  readonly isRedacting?: boolean | undefined;
}

/** A segment and its bytes. */
export interface NewSegment extends Segment {
  readonly bytes: Uint8Array;
}

/**
 * The ledger files of all clones. Engines answer `RegistryError`s of the codes `remote-unreachable`
 * (also when the outcome is not known), `remote-denied`, `remote-damaged`, and `cancelled`.
 */
export interface RemoteLog {
  readHead(transfer?: Transfer): Promise<SeenHead>;
  /** Returns the bytes of a segment that a head names, verified. */
  readSegment(seen: SeenHead, segment: Segment, transfer?: Transfer): Promise<Uint8Array>;
  /**
   * Stores segments, then replaces the head if it is still the one that was seen: of all who try
   * at once, one succeeds. Fulfilled, it is durable.
   *
   * @param added the segments of `next` that the seen head does not name
   * @returns the new head; undefined if somebody else has replaced it
   */
  swapHead(
    seen: SeenHead,
    next: RemoteHead,
    added: readonly NewSegment[],
    swap?: Swap,
  ): Promise<SeenHead | undefined>;
  /**
   * Removes segments that no head names, and copies of them on this machine. Absent where nothing
   * can be removed. Those that are not there are passed over.
   */
  readonly erase?: (segments: readonly Sha256[], transfer?: Transfer) => Promise<void>;
  /**
   * Waits until the head is another one than was seen, or `signal` is aborted. Absent where nobody
   * tells: then it is asked for from time to time.
   */
  readonly untilChange?: (seen: SeenHead, signal: AbortSignal) => Promise<void>;
}

/** Artifacts by SHA-256. Objects are immutable, and putting one that is there changes nothing. */
export interface ObjectStore {
  /** Returns which of these are there, whole. */
  has(objects: readonly StoredBytes[], transfer?: Transfer): Promise<ReadonlySet<Sha256>>;
  /**
   * Yields the bytes of an object. Whoever takes them verifies them.
   *
   * @throws RegistryError `artifact-missing`
   */
  get(object: StoredBytes, transfer?: Transfer): AsyncIterable<Uint8Array>;
  /**
   * Stores the bytes of a file, which are hashed on their way: others are not stored.
   *
   * @param path absolute
   */
  put(object: StoredBytes, path: string, transfer?: Transfer): Promise<void>;
  /** Removes objects. Absent where that can't be done; those that are not there are passed over. */
  readonly remove?: (objects: readonly Sha256[], transfer?: Transfer) => Promise<void>;
}

/** A place through which clones share a registry. */
export interface Remote {
  /** Its address without secrets, for texts. */
  readonly address: string;
  readonly log: RemoteLog;
  readonly objects: ObjectStore;
}
