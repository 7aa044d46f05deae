import type { Finding } from "../../../core/model/inspection.ts";
import { leavesFolder } from "../../contract/archive-member.ts";
import { Unreadable } from "../../contract/format.ts";
import { LimitReached } from "../../contract/limit-reached.ts";
import type { Source } from "../../contract/source.ts";
import { Bytes, u16, u32, u64 } from "../bytes.ts";
import { largeContent } from "../large-content.ts";
import { findEnd } from "./end-record.ts";
import { zipFinding } from "./zip-finding.ts";

/** A file within a zip, as the central directory has it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  /** General purpose bits. */
  readonly flags: number;
  readonly crc: number;
  readonly compressedSize: number;
  /** Bytes of its content, as it claims. */
  readonly size: number;
  /** Offset of its local header. */
  readonly offset: number;
}

export interface ZipDirectory {
  readonly entries: readonly ZipEntry[];
  readonly findings: readonly Finding[];
  /** The first entry of each name, and of names without the one folder that holds everything. */
  find(name: string): ZipEntry | undefined;
}

const maxEntries = 100_000;
const entrySize = 46;

/**
 * Reads the central directory of a zip. Nothing is trusted: entries that leave the folder, share a
 * name or lie outside the file are reported, not followed.
 * Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.12 to 4.3.16.
 */
export function readZipDirectory(source: Source, signal: AbortSignal): Promise<ZipDirectory> {
  const known = directories.get(source);
  if (known !== undefined) return known;
  const directory = readDirectory(source, signal);
  directories.set(source, directory);
  return directory;
}

/** Several formats are zips and ask for the directory of the same file. */
const directories = new WeakMap<Source, Promise<ZipDirectory>>();

async function readDirectory(source: Source, signal: AbortSignal): Promise<ZipDirectory> {
  const bytes = new Bytes(source, signal);
  const end = await findEnd(bytes);
  const entries: ZipEntry[] = [];
  let offset = end.directory;
  for (let number = 0; number < end.entries; number++) {
    if (number >= maxEntries) throw new LimitReached(`The zip has more than ${maxEntries} entries`);
    const fixed = await bytes.at(offset, entrySize);
    if (u32(fixed) !== 0x02014b50)
      throw new Unreadable(`The zip's directory breaks off at entry ${number}`, `byte ${offset}`);
    const sizes = [u16(fixed, 28), u16(fixed, 30), u16(fixed, 32)] as const;
    const variable = await bytes.at(offset + entrySize, sizes[0] + sizes[1]);
    entries.push(
      entryOf(fixed, variable.subarray(0, sizes[0]), variable.subarray(sizes[0]), end.shift),
    );
    offset += entrySize + sizes[0] + sizes[1] + sizes[2];
  }
  const root = commonFolder(entries);
  const byName = new Map<string, ZipEntry>();
  for (const entry of entries) {
    for (const name of [entry.name, entry.name.slice(root.length)])
      if (!byName.has(name)) byName.set(name, entry);
  }
  return {
    entries,
    findings: [...end.findings, ...sizeFindings(entries), ...nameFindings(entries)],
    find: (name) => byName.get(name),
  };
}

function entryOf(fixed: Uint8Array, name: Uint8Array, extra: Uint8Array, shift: number): ZipEntry {
  const large = zip64(extra);
  const sized = (value: number): number =>
    value === 0xffffffff ? (large.shift() ?? value) : value;
  // The order in the extra field is fixed: size, compressed size, offset.
  const size = sized(u32(fixed, 24));
  const compressedSize = sized(u32(fixed, 20));
  const offset = sized(u32(fixed, 42));
  return {
    name: new TextDecoder().decode(name),
    method: u16(fixed, 10),
    flags: u16(fixed, 8),
    crc: u32(fixed, 16),
    compressedSize,
    size,
    offset: offset + shift,
  };
}

/** The numbers of the zip64 extra field (section 4.5.3). */
function zip64(extra: Uint8Array): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const size = u16(extra, at + 2);
    if (u16(extra, at) === 1) {
      const field = extra.subarray(at + 4, at + 4 + size);
      return Array.from({ length: Math.floor(Math.min(field.length, 24) / 8) }, (_, index) =>
        u64(field, index * 8),
      );
    }
    at += 4 + size;
  }
  return [];
}

/** The folder, with its slash, that all entries lie in, or nothing: PyTorch names it as the file. */
function commonFolder(entries: readonly ZipEntry[]): string {
  const folder = /^[^/]+\//.exec(entries[0]?.name ?? "")?.[0] ?? "";
  return entries.every(({ name }) => name.startsWith(folder)) ? folder : "";
}

function nameFindings(entries: readonly ZipEntry[]): Finding[] {
  const findings: Finding[] = [];
  const names = new Set<string>();
  for (const { name } of entries) {
    if (leavesFolder(name)) {
      findings.push(
        zipFinding(
          "zip-path-outside",
          "warning",
          "An entry would be extracted outside of the folder it is extracted into",
          name,
        ),
      );
    }
    if (names.has(name)) {
      findings.push(
        zipFinding(
          "zip-duplicate-name",
          "warning",
          "Two entries have this name, and programs differ in which of them they take",
          name,
        ),
      );
    }
    names.add(name);
  }
  return findings.slice(0, 20);
}

/** Warns of a small file whose content would fill memory or a disk. */
function sizeFindings(entries: readonly ZipEntry[]): Finding[] {
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  const stored = entries.reduce((sum, entry) => sum + entry.compressedSize, 0);
  return largeContent("the zip", { stored, size });
}
