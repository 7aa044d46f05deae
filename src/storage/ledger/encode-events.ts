import type { EventBody, Stamp, Stamped, WritableEvent } from "../../core/events/event.ts";
import { Timestamp, type EventId, type Sha256 } from "../../core/model/ids.ts";
import type { Actor } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { isFarFuture, nextEventId, zeroEventId } from "./event-id.ts";
import type { LedgerPosition } from "./ledger-file.ts";
import type { LedgerEntry } from "./ledger-folder.ts";
import { encodeLedgerLine, maxLineLength, parseLedgerLine } from "./ledger-line.ts";

/** Actor and time of the events to append. */
export interface Writing {
  readonly actor: Actor;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Stamps one event after another, each with an id later than `newest` and those before. */
export function stamper(newest: EventId | undefined, { actor, now }: Writing): () => Stamp {
  const at = Timestamp.parse(new Date(now).toISOString());
  let last = newest;
  return () => {
    last = nextEventId(last, now);
    return { id: last, at, actor };
  };
}

/** Adds id, time and actor to an event. */
export function stampEvent({
  body,
  stamp,
}: {
  readonly body: EventBody;
  readonly stamp: Stamp;
}): Stamped<EventBody> {
  return { ...body, ...stamp };
}

/** Lines to append to a ledger file, and the events as everyone will read them. */
export interface EncodedEvents {
  readonly bytes: Buffer;
  /** Hash of the first line. */
  readonly firstHash: Sha256;
  readonly entries: readonly LedgerEntry[];
}

/**
 * Encodes events as the lines after `start`. Each line is read back as everybody will read it: one
 * that nobody could read must never be written, as it would damage the ledger for good.
 *
 * @throws RegistryError `invalid-request`
 */
export function encodeEvents(
  events: readonly WritableEvent[],
  file: string,
  start: LedgerPosition,
): EncodedEvents {
  const lines: Buffer[] = [];
  const entries: LedgerEntry[] = [];
  let position = start;
  for (const event of events) {
    const { bytes } = encodeLedgerLine(event, position.hash);
    const parsed = parseLedgerLine(bytes.subarray(0, -1), position.hash);
    if (!parsed.ok) {
      const { problem } = parsed;
      throw new RegistryError({ code: "invalid-request", reason: "event-invalid", problem });
    }
    if (bytes.length > maxLineLength) {
      throw new RegistryError({ code: "invalid-request", reason: "event-too-large" });
    }
    position = {
      lineStart: position.offset,
      offset: position.offset + bytes.length,
      hash: parsed.line.hash,
      lines: position.lines + 1,
      lastId: isFarFuture(event.id) ? (position.lastId ?? zeroEventId) : event.id,
    };
    lines.push(bytes);
    entries.push({ ...parsed.line, position, file });
  }
  return { bytes: Buffer.concat(lines), firstHash: entries[0]?.hash ?? start.hash, entries };
}
