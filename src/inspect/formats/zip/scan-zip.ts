import type { Verdict } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { LimitReached } from "../../contract/limit-reached.ts";
import type { Source } from "../../contract/source.ts";
import { archiveKind } from "../../encodings/archive-kind.ts";
import { ByteCursor } from "../../encodings/byte-cursor.ts";
import { scanEntry } from "../../encodings/pickle/entry-pickles.ts";
import type { PickleSequence } from "../../encodings/pickle/read-pickles.ts";
import type { PickleScan } from "../../encodings/pickle/scan.ts";
import { printable } from "../../encodings/printable.ts";
import type { ZipDirectory, ZipEntry } from "../../encodings/zip/directory.ts";
import { openEntry, readEntry } from "../../encodings/zip/entry.ts";
import { npyMagic } from "../numpy/npy-header.ts";
import { scanNpy } from "../numpy/scan-npy.ts";

/** Findings after which nothing can be claimed: programs read something else, or nothing. */
const doubtful = new Set(["zip-encrypted", "zip-method-mismatch", "zip-duplicate-name"]);
/** Entries of up to so many bytes are checked against their checksum. */
const checkedSize = 64 * 1024 * 1024;
const headSize = 16;

/**
 * Scans every entry of a zip for pickles, whatever the entries are called (CVE-2025-1889), and gives
 * the pickles of each by its name.
 */
export async function scanZip(
  source: Source,
  directory: ZipDirectory,
  scan: PickleScan,
  { persistentIds }: { readonly persistentIds: boolean },
): Promise<ReadonlyMap<ZipEntry, PickleSequence>> {
  const found = new Map<ZipEntry, PickleSequence>();
  report(scan, directory.findings);
  for (const entry of directory.entries) {
    scan.signal.throwIfAborted();
    if (entry.name.endsWith("/") && entry.size === 0) continue;
    try {
      const sequence = await scanOne(source, entry, scan, persistentIds);
      if (sequence !== undefined) found.set(entry, sequence);
    } catch (error) {
      if (!(error instanceof Unreadable) || error instanceof LimitReached) throw error;
      scan.report(
        {
          code: "zip-entry-unreadable",
          severity: "warning",
          message: `${error.message}.`,
          where: error.where ?? printable(entry.name, 200),
        },
        "unreadable",
      );
    }
  }
  return found;
}

async function scanOne(
  source: Source,
  entry: ZipEntry,
  scan: PickleScan,
  persistentIds: boolean,
): Promise<PickleSequence | undefined> {
  const place = printable(entry.name, 200);
  const opened = await openEntry(source, entry);
  report(scan, opened.findings);
  try {
    return await scanContent(source, entry, new ByteCursor(opened.supply), {
      scan,
      place,
      persistentIds,
    });
  } finally {
    opened.supply.close?.();
  }
}

async function scanContent(
  source: Source,
  entry: ZipEntry,
  cursor: ByteCursor,
  { scan, place, persistentIds }: { scan: PickleScan; place: string; persistentIds: boolean },
): Promise<PickleSequence | undefined> {
  const head = await cursor.peek(headSize);
  const archive = archiveKind(head);
  if (archive !== undefined) {
    scan.report(
      {
        code: "archive-nested",
        severity: "warning",
        message: `An entry is itself ${archive}, which is not looked into: ${place}.`,
        where: place,
      },
      "unreadable",
    );
    return undefined;
  }
  if (npyMagic.equals(head.subarray(0, npyMagic.length))) {
    await scanNpy(cursor, scan, place);
    return undefined;
  }
  const expected = /\.(pkl|pickle)$/i.test(entry.name);
  const sequence = await scanEntry(cursor, scan, { place, expected, persistentIds });
  if (expected && sequence?.problem !== undefined) {
    scan.report(
      {
        code: "pickle-unreadable",
        severity: "warning",
        message: `A pickle can't be read to its end: ${sequence.problem.message}.`,
        where: sequence.problem.where,
      },
      "unreadable",
    );
  }
  if (sequence !== undefined && entry.size <= checkedSize) {
    report(scan, (await readEntry(source, entry, checkedSize)).findings);
  }
  return sequence;
}

function report(scan: PickleScan, findings: ZipDirectory["findings"]): void {
  for (const finding of findings) {
    const verdict: Verdict = doubtful.has(finding.code) ? "unreadable" : "weights-only";
    scan.report(finding, verdict);
  }
}
