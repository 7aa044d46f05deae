import { join } from "node:path";
import { EventId } from "../../core/model/ids.ts";
import type { RedactedField } from "../../core/redaction/redaction-events.ts";
import { replaceFile } from "../files/atomic-file.ts";
import { openNoFollow } from "../files/open-file.ts";
import type { HeldLock } from "../files/registry-lock.ts";
import type { RegistryPaths } from "../files/registry-paths.ts";
import type { RedactedFields } from "../index/redaction-queries.ts";
import { ledgerFiles } from "../ledger/ledger-folder.ts";
import { chainStart, lineHash, redactedHash } from "../ledger/ledger-line.ts";
import { redactLine } from "../ledger/redact-line.ts";
import { scanLedger } from "../ledger/scan-ledger.ts";

/** Bytes that take the place of as many in a file. */
interface Replacement {
  readonly offset: number;
  readonly bytes: Buffer;
}

/**
 * Takes values out of the lines of all ledger files, under the lock. A file is replaced whole by
 * one of the same length, so that after a crash each is the old or the new one; doing it again goes
 * on.
 *
 * @returns the names of the files that were replaced
 */
export async function rewriteLedger(
  paths: RegistryPaths,
  fields: RedactedFields,
  held: HeldLock,
): Promise<readonly string[]> {
  const rewritten: string[] = [];
  if (fields.size === 0) return rewritten;
  for (const file of (await ledgerFiles(paths)).keys()) {
    const path = join(paths.ledger, file);
    const replacements = await findReplacements(path, fields);
    if (replacements.length === 0) continue;
    await replaceBytes(path, replacements, held);
    rewritten.push(file);
  }
  return rewritten;
}

async function findReplacements(
  path: string,
  fields: RedactedFields,
): Promise<readonly Replacement[]> {
  const found: Replacement[] = [];
  const handle = await openNoFollow(path);
  try {
    let last: string = chainStart;
    for await (const { bytes, kind, offset, length } of scanLedger(handle)) {
      if (!bytes || kind === "unreadable") continue;
      const counts = kind === "whole" && (redactedHash(bytes) ?? prevOf(bytes)) !== undefined;
      const follows = redactedHash(bytes) !== undefined || prevOf(bytes) === last;
      if (counts && follows) last = lineHash(bytes);
      const wanted = fieldsOf(bytes, fields);
      const redacted = wanted && redactLine(bytes, wanted, follows && kind === "whole");
      if (!redacted || redacted.equals(bytes)) continue;
      // A line behind the fragment of another ends where the piece does.
      found.push({ offset: offset + length - bytes.length, bytes: redacted });
    }
  } finally {
    await handle.close();
  }
  return found;
}

function prevOf(bytes: Buffer): string | undefined {
  const [, prev] =
    /,"prev":"([0-9a-f]{64})"(?:,"sig":"(?:[^"\\]|\\.)*")?,"sum":"[0-9a-f]{64}"\}$/.exec(
      bytes.toString("latin1", Math.max(0, bytes.length - 64 * 1024)),
    ) ?? [];
  return prev;
}

/** Returns what to take out of a line; undefined if it is none of those. */
function fieldsOf(bytes: Buffer, fields: RedactedFields): readonly RedactedField[] | undefined {
  const start = bytes.toString("latin1", 0, 200);
  const written = /^\{"id":"([0-9A-Z]{26})"/.exec(start)?.[1];
  const id = EventId.safeParse(written ?? idOf(bytes)).data;
  return id && fields.get(id);
}

function idOf(bytes: Buffer): unknown {
  try {
    const line: unknown = JSON.parse(bytes.toString("utf8"));
    return typeof line === "object" && line !== null && "id" in line ? line.id : undefined;
  } catch {
    return undefined;
  }
}

async function replaceBytes(
  path: string,
  replacements: readonly Replacement[],
  held: HeldLock,
): Promise<void> {
  const source = await openNoFollow(path);
  try {
    await replaceFile(path, async (target) => {
      const chunk = Buffer.allocUnsafe(1024 * 1024);
      for (let offset = 0; ;) {
        const { bytesRead } = await source.read(chunk, 0, chunk.length, offset);
        if (bytesRead === 0) break;
        for (let done = 0; done < bytesRead;) {
          const part = chunk.subarray(done, bytesRead);
          done += (await target.write(part, 0, part.length, offset + done)).bytesWritten;
        }
        offset += bytesRead;
      }
      for (const { offset, bytes } of replacements) {
        for (let done = 0; done < bytes.length;) {
          const { bytesWritten } = await target.write(
            bytes,
            done,
            bytes.length - done,
            offset + done,
          );
          done += bytesWritten;
        }
      }
      await held.assertHeld();
    });
  } finally {
    await source.close();
  }
}
