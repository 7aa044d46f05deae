import * as z from "zod";
import { Timestamp } from "../ids.ts";

const day = /^\d{4}-\d\d-\d\d$/;
const moment =
  /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?:(:\d\d)(?:(\.\d{1,3})\d*)?)?(?:Z|([+-]\d\d):?(\d\d))?$/i;

/**
 * Parses an instant in ISO 8601, to the millisecond: `2026-03-31`, `2026-03-31T09:30`,
 * `2026-03-31T11:30:00.5+02:00`. Without an offset it is UTC. Undefined for anything else, and for
 * what no calendar has, such as the 30th of February.
 *
 * @param dayIs which end of a day its date stands for
 */
export function parseMoment(text: string, dayIs: "start" | "end" = "start"): Timestamp | undefined {
  if (day.test(text)) return toUtc(`${text}T${dayIs === "start" ? "00:00:00" : "23:59:59.999"}Z`);
  const [, date, clock, seconds = ":00", fraction = "", hours, minutes] = moment.exec(text) ?? [];
  if (date === undefined || clock === undefined) return undefined;
  const offset = hours === undefined ? "Z" : `${hours}:${minutes ?? "00"}`;
  return toUtc(`${date}T${clock}${seconds}${fraction}${offset}`);
}

const WithOffset = z.iso.datetime({ offset: true });

function toUtc(text: string): Timestamp | undefined {
  // JavaScript takes the 30th of February for the 2nd of March; the schema knows the calendar.
  if (!WithOffset.safeParse(text).success) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : Timestamp.safeParse(new Date(time).toISOString()).data;
}
