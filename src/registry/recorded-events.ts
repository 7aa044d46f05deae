import { AsyncLocalStorage } from "node:async_hooks";
import { eventTitle } from "../core/events/event-title.ts";
import type { EventBody, Stamped } from "../core/events/event.ts";
import { RegistryError } from "../core/refusals/refusal.ts";
import { isSystemError } from "../storage/files/errno.ts";

/** Commits of one call: what they recorded, and whether the last one failed. */
interface Commits {
  readonly events: Stamped<EventBody>[];
  hasFailed: boolean;
}

const current = new AsyncLocalStorage<Commits>();

/** Remembers what a commit records, for the call of `reportRecorded` that it belongs to. */
export async function rememberRecorded<E extends EventBody>(
  commit: () => Promise<readonly Stamped<E>[]>,
): Promise<readonly Stamped<E>[]> {
  const commits = current.getStore();
  if (!commits) return commit();
  commits.hasFailed = true;
  const events = await commit();
  commits.hasFailed = false;
  // TypeScript does not see that each member of a union is stamped.
  commits.events.push(...(events as readonly Stamped<EventBody>[]));
  return events;
}

/**
 * Runs a call of a use case. If it fails after its decision was recorded (because the disk or
 * memory is full while the answer is computed), the error names what is recorded, so that the
 * caller doesn't repeat it.
 *
 * @throws RegistryError `recorded` with the ids of the events in `details.events`; refusals and
 * failures of the last commit as they are
 */
export async function reportRecorded<T>(call: () => Promise<T>): Promise<T> {
  const commits: Commits = { events: [], hasFailed: false };
  try {
    return await current.run(commits, call);
  } catch (error) {
    if (commits.events.length === 0 || commits.hasFailed || !isOfDisk(error)) throw error;
    throw recordedRefusal(commits.events, error);
  }
}

/** Returns true for errors of the disk; others are refusals or bugs. */
function isOfDisk(error: unknown): boolean {
  if (error instanceof RegistryError) return error.refusal.code === "file-problem";
  return isSystemError(error);
}

function recordedRefusal(events: readonly Stamped<EventBody>[], cause: unknown): RegistryError {
  const error = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, "");
  return new RegistryError(
    {
      code: "recorded",
      reason: "recorded",
      events: events.map(({ id }) => id),
      titles: events.map(textOf),
      error,
    },
    { cause },
  );
}

function textOf(event: Stamped<EventBody>): string {
  const { title } = eventTitle(event, () => "a version");
  return event.type === "version.registered"
    ? `${event.data.model} ${event.data.number}: ${title}`
    : title;
}
