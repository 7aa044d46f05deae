import { createHash } from "node:crypto";
import type { RegistryEvent, WritableEvent } from "../../core/events/event.ts";
import { parseEvent } from "../../core/events/parse-event.ts";
import { Sha256 } from "../../core/model/ids.ts";
import type { LineFault, LineProblem } from "../../core/refusals/ledger/line-fault.ts";

/**
 * A line of the ledger: the event as JSON, then `prev`, the SHA-256 of the bytes of the line before
 * (64 zeros first), an optional `sig`, a signature, then `sum`, the SHA-256 of all bytes of this
 * line before `,"sum"`. The chain shows that no line was changed, removed or inserted; the sum
 * shows it for the last line too, which nothing refers to yet, and names exactly the line that is
 * damaged.
 *
 * A line of which something was taken out has `was` in place of `prev`: the hash that it had (43
 * digits of base64url), which the line after it goes on to name.
 */

export const chainStart = Sha256.parse("0".repeat(64));

/** Length in bytes of `,"sum":"<64 digits>"}`. */
export const sumLength = 8 + 64 + 2;
const sumPattern = /,"sum":"[0-9a-f]{64}"\}/;

/** Longest line read, in bytes. A folder of 10,000 files takes about 2 MB. */
export const maxLineLength = 32 * 1024 * 1024;

export interface LedgerLine {
  readonly event: RegistryEvent;
  /** Hash that the next line refers to, see `lineHash`. */
  readonly hash: Sha256;
  /** Set if something was taken out of the line. */
  readonly isRedacted?: true;
}

/** Returns the bytes of one line, newline included, and the hash that the next line refers to. */
export function encodeLedgerLine(
  event: WritableEvent,
  prev: Sha256,
): { readonly bytes: Buffer; readonly hash: Sha256 } {
  const { id, at, actor, type, v, data, sig } = event;
  const head = JSON.stringify({ id, at, actor, type, v, data, prev, sig }).slice(0, -1);
  const line = `${head},"sum":"${sha256(head)}"}`;
  return { bytes: Buffer.from(`${line}\n`), hash: sha256(line) };
}

export type ParsedLine =
  | { readonly ok: true; readonly line: LedgerLine }
  | {
      readonly ok: false;
      readonly problem: LineProblem;
      /** The line it follows, where its checksum is right but that is not the line before it. */
      readonly follows?: Sha256;
    };

/** Reads and checks one line (newline excluded) that must follow the line with hash `prev`. */
export function parseLedgerLine(bytes: Buffer, prev: Sha256): ParsedLine {
  if (!hasRightSum(bytes)) return faulty("bytes-changed");
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString("utf8"));
  } catch {
    return faulty("not-json");
  }
  if (!value || typeof value !== "object") return faulty("no-object");
  const was = redactedHash(bytes);
  // A line that was redacted follows whatever stands before it.
  const named = "prev" in value ? value.prev : was && prev;
  const follows = Sha256.safeParse(named).data;
  if (follows !== prev) {
    return { ...faulty("not-following"), ...(follows && { follows }) };
  }
  const parsed = parseEvent(value);
  if (!parsed.ok) return { ok: false, problem: { clause: parsed.problem } };
  const { event } = parsed;
  const hash = was ?? sha256(bytes);
  return { ok: true, line: { event, hash, ...(was && { isRedacted: true }) } };
}

const wasPattern =
  /,"was":"([A-Za-z0-9_-]{43})"(?:,"sig":"(?:[^"\\]|\\.)*")?,"sum":"[0-9a-f]{64}"\}$/;
/** Bytes at the end of a line in which the hash that it had stands, if it was redacted. */
const tailLength = 64 * 1024;

/** Returns the hash that a line had before something was taken out of it; undefined if nothing was. */
export function redactedHash(bytes: Buffer): Sha256 | undefined {
  const tail = bytes.toString("latin1", Math.max(0, bytes.length - tailLength));
  if (!tail.includes('"was":"')) return undefined;
  const [, digest] = wasPattern.exec(tail) ?? [];
  return digest === undefined
    ? undefined
    : Sha256.parse(Buffer.from(digest, "base64url").toString("hex"));
}

/** Returns the hash by which the next line refers to a line: the SHA-256 of its bytes as written. */
export function lineHash(bytes: Buffer): Sha256 {
  return redactedHash(bytes) ?? sha256(bytes);
}

/** Tells whether the bytes (newline excluded) end with the checksum of what comes before it. */
export function hasRightSum(bytes: Buffer): boolean {
  const head = bytes.subarray(0, Math.max(0, bytes.length - sumLength));
  return bytes.toString("latin1", head.length) === `,"sum":"${sha256(head)}"}`;
}

/** Maximum number of places of a line that are tried as the beginning of another one. */
const maxBeginnings = 100;

/**
 * Finds the whole line behind the fragment of another: that of a writer who appended to a file
 * which another writer's broken write had made longer in the meantime. Absent if `bytes` are
 * anything else; what has a checksum in front is more than a fragment.
 */
export function lineBehindFragment(bytes: Buffer): Buffer | undefined {
  let from = bytes.length;
  for (let tries = 0; tries < maxBeginnings; tries += 1) {
    from = bytes.lastIndexOf('{"id":"', from - 1);
    if (from <= 0) return undefined;
    const line = bytes.subarray(from);
    if (!hasRightSum(line)) continue;
    return sumPattern.test(bytes.toString("latin1", 0, from)) ? undefined : line;
  }
  return undefined;
}

function faulty(fault: LineFault): { readonly ok: false; readonly problem: LineProblem } {
  return { ok: false, problem: { fault } };
}

/** Computes the SHA-256 of a text (as UTF-8) or bytes. */
export function sha256(content: string | Uint8Array): Sha256 {
  return Sha256.parse(createHash("sha256").update(content).digest("hex"));
}
