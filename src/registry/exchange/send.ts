import type { StoredBytes } from "../../core/model/artifact.ts";
import { Sha256 } from "../../core/model/ids.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { RemoteHead } from "../../remotes/contract/remote-head.ts";
import type { SeenHead } from "../../remotes/contract/remote.ts";
import { storedSize } from "../../storage/artifacts/artifact-store.ts";
import type { Task } from "../task.ts";
import type { Connection } from "./connection.ts";
import { grownFile, localLedger, type LocalLedger } from "./local-files.ts";
import { nextHead, type GrownFile } from "./next-head.ts";
import { eraseRedacted, withoutRedacted } from "./redacted-segments.ts";
import { keepAnswer } from "./remote-state.ts";
import { sendObjects } from "./share-objects.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** Data that an exchange sent to the remote. */
export interface Sent {
  /** The head that holds now; absent if another clone has replaced the one that was seen. */
  readonly seen?: SeenHead;
  readonly lines: number;
  readonly objects: number;
  /** Bytes of these objects. */
  readonly bytes: number;
  /** Segments that were sent and that no head names, as another clone was quicker. */
  readonly unused?: readonly Sha256[];
}

/**
 * Gives the remote what this clone has and the head that was seen has not: first the bytes that
 * the new lines refer to, then the lines. So whoever reads of a version can have its bytes.
 *
 * @throws RegistryError of the codes that a `RemoteLog` and an `ObjectStore` answer
 */
export async function send(
  registry: SharedRegistry,
  connection: Connection,
  seen: SeenHead,
  task: Task = {},
): Promise<Sent> {
  const local = await localLedger(registry);
  const grown = grownFiles(registry, local, seen.head);
  const redacted = seen.head && (await withoutRedacted(registry, seen.head, local));
  if (grown.length === 0 && !redacted) {
    await keepAnswer(registry.paths, connection.key, seen.head);
    return { seen, lines: 0, objects: 0, bytes: 0 };
  }
  const objects = await referredObjects(registry, { grown, before: seen.head });
  const given = await sendObjects(registry, connection, objects, task);
  throwIfCancelled(task.signal);
  const { head, added } = await nextHead(redacted?.head ?? seen.head, local.registries, grown);
  const all = [...(redacted?.added ?? []), ...added];
  const next = await swap(connection, seen, { head, added: all }, task);
  if (!next) return { ...given, lines: 0, unused: all.map(({ sha256 }) => sha256) };
  await keepAnswer(registry.paths, connection.key, next.head);
  await eraseRedacted(registry, connection, next, task);
  const lines = grown.reduce(
    (sum, { writer, lines: count }) => sum + count - (seen.head?.files[writer]?.lines ?? 0),
    0,
  );
  return { ...given, lines, seen: next };
}

/**
 * Swaps the head. An answer that got lost is looked for: the head tells whether it was taken.
 *
 * @returns the head that holds now; undefined if another clone has replaced the one that was seen
 */
export async function swap(
  { remote }: Connection,
  seen: SeenHead,
  { head, added }: Awaited<ReturnType<typeof nextHead>>,
  { signal }: Task = {},
): Promise<SeenHead | undefined> {
  try {
    const isRedacting = head.redactions?.events.length !== seen.head?.redactions?.events.length;
    const next = await remote.log.swapHead(seen, head, added, { signal, isRedacting });
    if (next) return next;
  } catch (error) {
    if (!(error instanceof RegistryError) || error.refusal.code !== "remote-unreachable")
      throw error;
    const now = await remote.log.readHead({ signal });
    if (hasAll(now.head, seen.head, head)) return now;
    throw error;
  }
  // The first answer of two may have been lost on its way.
  const now = await remote.log.readHead({ signal });
  return hasAll(now.head, seen.head, head) ? now : undefined;
}

/** Tells whether a head has what `next` has more than `before`. */
function hasAll(
  now: RemoteHead | undefined,
  before: RemoteHead | undefined,
  next: RemoteHead,
): boolean {
  const known = new Set(now?.redactions?.events);
  if (next.redactions?.events.some((id) => !known.has(id))) return false;
  return Object.entries(next.files).every(([writer, file]) => {
    const found = now?.files[writer];
    if (before?.files[writer]?.length === file.length) return true;
    if (!found || found.length < file.length) return false;
    return found.length > file.length || found.hash === file.hash;
  });
}

function grownFiles(
  registry: SharedRegistry,
  { positions }: LocalLedger,
  head: RemoteHead | undefined,
): readonly GrownFile[] {
  return [...positions]
    .filter(([writer, { offset }]) => offset > (head?.files[writer]?.length ?? 0))
    .map(([writer, position]) => grownFile(registry, writer, position));
}

/** Ledger files that have grown, and the head before. */
export interface NewLines {
  readonly grown: readonly GrownFile[];
  readonly before: RemoteHead | undefined;
}

/**
 * Returns the stored bytes that lines refer to: whatever looks like a digest and is one here, so
 * that events of newer releases keep theirs.
 */
export async function referredObjects(
  { paths }: SharedRegistry,
  { grown, before }: NewLines,
): Promise<readonly StoredBytes[]> {
  const digests = new Set<string>();
  const chunk = 8 * 1024 * 1024;
  const digestLength = 64;
  for (const { writer, length, read } of grown) {
    const start = before?.files[writer]?.length ?? 0;
    for (let from = start; from < length; from += chunk) {
      // Chunks overlap, so that no digest is cut in two.
      const bytes = await read(
        Math.max(start, from - digestLength),
        Math.min(length, from + chunk),
      );
      const text = Buffer.from(bytes).toString("latin1");
      for (const [digest] of text.matchAll(/(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g)) {
        digests.add(digest);
      }
    }
  }
  const objects: StoredBytes[] = [];
  for (const digest of digests) {
    const sha256 = Sha256.parse(digest);
    const size = await storedSize(paths, sha256);
    if (size !== undefined) objects.push({ sha256, size });
  }
  return objects;
}
