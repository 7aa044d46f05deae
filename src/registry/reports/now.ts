import { Timestamp } from "../../core/model/ids.ts";

/** Returns the present time, as reports say when they were made. */
export function now(): Timestamp {
  return Timestamp.parse(new Date().toISOString());
}
