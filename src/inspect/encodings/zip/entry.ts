import { crc32 } from "node:zlib";
import type { Finding } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import type { Source } from "../../contract/source.ts";
import { rangeSupply, type ByteSupply } from "../byte-cursor.ts";
import { u16, u32, utf8 } from "../bytes.ts";
import { inflateSupply } from "../inflate.ts";
import { printable } from "../printable.ts";
import type { ZipEntry } from "./directory.ts";
import { zipFinding } from "./zip-finding.ts";

export interface OpenedEntry {
  /** The content, decompressed. */
  readonly supply: ByteSupply;
  /** Offset of the content in the zip. */
  readonly start: number;
  /** Differences between the local header and the directory. */
  readonly findings: readonly Finding[];
}

/** Bytes that one entry may hold when it is decompressed. */
export const inflatedLimit = 4 * 1024 * 1024 * 1024;
const localSize = 30;
/** Encrypted, strongly encrypted, directory encrypted. */
const encryptionFlags = 0x2041;
const hasDescriptor = 0x8;

/**
 * Opens the content of an entry. The directory decides, as it does in PyTorch and Python; where the
 * local header differs that is reported. An entry that claims to be encrypted is read all the same:
 * the claim may be there to keep scanners out (CVE-2025-1945).
 */
export async function openEntry(
  source: Source,
  entry: ZipEntry,
  limit: number = inflatedLimit,
): Promise<OpenedEntry> {
  const where = printable(entry.name, 200);
  const local = await source.read(entry.offset, localSize);
  if (local.length < localSize || u32(local) !== 0x04034b50) {
    throw new Unreadable("An entry of the zip does not begin where its directory says", where);
  }
  const nameSize = u16(local, 26);
  const start = entry.offset + localSize + nameSize + u16(local, 28);
  const end = start + entry.compressedSize;
  if (end > source.size)
    throw new Unreadable("An entry of the zip goes beyond the end of the file", where);
  const name = utf8(await source.read(entry.offset + localSize, nameSize));
  const findings = headerFindings(entry, { name, local });
  const stored = rangeSupply(source, start, end);
  if (entry.method === 0) {
    if (entry.compressedSize !== entry.size) {
      const encrypted = (entry.flags & encryptionFlags) !== 0;
      const what = encrypted ? "is encrypted" : "has two sizes, though it is not compressed";
      throw new Unreadable(`An entry of the zip ${what}`, where);
    }
    return { supply: stored, start, findings };
  }
  if (entry.method === 8)
    return { supply: inflateSupply(stored, "deflate", limit), start, findings };
  throw new Unreadable(
    `An entry of the zip is compressed in a way (${entry.method}) that can't be read here`,
    where,
  );
}

/** The whole content of an entry of at most `limit` bytes. */
export async function readEntry(
  source: Source,
  entry: ZipEntry,
  limit: number,
): Promise<{ readonly bytes: Uint8Array; readonly findings: readonly Finding[] }> {
  if (entry.size > limit) {
    throw new Unreadable(
      `An entry of the zip is larger than ${limit} bytes`,
      printable(entry.name, 200),
    );
  }
  const { supply, findings } = await openEntry(source, entry, limit);
  const bytes = await readAll(supply);
  if (crc32(bytes) === entry.crc) return { bytes, findings };
  return { bytes, findings: [...findings, crcFinding(entry)] };
}

/**
 * Returns the finding for content that doesn't match its checksum (CVE-2025-10156: such entries are
 * scanned all the same).
 */
export function crcFinding({ name }: ZipEntry): Finding {
  return zipFinding(
    "zip-crc-mismatch",
    "warning",
    "The checksum of an entry is not that of its content, so it was changed or damaged",
    name,
  );
}

async function readAll(supply: ByteSupply): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const piece = await supply.next();
    if (piece.length === 0) return Buffer.concat(pieces);
    pieces.push(piece);
  }
}

function headerFindings(entry: ZipEntry, header: { name: string; local: Uint8Array }): Finding[] {
  const { local } = header;
  const findings: Finding[] = [];
  const report = (message: string): void => {
    findings.push(zipFinding("zip-header-mismatch", "warning", message, entry.name));
  };
  if (header.name !== entry.name)
    report("An entry has another name in its own header than in the directory");
  if (u16(local, 8) !== entry.method) {
    findings.push(
      zipFinding(
        "zip-method-mismatch",
        "warning",
        "An entry is compressed otherwise in its own header than in the directory, so programs differ in what they read",
        entry.name,
      ),
    );
  }
  const sized = (u16(local, 6) & hasDescriptor) === 0 && u32(local, 18) !== 0xffffffff;
  if (sized && entry.compressedSize < 0xffffffff && u32(local, 18) !== entry.compressedSize) {
    report("An entry has another size in its own header than in the directory");
  }
  if (((entry.flags | u16(local, 6)) & encryptionFlags) !== 0) {
    findings.push(
      zipFinding("zip-encrypted", "warning", "An entry says that it is encrypted", entry.name),
    );
  }
  return findings;
}
