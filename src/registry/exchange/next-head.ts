import { createHash } from "node:crypto";
import { Sha256, type EventId } from "../../core/model/ids.ts";
import {
  maxSegmentSize,
  type RemoteFile,
  type RemoteHead,
  type Segment,
} from "../../remotes/contract/remote-head.ts";
import type { NewSegment } from "../../remotes/contract/remote.ts";

/** A ledger file that goes on behind what the remote has of it. */
export interface GrownFile {
  readonly writer: string;
  readonly length: number;
  readonly lines: number;
  readonly hash: Sha256;
  /** Returns its bytes from one offset up to another one. */
  readonly read: (from: number, to: number) => Promise<Uint8Array>;
}

/** A head to swap in, and the segments that it needs. */
export interface NextHead {
  readonly head: RemoteHead;
  readonly added: readonly NewSegment[];
}

/**
 * Returns the head after files have grown. The last segments of a file are joined with what is new
 * as long as they are no larger than that, as in a log-structured merge: a file of many small
 * exchanges has few segments, and each byte is sent again a few times at most.
 */
export async function nextHead(
  before: RemoteHead | undefined,
  registries: readonly EventId[],
  grown: readonly GrownFile[],
): Promise<NextHead> {
  const files: Record<string, RemoteFile> = { ...before?.files };
  const added: NewSegment[] = [];
  for (const file of grown) {
    const { kept, from } = keptSegments(files[file.writer], file.length);
    const cut = cutSegments(await file.read(from, file.length));
    added.push(...cut);
    const segments = [...kept, ...cut.map(({ sha256, size }) => ({ sha256, size }))];
    const { length, lines, hash } = file;
    files[file.writer] = { length, lines, hash, segments };
  }
  const all = [...new Set([...(before?.registries ?? []), ...registries])];
  return { head: { form: 1, ...before, registries: all, files }, added };
}

/** Returns the segments that stay as they are, and the offset (bytes) from which new ones begin. */
function keptSegments(
  file: RemoteFile | undefined,
  length: number,
): { readonly kept: readonly Segment[]; readonly from: number } {
  const kept = [...(file?.segments ?? [])];
  let from = file?.length ?? 0;
  for (;;) {
    const last = kept.at(-1);
    const size = length - from;
    if (!last || last.size > size || last.size + size > maxSegmentSize) return { kept, from };
    kept.pop();
    from -= last.size;
  }
}

/** Cuts bytes behind lines, into segments that are no larger than they may be if lines allow it. */
function cutSegments(bytes: Uint8Array): readonly NewSegment[] {
  const segments: NewSegment[] = [];
  const newline = 0x0a;
  for (let start = 0; start < bytes.byteLength;) {
    let end = Math.min(start + maxSegmentSize, bytes.byteLength);
    if (end < bytes.byteLength) {
      const before = bytes.lastIndexOf(newline, end - 1);
      const next = before >= start ? before : bytes.indexOf(newline, end);
      end = next < 0 ? bytes.byteLength : next + 1;
    }
    const part = bytes.subarray(start, end);
    const sha256 = Sha256.parse(createHash("sha256").update(part).digest("hex"));
    segments.push({ sha256, size: part.byteLength, bytes: part });
    start = end;
  }
  return segments;
}
