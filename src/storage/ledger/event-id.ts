import { decodeTime, encodeTime, ulid } from "ulid";
import { EventId } from "../../core/model/ids.ts";

/** Time (milliseconds since the epoch) from which on a clock must be wrong. */
const farFuture = Date.UTC(2200, 0, 1);

/** The greatest time that a ULID can tell (milliseconds since the epoch). */
const maxTime = 2 ** 48 - 1;

const firstFarFutureId = encodeTime(farFuture, 10);

/** The earliest id there can be. */
export const zeroEventId = EventId.parse("0".repeat(26));

/**
 * Tells whether an id is too late to continue from: made by a broken clock, or to stop others. Such
 * an event is kept and shown; its place is right after the line before it. The answer depends on
 * the id alone, so that all clones order events alike whatever their clocks say.
 */
export function isFarFuture(id: EventId): boolean {
  return id >= firstFarFutureId;
}

/**
 * Returns the id of the next event: a ULID of `now`, but always later than `newest`, the newest
 * event known that is not far in the future. Where the clock stands at or before its time, the id
 * is of the next millisecond: were it the same with the random part plus one (ULID spec,
 * “Monotonicity”), two clones that continue from one event would both make the same id.
 */
export function nextEventId(newest: EventId | undefined, now: number): EventId {
  // `ulid(0)` would be of the present.
  const clock = Math.min(Math.max(Math.trunc(now) || 0, 1), farFuture - 1);
  const known = newest === undefined ? 0 : decodeTime(newest);
  return EventId.parse(ulid(known < clock ? clock : Math.min(known + 1, maxTime)));
}
