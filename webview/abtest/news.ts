import type { AbTestSnapshot } from "./protocol.ts";

type Told = Pick<AbTestSnapshot, "state" | "end" | "summary">;

/**
 * Returns what a screen reader says when the page has changed: the state when it is another one, and not
 * each figure that moves.
 */
export function abTestNews(now: Told, before: Told): string {
  return now.state === before.state && now.end?.at === before.end?.at ? "" : now.summary;
}
