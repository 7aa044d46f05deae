import { InvalidArgumentError } from "commander";
import { parseDuration } from "../../core/text/duration.ts";

/** Parses the value of an option that is a duration, to milliseconds. */
export function duration(text: string): number {
  const found = parseDuration(text);
  if (found !== undefined) return found;
  throw new InvalidArgumentError("Write a number and a unit: 30s, 90m, 24h, 7d or 2w.");
}
