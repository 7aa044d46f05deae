import type { Finding } from "../../../core/model/inspection.ts";
import {
  maxMembers,
  memberLimit,
  memorySource,
  partOf,
  type ArchiveContents,
  type ArchiveMember,
} from "../../contract/archive-member.ts";
import { Unreadable } from "../../contract/format.ts";
import { LimitReached } from "../../contract/limit-reached.ts";
import type { Source } from "../../contract/source.ts";
import type { ZipDirectory, ZipEntry } from "../../encodings/zip/directory.ts";
import { openEntry, readEntry } from "../../encodings/zip/entry.ts";
import { tooLargeToUnpack } from "./tar-members.ts";

/**
 * Returns the members of a zip; stored ones are read from the file, compressed ones are held in
 * memory.
 */
export function zipMembers(
  source: Source,
  directory: ZipDirectory,
  signal: AbortSignal,
): ArchiveContents {
  const findings: Finding[] = [...directory.findings];
  async function* members(): AsyncGenerator<ArchiveMember> {
    if (directory.entries.length > maxMembers)
      throw new LimitReached(`The zip has more than ${maxMembers} entries`);
    for (const entry of directory.entries) {
      signal.throwIfAborted();
      if (entry.name.endsWith("/") && entry.size === 0) continue;
      yield await open(source, entry, findings);
    }
  }
  return { members: members(), findings };
}

async function open(source: Source, entry: ZipEntry, findings: Finding[]): Promise<ArchiveMember> {
  const { name, size } = entry;
  try {
    if (entry.method === 0 && size > memberLimit) {
      const opened = await openEntry(source, entry);
      findings.push(...opened.findings);
      return { name, size, source: partOf(source, name, opened.start, size) };
    }
    if (size > memberLimit) return { name, size, unread: tooLargeToUnpack };
    const { bytes, findings: more } = await readEntry(source, entry, memberLimit);
    findings.push(...more);
    return { name, size, source: memorySource(name, bytes) };
  } catch (error) {
    if (!(error instanceof Unreadable) || error instanceof LimitReached) throw error;
    const text = error.message.replace(/^An entry of the zip /, "");
    return { name, size, unread: text };
  }
}
