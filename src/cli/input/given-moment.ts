import { InvalidArgumentError } from "commander";
import { parseMoment } from "../../core/model/data/parse-moment.ts";
import type { Timestamp } from "../../core/model/ids.ts";

/**
 * Parses a day or a moment.
 *
 * @param dayIs which end of a day its date stands for
 */
export function givenMoment(text: string, dayIs: "start" | "end"): Timestamp {
  const moment = parseMoment(text, dayIs);
  if (moment !== undefined) return moment;
  throw new InvalidArgumentError(
    "Write a day or a moment that the calendar has, in UTC or with an offset: 2026-03-31, 2026-03-31T09:30Z or 2026-03-31T11:30+02:00.",
  );
}
