import type { Finding } from "../../core/model/inspection.ts";
import type { Source } from "./source.ts";

/** A file within an archive. */
export interface ArchiveMember {
  /** Path within the archive, as it is written there. */
  readonly name: string;
  /** Bytes of its content. */
  readonly size: number;
  /** Reason why its content can't be read here, to follow “… because it”; it then has no source. */
  readonly unread?: string;
  /** Reads its content, when there is any to read. */
  readonly source?: Source;
}

/** Members of an archive, and findings about the archive itself. */
export interface ArchiveContents {
  readonly members: AsyncIterable<ArchiveMember>;
  /** Filled while the members are read. */
  readonly findings: Finding[];
}

/** Bytes of a compressed member that are held in memory to look at it. */
export const memberLimit = 64 * 1024 * 1024;
/** Members that are looked at. */
export const maxMembers = 10_000;

/** Returns bytes in memory as a file of this name. */
export function memorySource(name: string, bytes: Uint8Array): Source {
  return {
    name: baseName(name),
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
  };
}

/** Returns a part of a file as a file of this name. */
export function partOf(source: Source, name: string, start: number, size: number): Source {
  return {
    name: baseName(name),
    size,
    read: (offset, length) =>
      source.read(start + offset, Math.max(0, Math.min(length, size - offset))),
  };
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** Returns whether a member would be extracted outside of the target folder. */
export function leavesFolder(name: string): boolean {
  return /^[/\\]|^[a-zA-Z]:|(^|[/\\])\.\.([/\\]|$)|\0/.test(name);
}
