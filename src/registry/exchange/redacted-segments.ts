import { createHash } from "node:crypto";
import { Sha256, type EventId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RemoteFile, RemoteHead, Segment } from "../../remotes/contract/remote-head.ts";
import type { NewSegment, SeenHead } from "../../remotes/contract/remote.ts";
import type { Task } from "../task.ts";
import type { Connection } from "./connection.ts";
import { grownFile, type LocalLedger } from "./local-files.ts";
import { isErasedIn, keepErased } from "./remote-state.ts";
import type { SharedRegistry } from "./shared-registry.ts";

/** A head whose segments have nothing more in them that was redacted here. */
export interface RedactedHead {
  readonly head: RemoteHead;
  readonly added: readonly NewSegment[];
}

/**
 * Returns a head in which segments are replaced that hold what was redacted here since; undefined if
 * it knows of everything. A redacted line keeps its length, so all segments keep theirs.
 */
export async function withoutRedacted(
  registry: SharedRegistry,
  head: RemoteHead,
  { positions }: LocalLedger,
): Promise<RedactedHead | undefined> {
  const ids = await registry.read(({ redactions }) => redactions.ids());
  const known: ReadonlySet<EventId> = new Set(head.redactions?.events);
  const fresh = ids.filter((id) => !known.has(id));
  if (fresh.length === 0) return undefined;
  const files: Record<string, RemoteFile> = { ...head.files };
  const added: NewSegment[] = [];
  const replaced: Sha256[] = [];
  for (const [writer, file] of Object.entries(head.files)) {
    const position = positions.get(writer);
    if (!position || position.offset < file.length) continue;
    const local = grownFile(registry, writer, position);
    const segments: Segment[] = [];
    let start = 0;
    for (const segment of file.segments) {
      const bytes = await local.read(start, start + segment.size);
      const sha256 = Sha256.parse(createHash("sha256").update(bytes).digest("hex"));
      const isSame = sha256 === segment.sha256;
      if (!isSame) {
        added.push({ sha256, size: segment.size, bytes });
        replaced.push(segment.sha256);
      }
      segments.push(isSame ? segment : { sha256, size: segment.size });
      start += segment.size;
    }
    files[writer] = { ...file, segments };
  }
  const redactions = {
    events: [...known, ...fresh],
    replaced: [...new Set([...(head.redactions?.replaced ?? []), ...replaced])],
  };
  return { head: { ...head, form: 2, files, redactions }, added };
}

/** Tells whether a head knows of redactions that are not known here. */
export async function hasUnknownRedactions(
  registry: SharedRegistry,
  head: RemoteHead | undefined,
): Promise<boolean> {
  const { events = [] } = head?.redactions ?? {};
  if (events.length === 0) return false;
  const known = new Set(await registry.read(({ redactions }) => redactions.ids()));
  return events.some((id) => !known.has(id));
}

/**
 * Removes from the remote what was redacted: segments that hold it, and files. Each clone does so
 * once, as another one may have sent it again in between. Where that is not allowed it is left to
 * those who may.
 *
 * @param orphans segments that were sent and then not used
 */
export async function eraseRedacted(
  registry: SharedRegistry,
  { remote, key }: Connection,
  seen: SeenHead,
  { signal }: Task = {},
  orphans: readonly Sha256[] = [],
): Promise<void> {
  const { head } = seen;
  const redactions = head?.redactions;
  if (!head || !redactions) return;
  const mark = `${redactions.events.length} ${redactions.replaced.length}`;
  if (orphans.length === 0 && (await isErasedIn(registry.paths, key, mark))) return;
  const named = new Set(
    Object.values(head.files).flatMap(({ segments }) => segments.map(({ sha256 }) => sha256)),
  );
  const segments = [...redactions.replaced, ...orphans].filter((sha256) => !named.has(sha256));
  const objects = await registry.read((state) => state.redactions.objects());
  try {
    await remote.log.erase?.(segments, { signal });
    await remote.objects.remove?.([...objects.keys()], { signal });
  } catch (error) {
    const code = error instanceof RegistryError ? error.refusal.code : undefined;
    // The next exchange tries again.
    if (code === "remote-unreachable") return;
    if (code !== "remote-denied") throw error;
  }
  await keepErased(registry.paths, key, mark);
}
