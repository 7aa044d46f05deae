import { language } from "../../src/core/text/language.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language(), options]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language(), options);
  formats.set(key, known);
  return known;
}

/** Writes the day, the time and its zone in full: for tooltips. */
export function fullTime(at: Date): string {
  return format({ dateStyle: "full", timeStyle: "long" }).format(at);
}

/** Writes the day and the time with its zone. */
export function longTime(at: Date): string {
  return format({ dateStyle: "long", timeStyle: "long" }).format(at);
}

/** Writes the day in full, and the time to the minute. */
export function minuteTime(at: Date): string {
  return format({ dateStyle: "full", timeStyle: "short" }).format(at);
}

/** Writes a day as a date that people wrote: a calendar day has no time zone. */
export function calendarDay(at: Date): string {
  return format({ dateStyle: "medium", timeZone: "UTC" }).format(at);
}

/** Writes the day of a moment in the reader's time zone. */
export function day(at: Date): string {
  return format({ dateStyle: "medium" }).format(at);
}
