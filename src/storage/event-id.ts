import { decodeTime, encodeTime, incrementBase32, ulid } from "ulid";
import { EventId } from "../core/ids.ts";

/** Characters of a ULID that tell the time; the rest is random. */
const timeLength = 10;

/**
 * The id of the next event: a ULID of `now`, but always later than `newest`, the newest event known
 * (its random part plus one if the clock stands at or before its time). ULID spec, “Monotonicity”.
 */
export function nextEventId(newest: EventId | undefined, now: number): EventId {
  if (newest === undefined || decodeTime(newest) < now) return EventId.parse(ulid(now));
  const random = newest.slice(timeLength);
  return EventId.parse(
    /^Z+$/.test(random)
      ? ulid(decodeTime(newest) + 1)
      : encodeTime(decodeTime(newest), timeLength) + incrementBase32(random),
  );
}
